"""A document as a Word file (python-docx), Arabic from right to left."""

from __future__ import annotations

from dragoman.document import Document


def render(document: Document, brief_suffix: str) -> bytes:
    """The .docx file."""
    import io

    import docx

    file = docx.Document()
    file.add_heading(document.title, 0)
    buffer = io.BytesIO()
    file.save(buffer)
    return buffer.getvalue()
