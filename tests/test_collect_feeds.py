"""Feeds of every kind, read into pieces."""

from __future__ import annotations

import json
import os
import tarfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.collect.feeds import Feed, parse_feed
from digest.collect.feeds.labels import section_of
from digest.collect.feeds.pieces import language_tag
from digest.collect.feeds.raw import Category
from digest.collect.feeds.repair import decoded, repaired
from digest.errors import ParseError
from digest.model import Image, Piece, Precision

URL = "https://example.org/feed.xml"
ZONE = ZoneInfo("America/New_York")
NAMESPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom" '
    'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" '
    'xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"'
)
LONG = "This is a sentence of the piece that says something about the week. " * 20


def read(content: str | bytes, content_type: str = "") -> Feed:
    """Read a feed."""
    return parse_feed(
        content.encode() if isinstance(content, str) else content,
        url=URL,
        zone=ZONE,
        content_type=content_type,
        source="s",
    )


def rss(items: str, channel: str = "<title>Weekly</title><link>https://example.org/</link>") -> str:
    """Write an RSS 2.0 feed."""
    return f'<?xml version="1.0"?><rss version="2.0" {NAMESPACES}><channel>{channel}{items}</channel></rss>'


def one(inside: str) -> Piece:
    """Read the only piece of an RSS feed whose item has *inside*."""
    (piece,) = read(rss(f"<item><title>T</title><link>https://example.org/a</link>{inside}</item>")).pieces
    return piece


def atom(inside: str, head: str = "") -> Piece:
    """Read the only piece of an Atom feed whose entry has *inside*."""
    text = f'<feed xmlns="http://www.w3.org/2005/Atom">{head}<entry><title>T</title>{inside}</entry></feed>'
    (piece,) = read(text).pieces
    return piece


# ---- formats --------------------------------------------------------------------------------------------------


def test_an_rss_item_becomes_a_piece() -> None:
    """Every field that RSS and its modules have."""
    feed = read(
        rss(
            f"""<item><title>A &amp;amp; B</title><link> https://example.org/a?x=1 </link>
            <guid isPermaLink="false">tag-7</guid><pubDate>Tue, 02 Jul 2024 10:00:00 BST</pubDate>
            <atom:updated>2024-07-03T00:00:00Z</atom:updated>
            <dc:creator>By Jane Doe and John Smith</dc:creator>
            <category>Uncategorized</category><category>Analysis</category>
            <description>Two words. And more.</description>
            <content:encoded><![CDATA[<p>{LONG}</p><p onclick="x">Second.</p>]]></content:encoded>
            <media:content url="https://example.org/p.jpg" type="image/jpeg" width="800">
              <media:credit>Jane Roe</media:credit><media:description>What it shows.</media:description>
            </media:content></item>""",
            "<title>Weekly</title><link>https://example.org/</link><language>en-us</language>",
        )
    )
    assert (feed.title, feed.link, feed.lang) == ("Weekly", "https://example.org/", "en-US")
    (piece,) = feed.pieces
    assert piece.id == "tag-7"
    assert (piece.url, piece.title, piece.source) == ("https://example.org/a?x=1", "A & B", "s")
    assert piece.authors == ("Jane Doe", "John Smith")
    assert piece.published == datetime(2024, 7, 2, 9, tzinfo=UTC)
    assert (piece.precision, piece.published_raw) == (Precision.INSTANT, "Tue, 02 Jul 2024 10:00:00 BST")
    assert piece.updated == datetime(2024, 7, 3, tzinfo=UTC)
    assert piece.section == "Analysis"
    assert piece.teaser == "Two words. And more."
    assert piece.text == f"{LONG.strip()}\n\nSecond."
    assert "onclick" not in piece.content
    assert piece.image == Image(url="https://example.org/p.jpg", alt="What it shows.", credit="Jane Roe")
    assert piece.lang == "en-US"


