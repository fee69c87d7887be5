"""Markup into text: the article out of a web page."""

from __future__ import annotations

from dragoman.errors import ReadError


def html(page: str) -> tuple[str, str, str, str, str]:
    """The article's text, title, address, date and site name out of a web page.

    Raises:
        ReadError: there is no article in it.
    """
    from trafilatura import bare_extraction  # noqa: PLC0415 - takes most of a second

    document = bare_extraction(page, favor_recall=True, include_comments=False, with_metadata=True)
    if document is None or not document.text:
        raise ReadError("no article text found in the page")
    return document.text, document.title or "", document.url or "", document.date or "", document.sitename or ""
