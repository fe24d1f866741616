"""Serves a saved week — a feed and its pages in a folder — under the addresses that they had in the world.

Decides which file answers for which address, by the Host header and the path. A fetcher that sends the requests for
the hosts in `routes` here finds the feed, the pages and their links as they were. Nothing in the folder is changed.
"""

from __future__ import annotations

__all__ = ["FolderSite"]

import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Self
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from digest.demo.loopback import Loopback, Resource
from digest.errors import ParseError, SourceError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path
    from types import TracebackType

    from digest.collect.feeds import Feed
    from digest.demo.saved_pages import SavedPage

FEED_TYPES = {
    ".xml": "application/xml",
    ".rss": "application/rss+xml",
    ".atom": "application/atom+xml",
    ".json": "application/feed+json",
}
EXPECTED = "one feed (*.xml, *.rss, *.atom or *.json) and its pages in pages/*.html"
UNKNOWN_HOST = "saved-week.example"
"""Where a feed is said to stand that names no address of its own."""
NOTHING = Resource(b"Not in this folder.\n", "text/plain; charset=utf-8", None, HTTPStatus.NOT_FOUND)
UTC = ZoneInfo("UTC")
_WORDS = re.compile(r"[^\W_]+")
_SELF_LINK = re.compile(rb"<(?:\w+:)?link\b(?=[^>]*\brel\s*=\s*[\"']self[\"'])[^>]*\bhref\s*=\s*[\"']([^\"']+)[\"']")
_FIRST_ENTRY = re.compile(rb"<(?:\w+:)?(?:item|entry)[\s>]")
_FEED_URL = re.compile(rb'"feed_url"\s*:\s*"([^"\\]+)"')
SHORTEST_SLUG = 8
"""Letters; a shorter last part of an address (`7`, `index`) names no file by itself."""


class FolderSite:
    """A context manager that serves the week in *folder* while it is open.

    Raises SourceError where the folder holds no feed, on entry Refused where the port is taken.
    """

    def __init__(self, folder: Path, *, host: str = "127.0.0.1", port: int = 0) -> None:
        from digest.demo.saved_pages import read_saved_pages

        file, feed, self.feed_url = _find_feed(folder)
        pages = read_saved_pages(folder, base=feed.link or self.feed_url)
        self._host = host
        self._port = port
        self._loopback: Loopback | None = None
        feed_resource = Resource(file.read_bytes(), FEED_TYPES[file.suffix.lower()], file.stat().st_mtime)
        self._resources = {_key(self.feed_url): feed_resource, **_addresses(pages, feed)}
        links = (self.feed_url, feed.link, *(piece.url for piece in feed.pieces), *(page.address for page in pages))
        self._hosts = tuple(dict.fromkeys(filter(None, map(_host, links))))

    @property
    def url(self) -> str:
        """The loopback base URL while it is open, without a slash at its end."""
        return self._loopback.url if self._loopback else f"http://{self._host}:{self._port}"

    @property
    def routes(self) -> dict[str, str]:
        """From each host that the feed and the pages name to the loopback base URL."""
        return dict.fromkeys(self._hosts, self.url)

    def __enter__(self) -> Self:
        self._loopback = Loopback(host=self._host, port=self._port).serve(self._answer)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._loopback is not None:
            self._port = urlsplit(self.url).port or 0
            self._loopback.close()
            self._loopback = None

    def _answer(self, host: str, path: str) -> Resource:
        address = f"http://{host}{path}"
        # With its query first: some sites tell pages apart by it alone, others hang campaigns on it.
        return self._resources.get(_key(address)) or self._resources.get(_key(address.partition("?")[0])) or NOTHING


# ---- the feed -------------------------------------------------------------------------------------------------