def test_an_atom_entry_becomes_a_piece() -> None:
    """With XHTML content, a base for its addresses, links of several relations and an author of the feed."""
    piece = atom(
        f"""<id>urn:uuid:1</id>
        <link rel="self" href="/self"/><link rel="replies" href="/r"/><link href="posts/a" type="text/html"/>
        <link rel="enclosure" type="image/png" href="https://example.org/e.png"/>
        <published>2024-07-02T10:00:00-04:00</published><updated>2024-07-02T12:00:00-04:00</updated>
        <category term="x-1" label="Essays"/><summary type="text">Short &lt;3 words.</summary>
        <content type="xhtml" xml:base="https://example.org/posts/"><div xmlns="http://www.w3.org/1999/xhtml">
        <p>{LONG}</p><p><a href="b">link</a></p></div></content>""",
        '<title type="html">&lt;b&gt;W&lt;/b&gt;</title><author><name>Ann Lee</name><email>a@b.c</email></author>',
    )
    assert (piece.id, piece.url) == ("urn:uuid:1", "https://example.org/posts/a")
    assert piece.authors == ("Ann Lee",)
    assert piece.published == datetime(2024, 7, 2, 14, tzinfo=UTC)
    assert piece.updated == datetime(2024, 7, 2, 16, tzinfo=UTC)
    assert piece.section == "Essays"
    assert piece.teaser == "Short <3 words."
    assert piece.text.endswith("\n\nlink")
    assert 'href="https://example.org/posts/b"' in piece.content
    assert piece.image == Image(url="https://example.org/e.png")


def test_atom_without_a_date_of_publication_is_as_old_as_its_last_change() -> None:
    """RFC 4287 asks for `updated` alone."""
    piece = atom("<id>1</id><updated>2024-07-02T10:00:00Z</updated>")
    assert piece.published == datetime(2024, 7, 2, 10, tzinfo=UTC)
    assert piece.updated is None


@pytest.mark.parametrize(
    "text",
    [
        (
            '<rss version="0.91"><channel><title>W</title><item><title>T</title><link>https://example.org/a</link></item>'
            "</channel></rss>"
        ),
        (
            '<!DOCTYPE rss SYSTEM "http://my.netscape.com/publish/formats/rss-0.91.dtd"><rss version="0.91"><channel>'
            "<title>W</title><item><title>T</title><link>https://example.org/a</link></item></channel></rss>"
        ),
        (
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
            '<channel rdf:about="x"><title>W</title></channel><item rdf:about="https://example.org/a"><title>T</title>'
            "</item></rdf:RDF>"
        ),
        (
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://my.netscape.com/rdf/simple/0.9/">'
            "<channel><title>W</title></channel><item><title>T</title><link>https://example.org/a</link></item></rdf:RDF>"
        ),
        (
            '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>W</title><entry><title mode="escaped">T'
            '</title><link rel="alternate" type="text/html" href="https://example.org/a"/><issued>2024-01-01</issued></entry>'
            "</feed>"
        ),
        (
            '<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:title>W</a:title><a:entry><a:title>T</a:title>'
            '<a:link href="/a"/></a:entry></a:feed>'
        ),
        '{"version":"https://jsonfeed.org/version/1","title":"W","items":[{"id":"1","title":"T","url":"/a"}]}',
        "<channel><title>W</title><item><title>T</title><link>https://example.org/a</link></item></channel>",
    ],
)
def test_every_format_gives_title_and_address(text: str) -> None:
    """RSS 0.91, RDF 0.9 and 1.0, Atom 0.3 and prefixed 1.0, JSON Feed, and a bare channel."""
    feed = read(text)
    assert feed.title == "W"
    assert [(piece.title, piece.url) for piece in feed.pieces] == [("T", "https://example.org/a")]


def test_a_json_feed_is_read_whole() -> None:
    """The commonest library finds no entry in it."""
    item = {
        "id": 7,
        "external_url": "https://example.org/a",
        "title": "T",
        "content_html": f"<p>{LONG}</p>",
        "summary": "A <b> is a tag.",
        "date_published": "2024-07-02T10:00:00+02:00",
        "date_modified": "2024-07-05T10:00:00Z",
        "tags": ["Essays", 3],
        "image": "/p.jpg",
        "authors": [{"name": "Ann Lee"}, "junk", {"name": 3}],
        "language": "de",
        "attachments": [{"url": "https://example.org/q.png", "mime_type": "image/png"}, 7],
    }
    junk = [3, {"id": [], "tags": "x", "attachments": {}, "authors": 3, "title": "Kept", "content_text": "a\n\nb < c"}]
    feed = read(json.dumps({"version": "1.1", "title": "W", "language": "en", "items": [item, *junk]}))
    first, second = feed.pieces
    assert (first.id, first.url, first.lang, first.section) == ("7", "https://example.org/a", "de", "Essays")
    assert first.published == datetime(2024, 7, 2, 8, tzinfo=UTC)
    assert (first.teaser, first.text) == ("A <b> is a tag.", LONG.strip())
    assert first.image == Image(url="https://example.org/p.jpg")
    assert first.authors == ("Ann Lee",)
    assert (second.title, second.text, second.published) == ("Kept", "a\n\nb < c", None)


