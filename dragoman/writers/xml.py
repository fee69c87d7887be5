"""What TMX and XLIFF share: text that XML allows, and the file around an element."""

from __future__ import annotations

import re
from xml.etree import ElementTree

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

# Characters outside https://www.w3.org/TR/xml/#charsets, and non-characters that some readers refuse.
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]")
_SPACES = re.compile("[ \t\r\n\x85\u2028\u2029]+")


def clean(text: str) -> str:
    """Text for one segment: what XML forbids becomes U+FFFD, a line end inside a sentence a space."""
    return _SPACES.sub(_one_line, _ILLEGAL.sub("\ufffd", text))


def _one_line(spaces: re.Match[str]) -> str:
    return " " if spaces[0].strip(" \t") else spaces[0]


def element(parent: ElementTree.Element, tag: str, text: str = "", **attributes: str) -> ElementTree.Element:
    """A child of ``parent`` with cleaned text and attributes; ``xml_lang`` is ``xml:lang``, ``a_b`` is ``a-b``."""
    child = ElementTree.SubElement(parent, tag)
    for name, value in attributes.items():
        child.set(XML_LANG if name == "xml_lang" else name.replace("_", "-"), clean(value))
    if text:
        child.text = clean(text)
    return child


def dumps(root: ElementTree.Element) -> str:
    """The file's text, indented, with its declaration."""
    ElementTree.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ElementTree.tostring(root, encoding="unicode")}\n'
