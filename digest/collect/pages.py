"""Reads one article page: JSON-LD first, then its meta tags and microdata, then what is printed.

Decides which of a page's answers is taken. Says nothing of pages that it does not see: whether a teaser elsewhere has
the same headline, or whether the address still works, others find out. Imported where a page is read, for lxml.
"""

from __future__ import annotations

__all__ = ["Page", "read_page"]

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from digest.collect.authors import author_names
from digest.collect.byline import printed_authors, printed_section
from digest.collect.dates import parse_date
from digest.collect.document import parse_document
from digest.collect.headline import Titles, find_dek, find_headline, main_heading
from digest.collect.identity import is_same_site
from digest.collect.jsonld import JsonPiece, read_json_ld
from digest.collect.lead_image import lead_image
from digest.collect.markup import clean_title, plain_text
from digest.collect.meta_tags import PageTags, read_tags
from digest.collect.page_text import page_text
from digest.model import Image, Precision
from digest.text import collapse

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from lxml.html import HtmlElement

    from digest.collect.dates import ParsedDate

_PUBLISHED = (
    "article:published_time", "item:datepublished", "og:published_time", "og:article:published_time",
    "parsely-pub-date", "sailthru.date", "datepublished", "publish-date", "publish_date", "pubdate", "published_time",
    "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date.created", "cxenseparse:recs:publishtime",
    "citation_publication_date", "date", "dc.date", "dcterms.date", "article_date_original",
)  # fmt: skip
_MODIFIED = (
    "article:modified_time",
    "item:datemodified",
    "og:updated_time",
    "last-modified",
    "dcterms.modified",
    "article.updated",
)
_AUTHORS = (
    "author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator", "byl",
    "article.author", "citation_author", "cxenseparse:author", "og:article:author", "article:author_name", "creator",
)  # fmt: skip
_SECTIONS = (
    "article:section",
    "parsely-section",
    "og:article:section",
    "item:articlesection",
    "section",
    "category",
    "dc.subject",
)
_EXPLICIT_ZONE = re.compile(r"(?:Z|[+-]\d{2}:?\d{2}|GMT|UTC)\s*$")
_DAY_IN_ADDRESS = re.compile(r"(?<!\d)((?:19|20)\d{2})([/-])(0?[1-9]|1[0-2])\2(0?[1-9]|[12]\d|3[01])(?!\d)")
_LONGEST_SECTION = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One article page as read; fields are empty where the page does not say."""

    title: str
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    precision: Precision = Precision.GUESSED
    published_raw: str = ""
    updated: datetime | None = None
    section: str | None = None
    lang: str = ""
    image: Image | None = None
    canonical_url: str = ""
    """The address that the page names as its own; empty where it leads to another site."""
    dek: str = ""
    """The standfirst; empty where the page has none but its first paragraph, cut off."""
    text: str = ""


def read_page(html: bytes, *, url: str, zone: ZoneInfo, charset: str = "") -> Page:
    """Read the page that *url* gave; *zone* is the publication's, for dates that name none.

    Raises ParseError for what is no HTML page, has no text, or is larger than 5 MB.
    """
    root = parse_document(html, charset=charset, resource=url)
    tags = read_tags(root, url=url)
    titles = _titles(root, tags)
    address = tags.canonical or url
    declared = read_json_ld(root, url=address, title=titles.shared or titles.document)
    sites = _site_names(tags, declared, address)
    titles = Titles(
        headline=declared.headline or tags.first("item:headline"), shared=titles.shared, document=titles.document
    )
    title = find_headline(root, titles, site_names=sites)
    heading = main_heading(root, [title] if title else [])
    authors = _authors(root, tags, declared, sites, heading)
    text = page_text(root, title=title, authors=authors, article_body=declared.body)
    published, raw = _published(root, tags, declared, zone)
    if published is None:
        published, raw = _published_by_address(address, zone, raw)
    return Page(
        title=title,
        authors=authors,
        published=published.instant if published else None,
        precision=published.precision if published else Precision.GUESSED,
        published_raw=raw,
        updated=_updated(tags, declared, zone, published),
        section=_section(tags, declared, sites, heading),
        lang=tags.lang or _language(declared.language),
        image=lead_image(root, heading, tags, declared, url=url),
        canonical_url=_canonical(tags.canonical, url),
        dek=find_dek(heading, _description(tags, declared), title=title, text=text),
        text=text,
    )


def _titles(root: HtmlElement, tags: PageTags) -> Titles:
    document = root.find(".//title")
    return Titles(
        headline="",
        shared=tags.first("og:title", "twitter:title", "title", "sailthru.title", "parsely-title", "dc.title"),
        document=collapse(document.text_content()) if document is not None else "",
    )


def _site_names(tags: PageTags, declared: JsonPiece, address: str) -> tuple[str, ...]:
    host = (urlsplit(address).hostname or "").removeprefix("www.")
    labels = host.split(".")
    names = [
        *tags.all("og:site_name", "application-name", "apple-mobile-web-app-title", "cre", "publisher"),
        declared.publisher,
        host,
    ]
    if len(labels) > 1:
        names.append(labels[-2])
    return tuple(clean_title(name) for name in names if name)


def _authors(
    root: HtmlElement, tags: PageTags, declared: JsonPiece, sites: tuple[str, ...], heading: HtmlElement | None
) -> tuple[str, ...]:
    metas = (author_names([value], site_names=sites) for name in _AUTHORS for value in tags.all(name)[:1])
    repeated = author_names(tags.all("author", "citation_author"), site_names=sites)
    declared_names = (
        author_names(declared.authors, site_names=sites)
        or (repeated if len(tags.all("author")) > 1 else ())
        or next((names for names in metas if names), ())
    )
    printed = printed_authors(root, heading, site_names=sites)
    longest = 4  # words in a name; more come from a biography
    is_plain = all(len(name.split()) <= longest and name[:1].isupper() for name in printed)
    if is_plain and len(printed) > len(declared_names) and set(declared_names) <= set(printed):
        return printed  # the by-line names the second author whom the metadata forgot
    return declared_names or printed or author_names(tags.all("item:author")[:1], site_names=sites)


def _published(root: HtmlElement, tags: PageTags, declared: JsonPiece, zone: ZoneInfo) -> tuple[ParsedDate | None, str]:
    """Take the first readable date; a later, sharper spelling of the same day replaces a vaguer one."""
    marked = root.xpath(
        "//time[@pubdate or contains(@class, 'publish') or contains(@itemprop, 'datePublished')]/@datetime"
    )
    near = root.xpath("(//article//time/@datetime | //main//time/@datetime | //time/@datetime)[position() <= 3]")
    raws = [raw for raw in (declared.published, *tags.all(*_PUBLISHED), *map(str, marked), *map(str, near)) if raw]
    dated = [(parsed, raw) for raw in raws if (parsed := parse_date(raw, zone=zone))]
    if not dated:
        return None, raws[0] if raws else ""
    first, raw = dated[0]
    if first.precision is Precision.INSTANT and _EXPLICIT_ZONE.search(raw):
        return first, raw
    for other, spelling in dated[1:]:
        is_same_day = first.instant.astimezone(zone).date() == other.instant.astimezone(zone).date()
        is_sharper = other.precision is Precision.INSTANT and _EXPLICIT_ZONE.search(spelling)
        if is_same_day and is_sharper:
            return other, spelling
    return first, raw


def _published_by_address(address: str, zone: ZoneInfo, raw: str) -> tuple[ParsedDate | None, str]:
    """Read the day in the path of *address*, as in `/2023/12/22/a-town-votes`; no other part of it is a date."""
    found = _DAY_IN_ADDRESS.search(urlsplit(address).path)
    parsed = parse_date("-".join(found.group(1, 3, 4)), zone=zone) if found else None
    return (parsed, found[0]) if found and parsed else (None, raw)


def _updated(tags: PageTags, declared: JsonPiece, zone: ZoneInfo, published: ParsedDate | None) -> datetime | None:
    for raw in (declared.modified, *tags.all(*_MODIFIED)):
        parsed = parse_date(raw, zone=zone) if raw else None
        if parsed and (published is None or parsed.instant > published.instant):
            return parsed.instant
    return None


def _section(tags: PageTags, declared: JsonPiece, sites: tuple[str, ...], heading: HtmlElement | None) -> str | None:
    known = {site.casefold() for site in sites}
    printed = re.split(r"\s[|•·›»/]\s", printed_section(heading))[
        -1
    ]  # of `Analysis | Europe` the second is the section
    for raw in (declared.section, *tags.all(*_SECTIONS), printed):
        name = re.split(r"\s*[,;>»|/]\s*", clean_title(raw))[0]
        if name and len(name) <= _LONGEST_SECTION and name.casefold() not in known and not re.match(r"https?:|/", name):
            return name
    return None


def _description(tags: PageTags, declared: JsonPiece) -> str:
    raw = tags.first("og:description", "description", "twitter:description", "item:description") or declared.description
    return collapse(plain_text(raw))


def _language(raw: str) -> str:
    return raw if re.fullmatch(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", raw) else ""


def _canonical(canonical: str, url: str) -> str:
    return canonical if canonical and (not urlsplit(url).hostname or is_same_site(canonical, url)) else ""