# ---- texts ----------------------------------------------------------------------------------------------------


def test_a_caption_is_never_the_text() -> None:
    """In one feed of forty a library's first content is the caption of a photograph."""
    piece = one(
        "<media:content url='https://example.org/p.jpg' medium='image'/><media:description>A man in a boat."
        "</media:description><description>What the piece says.</description>"
    )
    assert (piece.teaser, piece.text) == ("What the piece says.", "")
    assert piece.image is not None
    assert piece.image.alt == "A man in a boat."
    only_caption = one("<media:description>A man in a boat.</media:description>")
    assert (only_caption.teaser, only_caption.text) == ("", "")


def test_a_caption_is_never_the_text_in_a_broken_feed_either() -> None:
    """The library that reads those puts it first."""
    broken = rss(
        "<item><title>T</title><link>https://example.org/a</link><media:content url='https://e.org/p.jpg' "
        "type='image/png'/><media:credit>Roe</media:credit><media:description>A man in a boat.</media:description>"
        "<description>What the piece says.</description><b></item>"
    )
    (piece,) = read(broken).pieces
    assert (piece.teaser, piece.text) == ("What the piece says.", "")
    assert piece.image == Image(url="https://e.org/p.jpg", credit="Roe")


def test_a_feed_beyond_repair_keeps_its_pictures_people_and_labels() -> None:
    """The library that reads those has other names for all of them."""
    broken = rss(
        "<item><title>T</title><link>/a</link><guid isPermaLink='false'>7</guid><dc:creator>Jane Doe</dc:creator>"
        "<category>Essays</category><enclosure url='https://e.org/e.png' type='image/png'/><enclosure url='x.mp3' "
        "type='audio/mpeg'/><media:thumbnail url='https://e.org/t.jpg'/>"
        "<pubDate>Tue, 02 Jul 2024 10:00:00 BST</pubDate>"
        f"<description>Short.</description><content:encoded><![CDATA[<p>{LONG}</p>]]></content:encoded><b></item>"
    )
    (piece,) = read(broken).pieces
    assert (piece.id, piece.url, piece.authors) == ("7", "https://example.org/a", ("Jane Doe",))
    assert (piece.section, piece.image) == ("Essays", Image(url="https://e.org/e.png"))
    assert piece.published == datetime(2024, 7, 2, 9, tzinfo=UTC)
    assert (piece.teaser, piece.text) == ("Short.", LONG.strip())
    (other,) = read(broken.replace("<enclosure", "<x").replace("</item>", "</x></item>")).pieces
    assert other.image == Image(url="https://e.org/t.jpg")


def test_a_long_description_is_the_piece() -> None:
    """RebelMouse and many others put the whole text there."""
    piece = one(f"<description><![CDATA[<p>{LONG}</p>]]></description>")
    assert (piece.text, piece.teaser) == (LONG.strip(), "")


def test_the_longest_text_wins_whatever_it_is_called() -> None:
    """Some feeds have the piece in the description and a line in the content."""
    piece = one(f"<description>{LONG}</description><content:encoded>&lt;p&gt;Short.&lt;/p&gt;</content:encoded>")
    assert (piece.text, piece.teaser) == (LONG.strip(), "Short.")


def test_a_teaser_that_repeats_the_text_is_none() -> None:
    """It would be printed as the site's own words about the piece."""
    piece = one("<description>Same words.</description><content:encoded>Same words.</content:encoded>")
    assert (piece.text, piece.teaser) == ("Same words.", "")


def test_a_plain_description_keeps_its_signs() -> None:
    """`<` and `&` in text that is no HTML."""
    assert one("<description>AT&amp;T: 1 &lt; 2 &amp; 3</description>").teaser == "AT&T: 1 < 2 & 3"


def test_unescaped_html_in_a_description_is_read_as_html() -> None:
    """Against the standard, but it is there."""
    piece = one("<description>One <b>bold</b> word<p>and a paragraph</p></description>")
    assert piece.teaser == "One bold word\n\nand a paragraph"


# ---- what is missing ------------------------------------------------------------------------------------------


