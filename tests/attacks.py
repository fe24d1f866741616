"""Inputs that somebody thought about: each stalls, or blows up, a parser that is in wide use."""

from __future__ import annotations

__all__ = ["FEEDS", "PAGES", "SITEMAPS"]

import gzip
from collections.abc import Callable

_HEAD = b'<?xml version="1.0"?><rss version="2.0"><channel><title>Attack</title>'
_TAIL = b"</channel></rss>"
_ITEM = b"<item><title>A piece</title><link>https://e.example/a</link></item>"


def _laughs() -> bytes:
    entities = b'<!ENTITY l0 "lol">' + b"".join(
        b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10)
    )
    return b'<?xml version="1.0"?><!DOCTYPE rss [' + entities + b"]><rss><channel><title>&l9;</title>" + _TAIL


def _external() -> bytes:
    return (
        b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><title>T</title>'
        b"<item><title>&x;</title><link>https://e.example/a</link></item>" + _TAIL
    )


def _attributes(count: int) -> bytes:
    return b"".join(b' a%d="x"' % number for number in range(count))


def _item(inside: bytes) -> bytes:
    return _HEAD + b"<item><title>A</title>" + inside + b"</item>" + _TAIL


FEEDS: dict[str, Callable[[], bytes]] = {
    "a billion laughs": _laughs,
    "an external entity": _external,
    "400,000 open comments": lambda: _HEAD + b"<!--" * 400_000 + _ITEM + _TAIL,
    "150,000 items": lambda: (
        _HEAD
        + b"".join(
            b"<item><title>Piece %d</title><link>https://e.example/%d</link><guid>%d</guid></item>" % (n, n, n)
            for n in range(150_000)
        )
        + _TAIL
    ),
    "200,000 attributes": lambda: b"<rss" + _attributes(200_000) + b"><channel>" + _ITEM + _TAIL,
    "200,000 attributes without quotes": lambda: (
        b"<rss" + b"".join(b" a%d=x" % n for n in range(200_000)) + b">" + _TAIL
    ),
    "300,000 categories": lambda: (
        _HEAD + b"<item><title>A</title>" + b"<category>c</category>" * 300_000 + b"</item>" + _TAIL
    ),
    "two million brackets": lambda: _HEAD + b"<" * 2_000_000 + _TAIL,
    "unclosed elements": lambda: _HEAD + b"<item><title>" * 200_000,
    "50,000 namespaces": lambda: (
        b"<rss" + b"".join(b' xmlns:n%d="urn:%d"' % (n, n) for n in range(50_000)) + b">" + _TAIL
    ),
    "deep nesting": lambda: _HEAD + b"<item>" * 100_000 + b"</item>" * 100_000 + _TAIL,
    "a description of 9 MB": lambda: (
        _HEAD + b"<item><title>A</title><description>" + b"&lt;b&gt;" * 1_000_000 + b"</description></item>" + _TAIL
    ),
    "a million entities": lambda: _HEAD + b"<item><title>" + b"&nbsp;&bogus;" * 500_000 + b"</title></item>" + _TAIL,
    "nested JSON": lambda: b'{"version":"https://jsonfeed.org/version/1.1","items":' + b"[" * 1_000_000,
    "HTML in a description, nested": lambda: (
        _HEAD
        + b"<item><title>A</title><description><![CDATA["
        + b"<div><b>" * 200_000
        + b"]]></description></item>"
        + _TAIL
    ),
}


def _page(body: bytes, head: bytes = b"") -> bytes:
    title = b"<!doctype html><html><head><title>An attack on readers</title>" + head + b"</head><body><article>"
    prose = b"<h1>An attack on readers</h1><p>" + b"This paragraph is what a reader came for. " * 12 + b"</p>"
    return title + prose + body + b"</article></body></html>"


PAGES: dict[str, Callable[[], bytes]] = {
    "500,000 line breaks": lambda: _page(b"word<br>" * 500_000),
    "300,000 links": lambda: _page(b'<a href="/x">y</a> ' * 250_000),
    "30,000 paragraphs": lambda: _page((b"<p>" + b"A sentence of the longest piece. " * 5 + b"</p>") * 30_000),
    "200,000 meta elements": lambda: _page(b"", b'<meta name="a" content="b">' * 180_000),
    "100,000 nested divs": lambda: _page(b"<div>" * 100_000),
    "unclosed inline elements": lambda: _page(b"<b><i><a>" * 100_000),
    "a JSON-LD string of 4 MB": lambda: _page(
        b"",
        b'<script type="application/ld+json">{"@type":"Article","articleBody":"' + b"x " * 2_000_000 + b'"}</script>',
    ),
    "nested JSON-LD": lambda: _page(b"", b'<script type="application/ld+json">' + b"[" * 500_000 + b"</script>"),
    "100,000 attributes": lambda: _page(b"<p" + _attributes(100_000) + b">x</p>"),
    "two million brackets": lambda: _page(b"<" * 2_000_000),
    "400,000 open comments": lambda: _page(b"<!--" * 400_000),
    "200,000 table cells": lambda: _page(b"<table>" + b"<tr><td>a<td>b" * 100_000 + b"</table>"),
    "100,000 figures": lambda: _page(b'<figure><img src="/a.jpg"><figcaption>By X</figcaption></figure>' * 60_000),
    "a title of 4 MB": lambda: (
        b"<html><head><title>" + b"A title " * 500_000 + b"</title></head><body><p>x</p></body></html>"
    ),
    "half a million entities": lambda: _page(b"<p>" + b"&nbsp;&#x1F600;" * 250_000 + b"</p>"),
}

SITEMAPS: dict[str, Callable[[], bytes]] = {
    "a packed gigabyte": lambda: gzip.compress(b"\0" * 200_000_000),
    "a billion laughs": lambda: _laughs().replace(b"rss", b"urlset"),
    "200,000 attributes": lambda: b"<urlset" + _attributes(200_000) + b"/>",
}
