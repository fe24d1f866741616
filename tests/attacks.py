"""Inputs that somebody thought about: each stalls, blows up or takes in a parser that is in wide use.

What a server does beside sending bytes stands in `attack_site`.
"""

from __future__ import annotations

__all__ = ["FEEDS", "PAGES", "POSTS", "SITEMAPS", "TEXTS"]

import gzip
from collections.abc import Callable
from random import Random

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


def _titled(title: bytes) -> bytes:
    return b"<item><title>" + title + b"</title></item>" + _ITEM + _TAIL


def _in_charset(name: bytes, title: bytes) -> bytes:
    return b'<?xml version="1.0" encoding="' + name + b'"?>' + _HEAD[21:] + _titled(title)


def _json_feed(items: bytes) -> bytes:
    return b'{"version":"https://jsonfeed.org/version/1.1","title":"T","items":[' + items + b"]}"


_BAD_URLS = (
    b"http://[",
    b"http://[::1",
    b"http://a:99999999/",
    b"http://xn--a.org/",
    b"//[",
    b"http://a" + b".a" * 5_000,
)

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
    "an entity of 100 KB, 50,000 times": lambda: (
        b'<!DOCTYPE rss [<!ENTITY a "' + b"x" * 100_000 + b'">]>' + _HEAD[21:] + _titled(b"&a;" * 50_000)
    ),
    "parameter entities": lambda: (
        b'<!DOCTYPE rss [<!ENTITY % a "x"><!ENTITY % b SYSTEM "file:///etc/passwd">%b;'
        + b"%a;" * 200_000
        + b"]><rss><channel/></rss>"
    ),
    "400,000 declared entities": lambda: (
        b"<!DOCTYPE rss ["
        + b"".join(b'<!ENTITY a%d "b">' % n for n in range(400_000))
        + b"]><rss><channel>"
        + _ITEM
        + _TAIL
    ),
    "a charset that is slow to read": lambda: _in_charset(b"punycode", b"a-" * 4_000_000),
    "a charset that is a compression": lambda: _in_charset(b"zlib_codec", b"x" * 1_000),
    "a charset that runs escapes": lambda: _in_charset(b"unicode_escape", b"\\N{DIGIT ONE}" * 600_000),
    "UTF-32": lambda: ("<rss><channel>" + "<item><title>x</title></item>" * 80_000).encode("utf-32"),
    "nine million ampersands": lambda: _HEAD + _titled(b"&" * 9_000_000),
    "nine megabytes of space": lambda: b" " * 9_000_000 + _HEAD + _ITEM + _TAIL,
    "three million elements begun": lambda: _HEAD + b"<a " * 3_000_000 + _TAIL,
    "a number of five million digits": lambda: _HEAD + _titled(b"&#" + b"1" * 5_000_000 + b";"),
    "references to what is no character": lambda: _HEAD + _titled(b"&#1114112;&#0;&#xD800;" * 400_000),
    "a date of nine megabytes": lambda: _item(b"<pubDate>" + b"1 Jan 1:" * 1_100_000 + b"</pubDate>"),
    "a by-line of nine megabytes": lambda: _item(b"<author>" + b"a, " * 3_000_000 + b"</author>"),
    "an address of nine megabytes": lambda: _item(b"<link>https://e.example/" + b"a/../" * 1_800_000 + b"</link>"),
    "addresses that are none": lambda: (
        _HEAD + b"".join(b"<item><title>A</title><link>" + url + b"</link></item>" for url in _BAD_URLS) + _TAIL
    ),
    "1,900 descriptions of nested HTML": lambda: (
        _HEAD
        + b"".join(
            b"<item><title>P%d</title><description>%s</description></item>" % (n, b"&lt;div&gt;" * 470)
            for n in range(1_900)
        )
        + _TAIL
    ),
    "250,000 pictures in a description": lambda: _item(
        b"<description>" + b'&lt;img src="a.jpg" alt="x"&gt;' * 250_000 + b"</description>"
    ),
    "a million elements in XHTML": lambda: (
        b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>A</title><content type="xhtml"><div>'
        + b"<b/>" * 1_000_000
        + b"</div></content></entry></feed>"
    ),
    "a feed broken a million times": lambda: b"<rss><channel><item>&<" + b"<x y=z>" * 1_200_000,
    "JSON with 120,000 items": lambda: _json_feed(
        b",".join(b'{"id":"%d","title":"x","content_text":"y"}' % n for n in range(120_000))
    ),
    "JSON with a number of nine million digits": lambda: _json_feed(b'{"id":' + b"1" * 9_000_000 + b',"title":"x"}'),
    "JSON with halves of characters": lambda: _json_feed(
        b'{"id":"\\ud800","url":"https://e.example/\\udfff","title":"a \\ud83d b","content_html":"<p>\\ud800</p>",'
        b'"authors":[{"name":"\\udc00"}],"tags":["\\ud800"],"image":"https://e.example/\\ud800.jpg"}'
    ),
    "JSON of the wrong kinds": lambda: _json_feed(
        b'{"id":{"a":[]},"url":7,"title":["x"],"content_html":{"y":1},"authors":{"name":1},"tags":"x","image":[],'
        b'"date_published":[1]},null,7,"x",[],{"id":true,"title":false,"attachments":{"url":1}}'
    ),
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


def _json_ld(script: bytes) -> bytes:
    return _page(b"", b'<script type="application/ld+json">' + script + b"</script>")