def test_an_item_without_a_guid_is_known_by_its_address_or_its_words() -> None:
    """Identity must be the same at the next poll."""
    assert one("").id == "https://example.org/a"
    text = rss("<item><title>T</title><pubDate>Tue, 02 Jul 2024 10:00:00 GMT</pubDate></item>")
    (first,), (again,) = read(text).pieces, read(text).pieces
    assert first.id == again.id
    assert first.id.startswith("sha256:")
    assert first.url == ""
    (nameless,) = read(rss("<item><description>Only words.</description></item>")).pieces
    assert nameless.id.startswith("sha256:")
    assert nameless.id != first.id


def test_a_guid_that_is_an_address_is_the_link_where_there_is_none() -> None:
    """RSS 2.0 calls it a permalink unless it says otherwise."""
    with_guid = rss("<item><title>T</title><guid>https://example.org/g</guid></item>")
    without = rss('<item><title>T</title><guid isPermaLink="false">https://example.org/g</guid></item>')
    assert read(with_guid).pieces[0].url == "https://example.org/g"
    assert read(without).pieces[0].url == ""


def test_a_repeated_guid_does_not_hide_other_pieces() -> None:
    """Three real feeds of 200 repeat theirs; the same entry twice comes once."""
    items = "".join(
        f"<item><title>{title}</title><guid isPermaLink='false'>x</guid><link>https://example.org/{path}</link></item>"
        for title, path in (("One", "1"), ("Two", "2"), ("Two", "2"))
    )
    assert [piece.id for piece in read(rss(items)).pieces] == ["x https://example.org/1", "x https://example.org/2"]


def test_a_piece_without_a_title_is_called_by_its_first_words() -> None:
    """Twelve of 6,555 real entries have none."""
    (piece,) = read(rss(f"<item><link>https://example.org/a</link><description>{LONG}</description></item>")).pieces
    assert piece.title.startswith("This is a sentence of the piece")
    assert len(piece.title) <= 90


def test_an_entry_that_says_nothing_is_no_piece() -> None:
    """Not even a headline could be printed."""
    assert read(rss("<item><guid>7</guid></item><item/>")).pieces == ()


def test_a_date_that_cannot_be_read_leaves_the_piece_undated() -> None:
    """Its own words are kept for the report; another date of the entry may serve."""
    undated = one("<pubDate>soon</pubDate>")
    assert (undated.published, undated.precision, undated.published_raw) == (None, Precision.GUESSED, "soon")
    second = one("<pubDate>soon</pubDate><dc:date>2024-07-02</dc:date>")
    assert (second.published, second.precision) == (datetime(2024, 7, 2, 16, tzinfo=UTC), Precision.DAY)
    assert second.published_raw == "2024-07-02"


@pytest.mark.parametrize(
    ("inside", "authors"),
    [
        ("<author>jane@example.org (Jane Doe)</author>", ("Jane Doe",)),
        ("<author>jane@example.org</author>", ()),
        ("<dc:creator>Jane Doe</dc:creator><dc:creator>John Smith</dc:creator>", ("Jane Doe", "John Smith")),
        ("<itunes:author>Jane Doe</itunes:author>", ("Jane Doe",)),
        ("<dc:creator>admin</dc:creator>", ()),
        ("<dc:creator>Weekly</dc:creator>", ()),
        ("<author><name>Jane Doe</name></author>", ("Jane Doe",)),
    ],
)
def test_authors_are_people(inside: str, authors: tuple[str, ...]) -> None:
    """Addresses, accounts and the site's own name are none."""
    assert one(inside).authors == authors


@pytest.mark.parametrize(
    ("labels", "section"),
    [
        (["Uncategorized", "Politics"], "Politics"),
        (["homepage_regional_china", "Analysis"], "Analysis"),
        (["Politics, Latin America"], "Politics"),
        (["https://example.org/tag", "#tag", "2024", "7"], None),
        (["A label that is far too long to be the name of any section"], None),
        (["Q&amp;A"], "Q&A"),
        (["C++"], "C++"),
        (["writing"], "writing"),
        ([], None),
    ],
)
def test_the_section_is_the_first_label_that_reads_like_one(labels: list[str], section: str | None) -> None:
    """Publishers mix sections, tags and technical marks."""
    assert section_of(Category(name=label) for label in labels) == section


