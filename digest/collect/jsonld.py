"""Reads what a page says of its article in JSON-LD (schema.org).

Decides which of the objects on the page is the page's own article, and forgives the broken JSON that publishers ship:
control characters, comments, trailing commas, stray escapes, HTML entities. Cleans nothing: names, titles and dates
are as the page wrote them.
"""

from __future__ import annotations

__all__ = ["JsonImage", "JsonPiece", "read_json_ld"]

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from digest.collect.markup import mended_json
from digest.text import collapse, unescaped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.html import HtmlElement

MAX_SCRIPT = 1_000_000
"""Characters; the largest script that carries no articleBody of its own has 190,000."""
MAX_NODES = 20_000
LONGEST_CRUMB = 40
MAX_DEPTH = 30

_ARTICLE = re.compile(r"(?:\w*Article|BlogPosting|LiveBlogPosting|SocialMediaPosting|Report|Review|CriticReview)$")
_PAGE_TYPES = frozenset(
    {"WebPage", "ItemPage", "CreativeWork", "MediaObject", "VideoObject", "PodcastEpisode", "Recipe", "HowTo"}
)
# What hangs here belongs to other pieces than the page's own.
_ELSEWHERE = frozenset(
    {
        "isPartOf",
        "hasPart",
        "relatedLink",
        "itemListElement",
        "citation",
        "mentions",
        "about",
        "comment",
        "video",
        "publisher",
    }
)
_WRAPPING = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|\]\]>)\s*;?\s*$"
)
# An open string or comment runs to the end: else each of its quotes would be tried anew.
_STRING_OR_COMMA = re.compile(r'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)|,(?=\s*[}\]])|//[^\n]*|/\*.*?(?:\*/|\Z)', re.DOTALL)
_BAD_ESCAPE = re.compile(r'\\(?!["\\/bfnrtu])')
_DECODER = json.JSONDecoder(strict=False)

_Node = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonImage:
    """A picture as JSON-LD names it."""

    url: str
    credit: str = ""
    caption: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonPiece:
    """The article object of a page; empty fields where it does not say."""

    is_article: bool = False
    headline: str = ""
    description: str = ""
    authors: tuple[str, ...] = ()
    publisher: str = ""
    published: str = ""
    modified: str = ""
    section: str = ""
    language: str = ""
    body: str = ""
    url: str = ""
    images: tuple[JsonImage, ...] = ()


def read_json_ld(root: HtmlElement, *, url: str = "", title: str = "") -> JsonPiece:
    """Read the JSON-LD object of the page's own article; *url* and *title* tell it from teasers of other pieces."""
    nodes = [node for script in _scripts(root) for node in _walk(script)]
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    ranked = sorted(enumerate(nodes), key=lambda pair: (-_rank(pair[1], url, title), pair[0]))
    if not ranked or _rank(ranked[0][1], url, title) <= 0:
        return JsonPiece(section=_breadcrumb(nodes, title))
    return _piece(ranked[0][1], by_id, _breadcrumb(nodes, title))


def _scripts(root: HtmlElement) -> Iterator[Any]:
    for script in root.iter("script"):
        kind = (script.get("type") or "").lower()
        if "ld+json" in kind and script.text and len(script.text) <= MAX_SCRIPT:
            yield from _loads(script.text)


def _loads(text: str) -> Iterator[Any]:
    """Parse one script, mending what publishers break; several values in a row give several values."""
    bare = _WRAPPING.sub("", _WRAPPING.sub("", text)).strip().rstrip(";")
    bare = mended_json(bare)
    for mend in (lambda s: s, _mended, lambda s: _mended(unescaped(s))):
        try:
            values = list(_values(mend(bare)))
        except (ValueError, RecursionError):
            continue
        yield from values
        return


def _values(text: str) -> Iterator[Any]:
    place = 0
    while place < len(text):
        value, place = _DECODER.raw_decode(text, place)
        yield value
        while place < len(text) and text[place] in " \t\r\n,;":
            place += 1


def _mended(text: str) -> str:
    def kept(found: re.Match[str]) -> str:
        return _BAD_ESCAPE.sub("", found.group()) if found.group().startswith('"') else ""

    return _STRING_OR_COMMA.sub(kept, text)


def _walk(value: object) -> Iterator[_Node]:
    """Yield every object that may be the page's, in the order of the page, without recursion."""
    stack: list[tuple[object, int]] = [(value, 0)]
    seen = 0
    while stack and seen < MAX_NODES:
        current, depth = stack.pop()
        seen += 1
        if depth > MAX_DEPTH:
            continue
        if isinstance(current, list):
            stack.extend((item, depth + 1) for item in reversed(current))
        elif isinstance(current, dict):
            yield current
            inner = [item for key, item in current.items() if key not in _ELSEWHERE and isinstance(item, dict | list)]
            stack.extend((item, depth + 1) for item in reversed(inner))


def _types(node: _Node) -> tuple[str, ...]:
    return tuple(name.rsplit("/", 1)[-1].rsplit(":", 1)[-1] for name in _texts(node.get("@type")))