PAGES: dict[str, Callable[[], bytes]] = {
    "500,000 line breaks": lambda: _page(b"word<br>" * 500_000),
    "300,000 links": lambda: _page(b'<a href="/x">y</a> ' * 250_000),
    "30,000 paragraphs, more than 5 MB": lambda: _page(
        (b"<p>" + b"A sentence of the longest piece. " * 5 + b"</p>") * 30_000
    ),
    "28,000 paragraphs": lambda: _page((b"<p>" + b"A sentence of the longest piece. " * 5 + b"</p>") * 28_000),
    "180,000 headlines": lambda: _page(b"<h1>An attack</h1>" * 180_000),
    "680,000 comments": lambda: _page(b"<!---->" * 680_000),
    "58,000 by-lines": lambda: _page(b'<span class="byline author">By Ann Bee and Carl Dee</span>' * 58_000),
    "19,990 attributes": lambda: _page(b"<p" + _attributes(19_990) + b">x</p>"),
    "760,000 attributes on 1,900 elements": lambda: _page(
        (b"<p" + b"".join(b" a%d" % n for n in range(400)) + b">x</p>") * 1_900
    ),
    "56,000 divs, 200 deep": lambda: _page((b"<div>words of it " * 200 + b"</div>" * 200) * 280),
    "a class of 5 MB": lambda: _page(b'<div class="' + b"share " * 790_000 + b'">x</div>'),
    "two million words in a headline": lambda: _page(b"<h1>" + b"A | B " * 790_000 + b"</h1>"),
    "a by-line of 5 MB": lambda: _page(b'<span class="byline">By ' + b"Ann Bee, " * 500_000 + b"</span>"),
    "a million sentences": lambda: _page(b"<p>" + b"a. " * 1_600_000 + b"</p>"),
    "a page in a slow charset": lambda: (
        b'<html><head><meta charset="punycode"><title>x</title></head><body>' + b"a-" * 2_400_000
    ),
    "addresses that are none": lambda: _page(
        b'<img src="a.jpg"><a href="http://[">x</a>',
        b'<base href="http://["><link rel="canonical" href="http://[::"><meta property="og:image" content="//[x">',
    ),
    "JSON-LD with halves of characters": lambda: _json_ld(
        b'{"@type":"Article","headline":"An \\ud800 attack","author":"\\udfff Name","articleBody":"\\ud800",'
        b'"image":"https://e.example/\\ud800","datePublished":"\\ud800","url":"https://e.example/\\ud800"}'
    ),
    "JSON-LD with a number of 900,000 digits": lambda: _json_ld(b'{"@type":"Article","wordCount":' + b"9" * 900_000),
    "JSON-LD in a circle": lambda: _json_ld(
        b'{"@graph":[{"@type":"Article","@id":"a","author":{"@id":"b"}},{"@type":"Person","@id":"b","author":{"@id":"a"}}]}'
    ),
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
    "fifty megabytes of addresses": lambda: gzip.compress(
        b"<urlset>" + b"<url><loc>https://e.example/a</loc></url>" * 1_190_000 + b"</urlset>"
    ),
    "400,000 empty parts": lambda: gzip.compress(b"") * 400_000,
    "an index of 180,000": lambda: (
        b"<sitemapindex>" + b"<sitemap><loc>https://e.example/a.xml</loc></sitemap>" * 180_000 + b"</sitemapindex>"
    ),
    "nine million brackets": lambda: b"<urlset>" + b"<" * 9_000_000,
}

POSTS: dict[str, Callable[[], bytes]] = {
    "nested": lambda: b'[{"id":1,"link":"https://e.example/1","title":' + b"[" * 900_000,
    "of the wrong kinds": lambda: (
        b'[{"id":[],"link":{},"title":[],"content":1,"_embedded":[1,{"author":1}]},null,7,"x"]'
    ),
    "with halves of characters": lambda: (
        b'[{"id":1,"link":"https://e.example/\\ud800","title":{"rendered":"\\ud800 x"},'
        b'"content":{"rendered":"<p>\\udfff</p>"}}]'
    ),
    "with a number of nine million digits": lambda: b'[{"id":' + b"1" * 9_000_000 + b"}]",
    "75,000 of them": lambda: (
        b"["
        + b",".join(b'{"id":%d,"link":"https://e.example/%d","title":{"rendered":"x"}}' % (n, n) for n in range(75_000))
        + b"]"
    ),
}
"""Of WordPress's API."""

TEXTS: dict[str, Callable[[], bytes]] = {
    "five million empty lines": lambda: b"\n" * 4_900_000,
    "two million lines": lambda: b"a\n" * 2_400_000,
    "39,000 teasers": lambda: b"Title\n" + b"keep readingShow less\nAnother\nNews\n" * 13_000,
    "a line of two million words": lambda: b"Title\n" + b"a " * 2_400_000,
    "a by-line of 5 MB": lambda: b"Title\nBy " + b"Ann Bee, " * 540_000,
    "five million brackets": lambda: b"Title\n" + b"(" * 4_800_000,
    "260,000 credits": lambda: b"Title\n" + b"(Photo by Ann/AP) " * 260_000,
    "115,000 appeals": lambda: b"Title\n" + b"Please donate to support our work today. " * 115_000,
    "39,000 different lines": lambda: b"".join(
        b"Line %d of the piece goes on for a while.\n" % n for n in range(39_000)
    ),
    "bytes of any kind": lambda: Random(1).randbytes(4_800_000),
}
"""Saved pages as text."""
