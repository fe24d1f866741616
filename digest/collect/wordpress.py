"""Asks a WordPress site by its REST API (`wp/v2/posts`), which gives whole texts, sections, authors and pictures.

Decides where the API is and what its fields mean. Does not know what was seen before.
"""

from __future__ import annotations

__all__ = ["api_address", "collect_wordpress", "is_posts", "posts_address", "read_posts"]

import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

from digest.collect.authors import author_names
from digest.collect.dates import parse_date
from digest.collect.markup import absolute_url, clean_title, mended_json, plain_text
from digest.errors import FetchError, ParseError
from digest.model import Image, Piece, Precision

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from digest.collect.asking import Asker, Collected

PER_PAGE = 50
_API = re.compile(r"<link\b[^>]*\brel=[\"']https://api\.w\.org/[\"'][^>]*>", re.IGNORECASE)
_HREF = re.compile(r"\bhref=[\"']([^\"']+)[\"']", re.IGNORECASE)
_FIELDS = "id,date_gmt,modified_gmt,guid,link,title,excerpt,content,author,categories,featured_media,_links,_embedded"
_NO_SECTION = frozenset({"uncategorized", "uncategorised", "allgemein", "non classé", "sin categoría"})

Json = dict[str, Any]


def api_address(html: bytes, *, url: str) -> str:
    """Give the address of the API that the page declares; empty where it declares none."""
    found = _API.search(html[:2_000_000].decode("utf-8", "replace"))
    href = _HREF.search(found[0]) if found else None
    return absolute_url(href[1], url) if href else ""


def posts_address(api: str, **options: str) -> str:
    """Give the address of the latest posts, below the API's own address or a site's."""
    query = urlencode(
        {"per_page": str(PER_PAGE), "_embed": "author,wp:term,wp:featuredmedia", "_fields": _FIELDS, **options}
    )
    if "rest_route=" in api:
        return f"{api.rstrip('/')}/wp/v2/posts&{query}"
    if "/wp/v2/" in api:
        return f"{api}{'&' if '?' in api else '?'}{query}"
    return f"{api.rstrip('/')}/wp/v2/posts?{query}"


def is_posts(content: bytes) -> bool:
    """Whether *content* looks like an answer of the API: a list of objects with the fields of a post."""
    head = content[:4_000].lstrip()
    return head.startswith(b"[") and (b'"date_gmt"' in head or b'"link"' in head or head.startswith(b"[]"))


def collect_wordpress(asker: Asker, *, feed_url: str = "") -> Collected:
    """Ask for the site's latest posts; *feed_url* is where they were the last time. Raises SourceError."""
    addresses = [feed_url] if feed_url else _guesses(asker.source.url)
    first: FetchError | ParseError | None = None
    for address in addresses:
        try:
            answer = asker.ask(address)
            if answer.is_unchanged:
                return asker.collected((), address, is_unchanged=True, is_whole_site=True)
            pieces = asker.sandbox.run(
                read_posts, answer.content, url=answer.url, zone=asker.zone, source=asker.source.url
            )
            return asker.collected(pieces, address, is_whole_site="categories=" not in address)
        except (FetchError, ParseError) as error:
            first = first or error
    assert first is not None
    raise type(first)(
        f"its REST API cannot be had ({first.message}); allow /wp-json/wp/v2/posts, or use the site's feed",
        resource=asker.source.url,
    ) from first


def _guesses(url: str) -> list[str]:
    if "/wp-json" in url or "rest_route=" in url:
        return [posts_address(url)]
    parts = urlsplit(url)
    home = f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"
    return [posts_address(f"{home}/wp-json"), posts_address(f"{home}/?rest_route=")]


def read_posts(content: bytes, *, url: str, zone: ZoneInfo, source: str) -> tuple[Piece, ...]:
    """Read an answer of the API; a post that is not what it should be is left out. Raises ParseError for no answer."""
    try:
        posts = json.loads(mended_json(content.decode("utf-8-sig", "replace")))
    except (ValueError, RecursionError) as error:
        raise ParseError(f"not an answer of the WordPress REST API ({error})", resource=url) from error
    if isinstance(posts, dict) and "code" in posts:
        raise ParseError(
            f"the WordPress REST API refuses: {clean_title(str(posts.get('message', posts['code'])))}", resource=url
        )
    if not isinstance(posts, list):
        raise ParseError("not an answer of the WordPress REST API: no list of posts", resource=url)
    pieces = (_piece(post, url, zone, source) for post in posts if isinstance(post, dict))
    return tuple(piece for piece in pieces if piece is not None)


def _piece(post: Json, url: str, zone: ZoneInfo, source: str) -> Piece | None:
    link = absolute_url(_text(post.get("link")), url)
    title = clean_title(_rendered(post, "title"))
    if not link or not title:
        return None
    html = _rendered(post, "content")
    published, raw = _instant(post, "date", zone)
    updated, _ = _instant(post, "modified", zone)
    return Piece(
        id=_rendered(post, "guid") or link,
        url=link,
        title=title,
        source=source,
        section=_section(post),
        authors=author_names([_text(each.get("name")) for each in _embedded(post, "author")]),
        published=published,
        precision=Precision.INSTANT if published else Precision.GUESSED,
        published_raw=raw,
        updated=updated if updated and published and updated > published else None,
        teaser=_teaser(_rendered(post, "excerpt")),
        text=plain_text(html),
        is_whole=bool(html),
        image=_image(post, link),
    )


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _rendered(post: Json, name: str) -> str:
    value = post.get(name)
    return _text(value.get("rendered")) if isinstance(value, dict) else _text(value)


def _instant(post: Json, name: str, zone: ZoneInfo) -> tuple[datetime | None, str]:
    """Read an instant: `date_gmt` is in UTC and says so nowhere; `date` is local to the site."""
    in_utc, local = _text(post.get(f"{name}_gmt")), _text(post.get(name))
    parsed = parse_date(f"{in_utc}Z", zone=zone) if in_utc else parse_date(local, zone=zone)
    return (parsed.instant, in_utc or local) if parsed else (None, in_utc or local)


def _embedded(post: Json, name: str) -> list[Json]:
    embedded = post.get("_embedded")
    found = embedded.get(name) if isinstance(embedded, dict) else None
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _section(post: Json) -> str | None:
    embedded = post.get("_embedded")
    groups = embedded.get("wp:term") if isinstance(embedded, dict) else None
    for group in groups if isinstance(groups, list) else []:
        for term in group if isinstance(group, list) else []:
            if isinstance(term, dict) and term.get("taxonomy") == "category":
                name = clean_title(_text(term.get("name")))
                if name and name.casefold() not in _NO_SECTION:
                    return name
    return None


def _teaser(html: str) -> str:
    """Read the excerpt; one that WordPress cut off by itself is no teaser."""
    text = plain_text(html).replace("\n\n", " ").strip()
    return "" if text.endswith(("[…]", "[...]", "…", "...")) else text


def _image(post: Json, link: str) -> Image | None:
    from digest.furniture import image_credit

    for media in _embedded(post, "wp:featuredmedia"):
        address = absolute_url(_text(media.get("source_url")), link)
        if address:
            caption = plain_text(_rendered(media, "caption")).replace("\n\n", " ")
            return Image(url=address, alt=clean_title(_text(media.get("alt_text"))), credit=image_credit(caption))
    return None