def test_labels_whose_scheme_says_keyword_are_no_sections() -> None:
    """The New York Times marks people and subjects so."""
    scheme = "http://www.nytimes.com/namespaces/keywords/des"
    assert section_of([Category(name="Elections", scheme=scheme), Category(name="World")]) == "World"
    assert section_of([Category(name="x_y")] * 60 + [Category(name="World")]) is None


@pytest.mark.parametrize(
    ("raw", "tag"),
    [("en", "en"), ("EN_us", "en-US"), ("zh-hant-tw", "zh-Hant-TW"), ("pt-br", "pt-BR"), ("english", ""), ("", "")],
)
def test_languages_are_written_as_bcp_47_does(raw: str, tag: str) -> None:
    """Feeds write them in any case and with underscores."""
    assert language_tag(raw) == tag


# ---- pictures -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("inside", "image"),
    [
        ('<enclosure url="https://e.org/p.jpg" type="image/jpeg" length="1"/>', Image(url="https://e.org/p.jpg")),
        ('<enclosure url="https://e.org/p.mp3" type="audio/mpeg"/>', None),
        ('<enclosure url="/p.png?x=1"/>', Image(url="https://example.org/p.png?x=1")),
        (
            ('<media:group><media:credit role="photographer">Jane Roe</media:credit><media:title>A boat</media:title>'
            '<media:content url="https://e.org/s.jpg" width="100"/>'
            '<media:content url="https://e.org/l.jpg" width="900"/></media:group>'),
            Image(url="https://e.org/l.jpg", alt="A boat", credit="Jane Roe"),
        ),
        (
            '<media:thumbnail url="https://e.org/t.jpg"/><media:content url="https://e.org/f.jpg" medium="image"/>',
            Image(url="https://e.org/f.jpg"),
        ),
        (('<media:content url="https://e.org/v.mp4" type="video/mp4"><media:thumbnail url="https://e.org/t.jpg"/>'
         "</media:content>"), Image(url="https://e.org/t.jpg")),
        ('<media:thumbnail url="https://0.gravatar.com/avatar/1"/>', None),
        ('<itunes:image href="https://e.org/i.jpg"/>', Image(url="https://e.org/i.jpg")),
        ("<image><url>https://e.org/i.jpg</url></image>", Image(url="https://e.org/i.jpg")),
        (
            ('<description>&lt;img src="https://e.org/pixel.gif" width="1" height="1"&gt;&lt;img src="/a.jpg" '
            'alt="A boat"&gt;Words.</description>'),
            Image(url="https://example.org/a.jpg", alt="A boat"),
        ),
        (
            ('<description>&lt;figure&gt;&lt;img src="/a.jpg"&gt;&lt;figcaption&gt;A boat on the lake. Photo: Jane Roe'
            "&lt;/figcaption&gt;&lt;/figure&gt;Words.</description>"),
            Image(url="https://example.org/a.jpg", alt="A boat on the lake.", credit="Jane Roe"),
        ),
        (
            ('<media:content url="https://e.org/a-1200x800.jpg" medium="image"><media:title>a-1200x800.jpg'
            '</media:title></media:content><description>&lt;img src="https://e.org/a-300x200.jpg" alt="A boat"&gt;'
            "Words.</description>"),
            Image(url="https://e.org/a-1200x800.jpg", alt="A boat"),
        ),
        (
            '<media:thumbnail url="https://e.org/v.jpg"/><media:description>See https://e.org/more</media:description>',
            Image(url="https://e.org/v.jpg"),
        ),
    ],
)  # fmt: skip
def test_the_picture_is_the_one_that_the_feed_names(inside: str, image: Image | None) -> None:
    """The widest first, then thumbnails, then the text's; with its words where the feed has them."""
    assert one(inside).image == image


# ---- what is wrong with feeds ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        rss("<item><title>Caf&eacute;&colon; a</title><description>One&nbsp;two</description></item>"),
        rss("<item><title>Café: a</title><description>One & two</description></item>"),
        rss("<item><title>Café: a</title><description>One \x02\x1f&#2;two</description></item>"),
        "<!-- made by a machine -->\n\n" + rss("<item><title>Café: a</title></item>"),
        rss("<item><title>Café: a</title></item>") + "<!-- cached --><script>x</script>",
        rss("<item><title>Café: a</title><media:x/></item>").replace("xmlns:media", "xmlns:other"),
        rss("<item><title>Café: a</title><odd:thing>x</odd:thing></item>"),
        rss("<item><title>Café: a</title><guid isPermaLink=false>7</guid></item>"),
        rss("<item><title>Café: a</title><description>a<br>b</description></item>"),
        rss("<item><title>Café: a</title></item>").removesuffix("</channel></rss>"),
        rss("<item><title><![CDATA[Café: a]]></title><description><![CDATA[open</description></item>"),
    ],
    ids=[
        "entities", "ampersand", "controls", "head", "tail", "prefix", "unknown-prefix", "quotes", "nesting", "cut",
        "cdata",
    ],
)  # fmt: skip
def test_a_broken_feed_keeps_its_words(text: str) -> None:
    """Six of 200 real feeds are not well-formed; nothing of their words may be lost."""
    (piece,) = read(text).pieces
    assert piece.title == "Café: a"