def _rank(node: _Node, url: str, title: str) -> int:
    """How likely *node* is the page's own article; 0 where it is none at all."""
    types = _types(node)
    is_article = any(_ARTICLE.match(name) for name in types)
    has_facts = bool(node.get("headline") or node.get("name")) and bool(node.get("datePublished") or node.get("author"))
    if not is_article and not (has_facts and _PAGE_TYPES.intersection(types)):
        return 0
    rank = 4 if is_article else 1
    rank += 2 * bool(node.get("headline")) + bool(node.get("datePublished")) + bool(node.get("author"))
    own = {
        _path(address)
        for address in (*_texts(node.get("url")), *_texts(node.get("mainEntityOfPage")), *_texts(node.get("@id")))
    }
    if url and _path(url) in own:
        rank += 4
    if title and _key(_first(node.get("headline"))) == _key(title):
        rank += 4
    return rank


def _piece(node: _Node, by_id: dict[str, _Node], breadcrumb: str) -> JsonPiece:
    def resolved(key: str) -> list[Any]:
        values = node.get(key)
        listed = values if isinstance(values, list) else [values]
        return [by_id.get(item.get("@id", ""), item) if isinstance(item, dict) else item for item in listed]

    authors = resolved("author") if node.get("author") else resolved("creator")
    return JsonPiece(
        is_article=any(_ARTICLE.match(name) for name in _types(node)),
        headline=_first(node.get("headline")) or _first(node.get("name")),
        description=_first(node.get("description")),
        authors=tuple(name for author in authors for name in _names(author)),
        publisher=next((name for item in resolved("publisher") for name in _names(item)), ""),
        published=_first(node.get("datePublished")) or _first(node.get("dateCreated")),
        modified=_first(node.get("dateModified")),
        section=_section(node.get("articleSection")) or breadcrumb,
        language=_first(node.get("inLanguage")),
        body=_first(node.get("articleBody")),
        url=_first(node.get("url")) or _first(node.get("mainEntityOfPage")),
        images=tuple(_images([*resolved("image"), *resolved("primaryImageOfPage"), *resolved("thumbnailUrl")])),
    )


def _texts(value: object) -> tuple[str, ...]:
    """Give the strings in *value*: itself, its members, or the `@id`, `@value`, `url` or `name` of an object."""
    if isinstance(value, str):
        return (value,) if value.strip() else ()
    if isinstance(value, int | float) and not isinstance(value, bool):
        return (str(value),)
    if isinstance(value, list):
        return tuple(text for item in value[:50] if not isinstance(item, list) for text in _texts(item))
    if isinstance(value, dict):
        return next((texts for key in ("@id", "@value", "url", "name") if (texts := _flat(value.get(key)))), ())
    return ()


def _flat(value: object) -> tuple[str, ...]:
    if isinstance(value, list):
        return tuple(item for item in value[:50] if isinstance(item, str) and item.strip())
    return (value,) if isinstance(value, str) and value.strip() else ()


def _first(value: object) -> str:
    return next(iter(_texts(value)), "").strip()


def _names(value: object) -> Iterable[str]:
    if not isinstance(value, dict):
        return _flat(value)
    names = _flat(value.get("name"))
    if names:
        return names
    parts = (_first(value.get("givenName")), _first(value.get("familyName")))
    return tuple(filter(None, (" ".join(filter(None, parts)),)))


def _section(value: object) -> str:
    texts = [text for text in _flat(value) if not re.match(r"https?:|/", text)]
    return collapse(texts[0]) if texts else ""


def _images(values: list[Any]) -> Iterator[JsonImage]:
    for value in values[:20]:
        if isinstance(value, str) and value.strip():
            yield JsonImage(url=value.strip())
        elif isinstance(value, dict):
            address = next(filter(None, (_first(value.get(key)) for key in ("url", "contentUrl", "@id"))), "")
            if address:
                yield JsonImage(url=address, credit=_image_credit(value), caption=_first(value.get("caption")))


def _image_credit(node: _Node) -> str:
    for key in ("creditText", "creator", "author", "copyrightHolder", "copyrightNotice", "credit"):
        value = node.get(key)
        for item in value if isinstance(value, list) else [value]:
            names = tuple(_names(item))
            if names:
                return collapse(names[0])
    return ""


def _breadcrumb(nodes: list[_Node], title: str) -> str:
    """Give the name of the deepest breadcrumb that is neither the home page nor the piece itself."""
    for node in nodes:
        if "BreadcrumbList" not in _types(node):
            continue
        items = node.get("itemListElement")
        names = [_crumb(item) for item in items[:10]] if isinstance(items, list) else []
        names = [name for name in names[1:] if name and _key(name) != _key(title)]
        if names and len(names[-1]) <= LONGEST_CRUMB:
            return names[-1]
    return ""


def _crumb(item: object) -> str:
    if not isinstance(item, dict):
        return ""
    inner = item.get("item")
    return collapse(
        _flat_first(item.get("name")) or (_flat_first(inner.get("name")) if isinstance(inner, dict) else "")
    )


def _flat_first(value: object) -> str:
    return next(iter(_flat(value)), "")


def _path(url: str) -> str:
    try:
        return urlsplit(url.strip()).path.rstrip("/").lower()
    except ValueError:
        return ""


def _key(text: str) -> str:
    return re.sub(r"\W+", "", unescaped(text)).casefold()
