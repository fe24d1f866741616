"""Reads saved pages and finds out where each stood: by its canonical link, og:url or JSON-LD.

Decides the order in which a page's own words about its address are believed. Knows no feed.
"""

from __future__ import annotations

__all__ = ["SavedPage", "read_saved_pages"]

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from digest.demo.loopback import Resource
from digest.text import collapse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lxml.html import HtmlElement

SUFFIXES = frozenset({".html", ".htm"})


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedPage:
    """A page from the folder."""

    file: Path
    address: str
    """Where it says that it stood; empty where it says nothing."""
    titles: tuple[str, ...]
    """What it calls itself, each way that it does."""
    resource: Resource


def read_saved_pages(folder: Path, *, base: str) -> tuple[SavedPage, ...]:
    """Read every page below *folder*, in the order of their names; relative addresses are taken against *base*."""
    files = sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES and path.is_file())
    return tuple(_page(file, base) for file in files)


def _page(file: Path, base: str) -> SavedPage:
    body = file.read_bytes()
    # Without a charset, as saved: the page's own <meta> says it.
    resource = Resource(body, "text/html", file.stat().st_mtime)
    root = _root(body)
    if root is None:
        return SavedPage(file=file, address="", titles=(), resource=resource)
    address = next((url for url in (_absolute(raw, base) for raw in _claims(root)) if url), "")
    return SavedPage(file=file, address=address, titles=_titles(root), resource=resource)


def _root(body: bytes) -> HtmlElement | None:
    from lxml import etree, html

    try:
        return html.document_fromstring(body)
    except (etree.ParserError, ValueError):
        return None  # an empty file: it is served, should the feed's link name it


def _claims(root: HtmlElement) -> Iterator[str]:
    """Give what the page says of its own address, the most trusted first."""
    yield from map(str, root.xpath("//link[translate(@rel,'CANOIL','canoil')='canonical']/@href"))
    yield from map(str, root.xpath("//meta[@property='og:url' or @name='og:url']/@content"))
    for script in root.xpath("//script[contains(@type,'ld+json')]"):
        try:
            yield from _main_entities(json.loads(script.text_content()))
        except ValueError:
            continue  # one broken block is common; the file's name is left to go by


def _main_entities(node: object) -> Iterator[str]:
    if isinstance(node, list):
        for child in node:
            yield from _main_entities(child)
    if isinstance(node, dict):
        entity = node.get("mainEntityOfPage")
        yield str(entity.get("@id") or entity.get("url") or "") if isinstance(entity, dict) else str(entity or "")
        yield from _main_entities(node.get("@graph"))


def _absolute(raw: str, base: str) -> str:
    try:
        url = urljoin(base, raw.strip())
        return url if raw.strip() and urlsplit(url).scheme in {"http", "https"} and urlsplit(url).hostname else ""
    except ValueError:
        return ""


def _titles(root: HtmlElement) -> tuple[str, ...]:
    named = root.xpath("//meta[@property='og:title']/@content")
    shown = (heading.text_content() for heading in root.xpath("//h1|//title"))
    return tuple(filter(None, (collapse(str(title)) for title in (*named, *shown))))