def test_content_behind_an_undefined_entity_is_not_destroyed() -> None:
    """A lenient XML parser drops every `<` after it, and prints `pimg src=` to readers."""
    (piece,) = read(
        rss(f"<item><title>T&rsquo;s</title><description>&lt;p&gt;{LONG}&lt;/p&gt;</description></item>")
    ).pieces
    assert piece.title == "T’s"
    assert piece.text == LONG.strip()


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        ('<?xml version="1.0" encoding="ISO-8859-1"?><rss><channel><item><title>Café</title></item></channel></rss>'
         .encode("latin-1"), ""),
        ("<rss><channel><item><title>Café</title></item></channel></rss>".encode("latin-1"), ""),
        ("<rss><channel><item><title>Café</title></item></channel></rss>".encode("cp437"), "text/xml; charset=cp437"),
        ('<?xml version="1.0" encoding="utf-8"?><rss><channel><item><title>Café</title></item></channel></rss>'
         .encode("cp1252"), "text/xml; charset=nonsense"),
        ("<rss><channel><item><title>Café</title></item></channel></rss>".encode("utf-16"), ""),
        ("<rss><channel><item><title>Café</title></item></channel></rss>".encode("utf-8-sig"), ""),
        ('{"version":"1","items":[{"id":"1","title":"Café"}]}'.encode("utf-8-sig"), ""),
    ],
)  # fmt: skip
def test_encodings_are_found_by_mark_declaration_or_transport(content: bytes, content_type: str) -> None:
    """And what claims to be UTF-8 and cannot be is windows-1252."""
    assert [piece.title for piece in read(content, content_type).pieces] == ["Café"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"<!DOCTYPE html><html><head><title>x</title></head></html>", "a web page"),
        (b"<html><body>x</body></html>", "a web page"),
        (b'<?xml version="1.0"?><urlset><url/></urlset>', "<urlset>"),
        (b"just words", "not a feed"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not a feed"),
        (b'{"items": 3}', "not a feed"),
        (b"[1, 2]", "not a feed"),
        (b"{broken", "not a feed"),
        (b'{"items":' + b"[" * 100_000, "nested too deeply"),
    ],
)
def test_what_is_no_feed_is_said_to_be_none(content: bytes, reason: str) -> None:
    """The message names the address and what to do."""
    with pytest.raises(ParseError, match=reason) as caught:
        read(content)
    assert caught.value.resource == URL


def test_a_feed_without_entries_is_a_feed() -> None:
    """A new publication has none yet."""
    assert read(rss("")).pieces == ()
    assert read("<rss><channel><title>New & empty</title></channel></rss>").title == "New & empty"
    assert read('<feed xmlns="http://www.w3.org/2005/Atom"/>').pieces == ()


def test_entities_neither_explode_nor_read_files() -> None:
    """A document type goes, and its entities with it."""
    bomb = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha"}">' for n in range(12))
    text = rss("<item><title>x &a11; y &f;</title></item>").replace(
        "<rss", f'<!DOCTYPE rss [{bomb}<!ENTITY f SYSTEM "file:///etc/passwd">]><rss', 1
    )
    (piece,) = read(text).pieces
    assert piece.title == "x &a11; y &f;"


ITEM = "<item><title>T</title><link>https://example.org/{}</link></item>"