def _find_feed(folder: Path) -> tuple[Path, Feed, str]:
    """Find the folder's feed, read it, and name its public address."""
    from digest.collect.feeds import parse_feed

    why = "no such file in it"
    for file in sorted(path for path in folder.glob("*") if path.suffix.lower() in FEED_TYPES and path.is_file()):
        content = file.read_bytes()
        named = _named_address(content)
        try:
            feed = parse_feed(content, url=named or f"https://{UNKNOWN_HOST}/{file.name}", zone=UTC)
        except ParseError as error:
            why = f"{file.name}: {error.message}"
        else:
            return file, feed, named or _made_up_address(feed, file.name)
    raise SourceError(f"no feed in this folder ({why}); it should hold {EXPECTED}", resource=str(folder))


def _named_address(content: bytes) -> str:
    """Give the address that the feed says is its own (`rel="self"`, `feed_url`), if it says so."""
    from html import unescape

    # An entry may name itself too: what stands before the first is the feed's own.
    found = _SELF_LINK.search(_FIRST_ENTRY.split(content, maxsplit=1)[0]) or (
        _FEED_URL.search(content) if content.lstrip()[:1] == b"{" else None
    )
    address = unescape(found[1].decode("utf-8", "replace")).strip() if found else ""
    return address if _host(address) else ""


def _made_up_address(feed: Feed, name: str) -> str:
    """Put the feed beside the site that it belongs to: `https://digital.gov/feed.xml`."""
    for link in (feed.link, *(piece.url for piece in feed.pieces)):
        parts = urlsplit(link)
        if _host(link):
            return f"{parts.scheme}://{parts.netloc}/{name}"
    return f"https://{UNKNOWN_HOST}/{name}"


# ---- which page stands where ----------------------------------------------------------------------------------


def _addresses(pages: tuple[SavedPage, ...], feed: Feed) -> dict[tuple[str, str], Resource]:
    """Give every page its addresses: the one it names, and the feed's link to it where that is another."""
    known = {_key(page.address): page for page in reversed(pages) if page.address}
    free = [page for page in pages if not page.address]
    for piece in feed.pieces:
        if not piece.url or _key(piece.url) in known:
            continue
        page = _by_file_name(piece.url, free) or _by_title(piece.title, pages)
        if page is not None:
            known[_key(piece.url)] = page
    return {key: page.resource for key, page in known.items()}


def _by_file_name(url: str, pages: Iterable[SavedPage]) -> SavedPage | None:
    """Find the page whose file is called as the address ends; `2015-11-16-a-title.html` for `/2015/11/16/a-title/`."""
    parts = urlsplit(url)
    whole = _squeezed(f"{parts.path} {parts.query}")
    last = _squeezed(next((part for part in reversed(parts.path.split("/")) if part), "").partition(".")[0])
    for page in pages:
        name = _squeezed(page.file.stem)
        if whole and name in {whole, last, _squeezed(f"{parts.netloc} {parts.path} {parts.query}")}:
            return page
    endings = [page for page in pages if len(last) >= SHORTEST_SLUG and _squeezed(page.file.stem).endswith(last)]
    return endings[0] if len(endings) == 1 else None


def _by_title(title: str, pages: Iterable[SavedPage]) -> SavedPage | None:
    """Find the one page with this headline: for links that lead through a counter to another address."""
    wanted = _squeezed(title)
    found = [page for page in pages if wanted and wanted in map(_squeezed, page.titles)]
    return found[0] if len(found) == 1 else None


def _squeezed(text: str) -> str:
    return "".join(_WORDS.findall(unquote(text).casefold()))


def _host(url: str) -> str:
    """Give the host of a web address, else nothing."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return (parts.hostname or "") if parts.scheme in {"http", "https"} else ""


def _key(url: str) -> tuple[str, str]:
    """Reduce an address to what tells pages apart: host without `www.`, path without its last slash, query."""
    host = _host(url).removeprefix("www.")
    parts = urlsplit(url) if host else urlsplit("")
    path = unquote(parts.path).rstrip("/") or "/"
    return host, f"{path}?{parts.query}" if parts.query else path
