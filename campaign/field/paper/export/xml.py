"""What the two XML formats share: harmless texts, plain degrees, a document that is the same bytes each time."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from campaign.field.earth import E7
from campaign.reports.formats.shared import visible


def add(parent: Element, tag: str, text: str) -> None:
    """A child with a text; none when there is nothing to say."""
    shown = visible(text)  # control characters are not allowed in XML, however they are written
    if shown:
        SubElement(parent, tag).text = shown


def degrees(value: int) -> str:
    """Ten-millionths of a degree as degrees with six digits: a tenth of a metre."""
    return f"{value / E7:.6f}"


def document(root: Element) -> bytes:
    """The whole document in UTF-8."""
    indent(root, " ")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode").encode() + b"\n"