@pytest.mark.parametrize(
    "text",
    [
        rss("<!--" * 200_000),
        rss("<![CDATA[" * 100_000),
        rss("".join(map(ITEM.format, range(40_000)))),
        rss("<item " + " ".join(f'a{n}="x"' for n in range(100_000)) + "/>"),
        rss("<item>" + "<category>x_y</category>" * 100_000 + "<title>T</title></item>"),
        rss("<" * 500_000),
        rss("<item><b>" * 100_000),
        rss("&" * 500_000),
        rss('<a ="' * 100_000),
        rss("".join(f"<a{n}:b/>" for n in range(20_000))),
    ],
    ids=["comments", "cdata", "items", "attributes", "categories", "angles", "open", "amp", "quotes", "prefixes"],
)
@pytest.mark.timeout(20)
def test_junk_made_to_stall_ends_soon_and_small(text: str) -> None:
    """Each of these keeps one of the usual parsers busy for a minute or more."""
    try:
        feed = read(text)
    except ParseError:
        return
    assert len(feed.pieces) <= 2_000


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200), st.text(max_size=60), st.binary(max_size=100))
def test_no_bytes_make_it_fail_otherwise(inside: str, title: str, junk: bytes) -> None:
    """A ParseError, or pieces with one-line titles; never anything else."""
    for content in (
        junk,
        rss(f"<item><title>{title}</title>{inside}</item>").encode("utf-8", "replace"),
        b"<rss>" + junk,
    ):
        try:
            feed = read(content)
        except ParseError:
            continue
        assert all("\n" not in piece.title for piece in feed.pieces)


@given(st.text(max_size=100))
def test_mending_leaves_what_is_well_formed(words: str) -> None:
    """Only what no parser would take is changed."""
    title = json.dumps(words, ensure_ascii=True)[1:-1].replace("<", "&lt;")
    text = f"<rss><channel><title>{title}</title></channel></rss>"
    once = repaired(text)
    assert repaired(once.decode()) == once
    assert decoded(once) == once.decode()


# ---- real feeds -----------------------------------------------------------------------------------------------


def test_every_real_feed_gives_its_entries_and_no_caption_as_text() -> None:
    """Feeds as 120 publishers and feed readers' fixtures have them."""
    folder = os.environ.get("DIGEST_TEST_DATA")
    if not folder or not Path(folder, "feeds-dev.tar.xz").is_file():
        pytest.skip("DIGEST_TEST_DATA names no folder with feeds-dev.tar.xz")
    count = 0
    with tarfile.open(Path(folder, "feeds-dev.tar.xz")) as archive:
        for member in archive:
            opened = archive.extractfile(member) if member.isfile() else None
            if opened is None or member.name.endswith("manifest.jsonl"):
                continue
            with opened:
                feed = parse_feed(opened.read(), url=URL, zone=ZONE)
            count += 1
            assert feed.pieces, member.name
            assert all(piece.title and piece.id for piece in feed.pieces), member.name
            alts = {piece.image.alt for piece in feed.pieces if piece.image and len(piece.image.alt) > 60}
            assert not any(piece.text in alts for piece in feed.pieces if piece.text), member.name
    assert count >= 100


# ---- what is broken inside ------------------------------------------------------------------------------------


def test_one_latin_byte_spoils_only_itself() -> None:
    """Sites paste old texts into UTF-8 feeds; the other letters are what they say."""
    head = b'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>T</title><item><title>'
    content = head + "Zürich ".encode() + b"caf\xe9 \x96 x</title></item></channel></rss>"
    for content_type in ("", "text/xml; charset=iso-8859-1", "text/xml; charset=utf-8"):
        assert read(content, content_type).pieces[0].title == "Zürich café – x"


def test_latin_1_means_windows_1252() -> None:
    """Encoding standard § 4.2: what is declared as iso-8859-1 has curly quotes all the same, or unassigned bytes."""
    head = b'<?xml version="1.0" encoding="ISO-8859-1"?><rss version="2.0"><channel><title>T</title><item><title>'
    content = head + b"\x93caf\xe9\x94 \x81x</title></item></channel></rss>"
    assert read(content).pieces[0].title == "“café” x"
    assert decoded(b"\x93caf\xe9\x94", "iso-8859-1") == "“café”"
    assert decoded(b"<a>\xe4</a>", "no-such-charset") == "<a>ä</a>"


def test_a_half_of_a_surrogate_pair_does_not_leave_the_reader() -> None:
    """Such a string cannot be written to a file or a database; whole pairs are emoji."""
    text = r'{"items": [{"id": "\ud800", "title": "T \udfff \ud83d\ude00", "url": "/\\ud800", "tags": ["\ud800"]}]}'
    (piece,) = read(text).pieces
    assert (piece.id, piece.title) == ("\ufffd", "T \ufffd 😀")
    assert repr(piece).encode()
    assert decoded(rb"\ud800", "unicode-escape") == "\ufffd"


