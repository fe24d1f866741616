"""Names the elements of RSS, RDF and Atom alike, whatever prefix or version of a namespace a feed uses.

Knows how each format writes text: escaped, in CDATA, or as XHTML. Does not know what the elements mean.
"""

from __future__ import annotations

__all__ = ["Children", "children_of", "escaped", "first_text", "html_of", "local_name", "text_of", "texts_of"]

import html
from functools import lru_cache
from typing import TYPE_CHECKING

from digest.collect.markup import is_markup

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

Children = dict[str, list["Element"]]

MAX_CHILDREN = 500
"""Elements of one name that are read in one entry."""

_FAMILIES = (
    ("purl.org/rss/1.0/modules/content", "content"),
    ("purl.org/dc/elements/1.", "dc"),
    ("purl.org/dc/terms", "dcterms"),
    ("purl.org/rss/1.0/modules/syndication", "sy"),
    ("search.yahoo.com/mrss", "media"),
    ("itunes.com/dtds/podcast", "itunes"),
    ("w3.org/2005/atom", "atom"),
    ("purl.org/atom/ns", "atom"),
    ("feedburner/ext", "feedburner"),
    ("w3.org/1999/xhtml", "xhtml"),
)


def local_name(element: Element) -> str:
    """Give the element's name in lower case, without its namespace; empty for what is no element."""
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def children_of(parent: Element) -> Children:
    """Group the children by name: bare in the parent's own namespace, else with a prefix such as `dc:creator`."""
    own = _namespace(parent)
    grouped: Children = {}
    for child in parent:
        tag = child.tag
        if not isinstance(tag, str):
            continue
        found = grouped.setdefault(_key(tag, own), [])
        if len(found) < MAX_CHILDREN:
            found.append(child)
    return grouped


@lru_cache(maxsize=4_096)
def _key(tag: str, own: str) -> str:
    """Name a child for `children_of`; a feed has a dozen of them, again and again."""
    namespace, _, name = tag[1:].partition("}") if tag.startswith("{") else ("", "", tag)
    prefix = "" if namespace in {own, ""} else _family(namespace)
    return prefix + name.lower()


def _namespace(element: Element) -> str:
    tag = element.tag
    return tag[1:].partition("}")[0] if isinstance(tag, str) and tag.startswith("{") else ""


def _family(namespace: str) -> str:
    lowered = namespace.lower()
    return next((f"{name}:" for part, name in _FAMILIES if part in lowered), "other:")


def texts_of(children: Children, *names: str) -> tuple[str, ...]:
    """Give the texts of the elements of these names, in the order of the names; empty ones are left out."""
    texts = (text_of(element) for name in names for element in children.get(name, ()))
    return tuple(text for text in texts if text)


def first_text(children: Children, *names: str) -> str:
    """Give the first of `texts_of`."""
    return next((text for name in names for element in children.get(name, ()) if (text := text_of(element))), "")


def text_of(element: Element) -> str:
    """Give all text in *element*, stripped."""
    return (element.text or "").strip() if not len(element) else "".join(element.itertext(with_tail=True)).strip()


def html_of(element: Element) -> str:
    """Give what *element* holds as HTML: Atom by its `type` (RFC 4287 §3.1), RSS by the look of it."""
    kind = element.get("type", "").strip().lower()
    if len(element):
        return _inner(element)
    text = (element.text or "").strip()
    is_atom = "atom" in _namespace(element).lower()
    if is_atom and kind in {"", "text", "text/plain"} and element.get("mode", "") != "escaped":
        return escaped(text)
    return text if is_markup(text) else escaped(text)


def escaped(text: str) -> str:
    """Make HTML of plain text: one `p` for each paragraph."""
    paragraphs = (part.strip() for part in text.replace("\r\n", "\n").split("\n\n"))
    return "".join(f"<p>{html.escape(part, quote=False)}</p>" for part in paragraphs if part)


def _inner(element: Element) -> str:
    """Serialise what is inside *element*; prefixes go, because HTML knows none."""
    from lxml import etree

    parts = [html.escape(element.text or "", quote=False)]
    for child in element:
        if isinstance(child.tag, str):
            for node in child.iter(etree.Element):
                node.tag = etree.QName(node).localname
            etree.cleanup_namespaces(child)
        parts.append(etree.tostring(child, encoding="unicode", method="html"))
    return "".join(parts)
