"""Reads and writes lists of feeds as OPML 2.0 (opml.org), the format in which feed readers hand them on.

Decides what of an outline is a source: an address of a feed, and the heading that it stands under as its section.
"""

from __future__ import annotations

__all__ = ["read_opml", "write_opml"]

from itertools import islice
from typing import TYPE_CHECKING

from digest.collect.markup import clean_title
from digest.errors import ParseError
from digest.model import Source, SourceKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.etree import _Element as Element

MAX_SOURCES = 5_000
_MAX_DEPTH = 20


def read_opml(content: bytes, *, name: str = "") -> tuple[Source, ...]:
    """Read the sources in *content*, each address once; *name* is the file, for errors.

    Raises ParseError, with the line, for what is no OPML, and where there is no feed in it.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(content.lstrip(b"\xef\xbb\xbf \t\r\n"), parser)
    except etree.XMLSyntaxError as error:
        where = f"{name}:{error.lineno}" if name else f"line {error.lineno}"
        raise ParseError(f"not well-formed ({error.msg}); export it again", resource=where) from error
    body = root.find("body")
    if str(root.tag).lower() != "opml" or body is None:
        raise ParseError("no OPML: there is no <opml> with a <body> in it", resource=name)
    sources: dict[str, Source] = {}
    for source in islice(_sources(body, "", 0), MAX_SOURCES):
        sources.setdefault(source.url, source)
    if not sources:
        raise ParseError("there is no feed in it: no outline has an xmlUrl", resource=name)
    return tuple(sources.values())


def _sources(parent: Element, section: str, depth: int) -> Iterator[Source]:
    if depth > _MAX_DEPTH:
        return
    for outline in parent.iterchildren("outline"):
        attributes = {str(key).lower(): str(value).strip() for key, value in outline.attrib.items()}
        title = clean_title(attributes.get("text", "") or attributes.get("title", ""), 60)
        address = attributes.get("xmlurl", "")
        if address.startswith(("http://", "https://")):
            yield Source(url=address, kind=SourceKind.FEED, section=section or None)
        elif attributes.get("htmlurl", "").startswith(("http://", "https://")):
            yield Source(url=attributes["htmlurl"], section=section or None)
        yield from _sources(outline, section if address else title or section, depth + 1)


def write_opml(sources: Iterable[Source], *, title: str) -> str:
    """Write *sources* as OPML 2.0, those of a section together; folders stay out, they are on this machine alone."""
    from lxml import etree

    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = _printable(title)
    body = etree.SubElement(root, "body")
    groups: dict[str, Element] = {"": body}
    for source in sources:
        if source.kind is SourceKind.FOLDER:
            continue
        section = _printable(source.section or "")
        if section not in groups:
            groups[section] = etree.SubElement(body, "outline", text=section)
        outline = etree.SubElement(groups[section], "outline", text=source.url)
        if source.kind is SourceKind.FEED:
            outline.set("type", "rss")
        outline.set("xmlUrl" if source.kind is SourceKind.FEED else "htmlUrl", source.url)
    return etree.tostring(root, encoding="unicode", pretty_print=True)


def _printable(text: str) -> str:
    """Leave out what XML cannot carry (XML 1.0 § 2.2)."""
    return "".join(char for char in text if char.isprintable())