@pytest.mark.parametrize(
    "channel",
    [
        "<link>https://example.net/blog/</link>",
        '<link>/blog/</link><atom:link rel="self" href="https://example.net/feed.xml"/>',
    ],
)
def test_a_feed_without_an_address_has_its_own_page_for_a_base(channel: str) -> None:
    """A feed read from a file has no address; its links may be relative all the same."""
    feed = parse_feed(
        rss("<item><title>x</title><link>/abs</link></item>", channel=channel).encode(), url="", zone=ZONE
    )
    assert feed.pieces[0].url == "https://example.net/abs"
    assert feed.link == "https://example.net/blog/"


def test_a_json_feed_without_an_address_has_its_own_for_a_base() -> None:
    """JSON Feed names it `feed_url`."""
    text = '{"feed_url": "https://example.net/f.json", "items": [{"id": "1", "url": "/one"}]}'
    assert parse_feed(text.encode(), url="", zone=ZONE).pieces[0].url == "https://example.net/one"


VIDEO = '<media:group><media:title>T</media:title><media:content url="https://v.example/1" {}/>{}</media:group>'


def test_the_words_beside_a_video_are_its_teaser() -> None:
    """YouTube's feeds have no others; its videos are still called Flash."""
    words = "<media:description>Two boats meet.\n\nAnd part.</media:description>"
    assert one(VIDEO.format('type="application/x-shockwave-flash"', words)).teaser == "Two boats meet.\n\nAnd part."
    assert one(VIDEO.format('medium="video"', words)).teaser == "Two boats meet.\n\nAnd part."
    assert one("<description>Own.</description>" + VIDEO.format('medium="video"', words)).teaser == "Own."


def test_a_caption_of_a_picture_is_no_teaser() -> None:
    """It describes the picture, not the piece."""
    words = "<media:description>A man on a quay.</media:description>"
    piece = one(VIDEO.format('medium="image"', words))
    assert (piece.teaser, piece.text) == ("", "")


def test_of_a_video_s_long_description_the_beginning_is_taken() -> None:
    """What follows are links, chapters and thanks."""
    words = f"<media:description>Two boats meet.\n\n{LONG}</media:description>"
    assert one(VIDEO.format('type="video/mp4"', words)).teaser == "Two boats meet."
    assert len(one(VIDEO.format('type="video/mp4"', f"<media:description>{LONG}</media:description>")).teaser) <= 1_000


def test_a_feed_with_too_many_entries_keeps_the_newest() -> None:
    """Archives begin with the oldest."""
    start = datetime(2000, 1, 1, tzinfo=UTC)
    dates = [start + timedelta(days=number) for number in range(2_100)]
    items = "".join(f"<item><title>{n}</title><pubDate>{d.isoformat()}</pubDate></item>" for n, d in enumerate(dates))
    titles = [piece.title for piece in read(rss("<item><title>undated</title></item>" + items)).pieces]
    assert titles == [str(number) for number in range(100, 2_100)]
    entries = [{"id": str(n), "title": str(n), "date_published": d.isoformat()} for n, d in enumerate(dates)]
    assert read(json.dumps({"items": entries})).pieces[0].title == "100"
    undated = "".join(f"<item><title>{n}</title></item>" for n in range(2_001))
    assert read(rss(undated)).pieces[-1].title == "1999"


@pytest.mark.parametrize(
    ("escaped", "plain"),
    [
        ("&amp;lt;a href=&quot;https://e.org/&quot;&amp;gt;A town&amp;lt;/a&amp;gt; votes", "A town votes"),
        ("A town&amp;amp;nbsp;votes", "A town votes"),
        ("&lt;p&gt;A town &amp;amp;amp; its mayor&lt;/p&gt;", "A town & its mayor"),
        ("&lt;p&gt;What the &amp;lt;table&amp;gt; element does&lt;/p&gt;", "What the <table> element does"),
        ("AT&amp;amp;T and R&amp;amp;D", "AT&T and R&D"),
    ],
)
def test_a_teaser_that_was_escaped_twice_is_read_twice(escaped: str, plain: str) -> None:
    """Publishing systems escape what their editors escape; an element that is spoken of stays."""
    assert one(f"<description>{escaped}</description>").teaser == plain
