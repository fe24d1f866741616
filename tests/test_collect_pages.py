"""A page gives its headline, authors, dates, section, picture, standfirst and text, whatever way it says them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.collect.authors import author_names
from digest.collect.document import MAX_BYTES, decode, parse_document, visible_text
from digest.collect.headline import without_site_name
from digest.collect.jsonld import read_json_ld
from digest.collect.pages import Page, read_page
from digest.errors import ParseError
from digest.model import Precision

NEW_YORK = ZoneInfo("America/New_York")
URL = "https://www.coast.example/2024/ferry"
TITLE = "Town closes its ferry terminal after a long quarrel"
PARAGRAPHS = tuple(
    f"In the {word} year of the dispute the harbour council met again, heard the captains, and decided nothing at all, "
    f"since the {word} report on the old terminal had not been read by anyone who had a vote."
    for word in ("first", "second", "third", "fourth", "fifth")
)
BODY = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
TEXT = "\n\n".join(PARAGRAPHS)


def html(head: str = "", body: str = BODY, *, heading: str = f"<h1>{TITLE}</h1>", attributes: str = "") -> bytes:
    """Give a page with *body* below its heading."""
    article = f"<main><article>{heading}{body}</article></main>"
    return f"<!doctype html><html{attributes}><head>{head}</head><body>{article}</body></html>".encode()


def read(content: bytes, url: str = URL) -> Page:
    """Read a page as a publication in New York does."""
    return read_page(content, url=url, zone=NEW_YORK)


def json_ld(*objects: object) -> str:
    """Give script elements with *objects*."""
    return "".join(f'<script type="application/ld+json">{json.dumps(o)}</script>' for o in objects)


ARTICLE = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "headline": TITLE,
    "author": [{"@type": "Person", "name": "Jane Doe"}, {"@type": "Person", "name": "John Smith"}],
    "publisher": {"@type": "Organization", "name": "The Coast"},
    "datePublished": "2024-03-05T09:30:15-05:00",
    "dateModified": "2024-03-06T10:00:00Z",
    "articleSection": ["Harbour", "News"],
    "image": {"@type": "ImageObject", "url": "https://cdn.example/ferry-1200x800.jpg", "creditText": "Ida Moe/AP"},
    "mainEntityOfPage": URL,
}


def test_json_ld_gives_all_that_it_says() -> None:
    """Nine of ten news pages carry it, and it is right more often than anything else on them."""
    page = read(html(json_ld(ARTICLE) + "<link rel='canonical' href='/2024/ferry'>", attributes=' lang="en_GB"'))
    assert page.title == TITLE
    assert page.authors == ("Jane Doe", "John Smith")
    assert page.published == datetime(2024, 3, 5, 14, 30, 15, tzinfo=UTC)
    assert page.precision is Precision.INSTANT
    assert page.published_raw == "2024-03-05T09:30:15-05:00"
    assert page.updated == datetime(2024, 3, 6, 10, tzinfo=UTC)
    assert (page.section, page.lang, page.canonical_url) == ("Harbour", "en-GB", URL)
    assert page.image is not None
    assert (page.image.url, page.image.credit) == ("https://cdn.example/ferry-1200x800.jpg", "Ida Moe/AP")
    assert page.text == TEXT


def test_a_page_without_json_ld_is_read_from_its_meta_tags() -> None:
    """A tenth of news pages, and most small sites."""
    head = (
        f'<title>{TITLE} | The Coast</title><meta property="og:title" content="{TITLE} - The Coast">'
        '<meta property="og:site_name" content="The Coast"><meta name="author" content="By Jane Doe, PhD">'
        '<meta property="article:published_time" content="2024-03-05T09:30:15+00:00">'
        '<meta property="article:section" content="Food &amp;amp; Drink, News">'
        '<meta property="og:locale" content="de_AT">'
        '<meta property="og:image" content="/ferry.jpg"><meta property="og:image:alt" content="The ferry">'
        '<meta property="og:description" content="A quarrel of eleven years is over, and nobody has won it.">'
    )
    page = read(html(head, heading=""))
    assert (page.title, page.authors, page.section, page.lang) == (TITLE, ("Jane Doe",), "Food & Drink", "de-AT")
    assert page.published == datetime(2024, 3, 5, 9, 30, 15, tzinfo=UTC)
    assert page.image is not None
    assert (page.image.url, page.image.alt) == ("https://www.coast.example/ferry.jpg", "The ferry")
    assert page.dek == "A quarrel of eleven years is over, and nobody has won it."


def test_a_bare_page_is_read_from_what_it_prints() -> None:
    """Headline, by-line, kicker, time and figure are all that some pages have."""
    body = (
        '<p class="subheadline">Eleven years and four mayors later the boats move on.</p>'
        '<div class="byline">By <a href="/author/jane">Jane Doe</a> and <a href="/author/john">John Smith</a></div>'
        '<time class="published" datetime="2024-03-05">March 5</time>'
        '<figure><img src="/media/ferry-old.jpg" alt="The old ferry"><figcaption>The ferry in May. '
        '<span class="credit">Photo: Ida Moe</span></figcaption></figure>' + BODY
    )
    page = read(html(heading=f'<a class="kicker" href="/a">Analysis | Harbour</a><h1>{TITLE}</h1>', body=body))
    assert (page.title, page.authors, page.section) == (TITLE, ("Jane Doe", "John Smith"), "Harbour")
    assert page.dek == "Eleven years and four mayors later the boats move on."
    assert (page.published, page.precision) == (datetime(2024, 3, 5, 17, tzinfo=UTC), Precision.DAY)
    assert page.image is not None
    assert (page.image.alt, page.image.credit) == ("The old ferry", "Ida Moe")
    assert page.text.endswith(TEXT)


def test_a_page_of_one_paragraph_has_its_text() -> None:
    """Breaking news begins as one sentence."""
    assert read(html(body=f"<p>{PARAGRAPHS[0]}</p>")).text == PARAGRAPHS[0]


def test_lists_and_quotations_stay_in_the_text_and_furniture_does_not() -> None:
    """What a piece lists or quotes is the piece."""
    body = (
        f"<p>{PARAGRAPHS[0]}</p><ul><li>The council has eleven members, of whom six must be present.</li>"
        f"<li>The captains have none.</li></ul><p>{PARAGRAPHS[1]}</p><blockquote><p>{PARAGRAPHS[2]}</p></blockquote>"
        f"<p>Sign up for our newsletter to get it in your inbox.</p><p>{PARAGRAPHS[3]}</p>"
        "<p>Jane Doe is a reporter.</p>"
    )
    page = read(html('<meta name="author" content="Jane Doe">', body))
    assert page.text.split("\n\n") == [
        PARAGRAPHS[0],
        "The council has eleven members, of whom six must be present.",
        "The captains have none.",
        *PARAGRAPHS[1:4],
    ]


def scrolling_article(number: int) -> str:
    """Give one article of a page that scrolls on to others, in the markup that such sites use."""
    paragraphs = "".join(f"<p>{paragraph} This is text {number}.</p>" for paragraph in PARAGRAPHS)
    return (
        '<div class="widget"><article><div class="widget__head"><img src="data:image/svg+xml,x" '
        f'data-runner-src="https://cdn.example/p{number}.jpg" alt="Picture {number}">'
        '<small class="media-photo-credit"><p>Ida Moe/AP</p></small></div>'
        f'<a class="widget__section" href="/a">Harbour</a><h1 class="widget__headline">{TITLE} {number}</h1>'
        f'<a class="social-author__name" href="/author/x">Jane Doe</a><div class="body">{paragraphs}'
        "<p><a>keep reading</a><a>Show less</a></p></div></article></div>"
    )


def test_a_page_that_scrolls_on_gives_only_its_own_piece() -> None:
    """Other extractors swallow the three articles below."""
    head = f'<meta property="og:title" content="{TITLE} 1">'
    head += '<meta property="og:image" content="https://cdn.example/p1.jpg?w=1">'
    content = f"<html><head>{head}</head><body>{''.join(map(scrolling_article, (1, 2, 3)))}</body></html>".encode()
    page = read(content)
    assert (page.title, page.authors, page.section) == (f"{TITLE} 1", ("Jane Doe",), "Harbour")
    assert "This is text 1." in page.text
    assert "This is text 2." not in page.text
    assert page.image is not None
    assert (page.image.alt, page.image.credit) == ("Picture 1", "Ida Moe/AP")


@pytest.mark.parametrize(
    "script",
    [
        '<!-- {"@type":"NewsArticle","headline":"H","author":"Jane Doe"} -->',
        '//<![CDATA[\n{"@type":"NewsArticle","headline":"H","author":"Jane Doe"}\n//]]>',
        '{"@type":"NewsArticle","headline":"H","author":["Jane Doe",],}',
        '{"@type":"NewsArticle","headline":"H\n\tnew line","author":"Jane Doe"}',
        '{"@type":"NewsArticle","headline":"It\\\'s","author":"Jane Doe"}',
        "{&quot;@type&quot;:&quot;NewsArticle&quot;,&quot;author&quot;:&quot;Jane Doe&quot;}",
        '{"@type":"WebSite"} {"@type":"NewsArticle","headline":"H","author":"Jane Doe"};',
        '{/* who */ "@type":["NewsArticle"],"headline":"H","author":{"name":["Jane Doe"]}}',
        '[{"@graph":[{"@type":"http://schema.org/Article","author":{"@id":"#j"}},{"@id":"#j","name":"Jane Doe"}]}]',
        '{"@type":"BlogPosting","headline":"H","creator":{"givenName":"Jane","familyName":"Doe"}}',
        '{"@type":"WebPage","name":"H","datePublished":"2024-01-01","author":"Jane Doe"}',
    ],
)
def test_json_ld_is_read_as_publishers_write_it(script: str) -> None:
    """Control characters, comments, entities and trailing commas are all found on real pages."""
    root = parse_document(html(f'<script type="application/ld+json">{script}</script>'))
    assert read_json_ld(root).authors == ("Jane Doe",)


@pytest.mark.parametrize(
    "script", ["", "{", "null", "[" * 5000, '{"@type":', '{"\\"\\"' * 2000, "1 2 3", '{"@type":{"a":1}}']
)
def test_hopeless_json_ld_is_passed_over(script: str) -> None:
    """A page is more than its metadata."""
    page = read(html(f'<script type="application/ld+json">{script}</script>'))
    assert (page.title, page.text) == (TITLE, TEXT)


def test_the_page_s_own_object_is_chosen_among_several() -> None:
    """Teasers of other pieces come as article objects as well."""
    other = ARTICLE | {"headline": "Another piece", "mainEntityOfPage": "https://www.coast.example/other"}
    breadcrumb = {
        "@type": "BreadcrumbList",
        "itemListElement": [{"name": "Home"}, {"item": {"name": "Ferries"}}, {"name": TITLE}],
    }
    own = {key: value for key, value in ARTICLE.items() if key != "articleSection"}
    page = read(html(json_ld(other, own, breadcrumb) + f'<meta property="og:title" content="{TITLE}">'))
    assert (page.title, page.section) == (TITLE, "Ferries")


def test_article_body_stands_in_where_the_page_shows_no_text() -> None:
    """Some pages build their text in the browser, and have it whole in their metadata."""
    declared = ARTICLE | {"articleBody": "\n".join(PARAGRAPHS)}
    assert read(html(json_ld(declared), "<div id='app'></div>")).text == TEXT


def test_the_sharper_of_two_dates_of_one_day_is_taken() -> None:
    """A day alone cannot decide on which side of the cut-off a piece lies."""
    vague = ARTICLE | {"datePublished": "2024-03-05"}
    page = read(html(json_ld(vague) + '<meta property="article:published_time" content="2024-03-05T09:30:15-05:00">'))
    assert (page.published, page.precision) == (datetime(2024, 3, 5, 14, 30, 15, tzinfo=UTC), Precision.INSTANT)


def test_a_date_that_cannot_be_read_is_kept_as_it_was_written() -> None:
    """The report shows it, so that someone can see why the date was guessed."""
    page = read(html(json_ld(ARTICLE | {"datePublished": "last spring", "dateModified": "soon"})))
    assert (page.published, page.published_raw, page.updated) == (None, "last spring", None)
    assert page.precision is Precision.GUESSED


@pytest.mark.parametrize(
    ("head", "heading", "title"),
    [
        (f"<title>{TITLE} - coast.example</title>", "", TITLE),
        (f"<title>The Coast | {TITLE}</title><meta property='og:site_name' content='The Coast'>", "", TITLE),
        (f"<title>{TITLE}</title>", "<h1>The Coast</h1>", TITLE),
        (f"<meta property='og:title' content='{TITLE[:40]}'>", f"<h1>{TITLE}</h1>", TITLE),
        (f"<meta property='og:title' content='{TITLE}'>", f"<h1>OPINION | {TITLE}</h1>", TITLE),
        (f"<meta property='og:title' content='{TITLE}'>", f"<h1>More news</h1><h1>{TITLE}</h1><h1>Other</h1>", TITLE),
        (f"<meta property='og:title' content='{TITLE}'>", f"<h2>{TITLE}</h2>", TITLE),
        ("<meta property='og:title' content='Ferry: how the town quarrelled'>", f"<h1>{TITLE}</h1>", TITLE),
        ("<meta property='og:title' content='It&amp;#8217;s &lt;b&gt;over&lt;/b&gt;'>", "", "It’s over"),
        ("", "", ""),
    ],
)
def test_the_headline_is_the_printed_one_without_the_site_s_name(head: str, heading: str, title: str) -> None:
    """What is shared on networks is cut or sharpened, what is in the tab has the site's name."""
    assert read(html(head, heading=heading)).title == title


def test_only_the_site_s_name_is_cut_off_a_title() -> None:
    """A dash is common in headlines."""
    assert without_site_name("War - and peace", ["The Coast"]) == "War - and peace"
    assert without_site_name("The Coast", ["The Coast"]) == "The Coast"
    assert without_site_name("A vote – Coast – coast.com", ["The Coast", "coast.com"]) == "A vote"


@pytest.mark.parametrize(
    ("raw", "names"),
    [
        (["By Jane Doe, PhD, and John Smith | Staff writer"], ("Jane Doe", "John Smith")),
        (["Jane Doe", "JANE DOE", "Jane  Doe"], ("Jane Doe",)),
        (["The Coast"], ()),
        (["Coast Staff", "Staff", "admin", "Team", "Web Desk", "Redaktion", "La rédaction", "Guest Author"], ()),
        (["Jane Doe The Coast"], ("Jane Doe",)),
        (["Jane Doe, Associated Press"], ("Jane Doe",)),
        (["Associated Press"], ("Associated Press",)),
        (["Doe, Jane"], ("Jane Doe",)),
        (["Cal Ripken, Jr.", "Nelson C.J.", "Cam E. Kettles"], ("Cal Ripken Jr.", "Nelson C.J.", "Cam E. Kettles")),
        (["José Ortega y Gasset", "Ana Ruiz y Luis Gil"], ("José Ortega y Gasset", "Ana Ruiz", "Luis Gil")),
        (["Martin Un (avec Damien Le et Morgane Ta)"], ("Martin Un", "Damien Le", "Morgane Ta")),
        (["James O&#039;Neil"], ("James O'Neil",)),
        (["ByLiya Davidov Photography by Stephen Tayo July 19, 2023"], ("Liya Davidov",)),
        (["Associated Press 5 days ago"], ("Associated Press",)),
        (["https://x.example/jane", "@jane", "12 Comments", "Image: FBI", "View all", "7", "June 7", "x" * 80], ()),
        (["Andrew Bo, Chief Technology Officer, Head of Reality"], ("Andrew Bo",)),
        (["Von Peter Müller und Ida Moe"], ("Peter Müller", "Ida Moe")),
        (["By Brenda Good, MA WebMD Health News"], ("Brenda Good",)),
    ],
)
def test_by_lines_become_names(raw: list[str], names: tuple[str, ...]) -> None:
    """The site, its desk, credentials and helpers are no authors."""
    assert author_names(raw, site_names=["The Coast", "coast.example"]) == names


def test_a_by_line_completes_the_metadata_and_a_caption_does_not() -> None:
    """Metadata often name the first author only."""
    body = '<figure><p>By Frank Photo</p></figure><div class="byline">By Jane Doe and Ida Moe</div>' + BODY
    assert read(html('<meta name="author" content="Jane Doe">', body)).authors == ("Jane Doe", "Ida Moe")
    assert read(
        html("", '<figure><p>By Frank Photo</p></figure><p>By <a href="/w/1">Ida Moe</a></p>' + BODY)
    ).authors == ("Ida Moe",)
    assert read(html("", '<span itemprop="author">Ida Moe</span>' + BODY)).authors == ("Ida Moe",)


@pytest.mark.parametrize(
    ("figure", "credit"),
    [
        ("<figcaption>The ferry. (AP Photo/Ida Moe)</figcaption>", "AP Photo/Ida Moe"),
        ("<figcaption>The ferry on Monday. | Ida Moe</figcaption>", "Ida Moe"),
        ('<figcaption>The ferry.<small class="photo-credit">Top image credit: Ida Moe</small></figcaption>', "Ida Moe"),
        ("<figcaption>The ferry on Monday.</figcaption>", ""),
        ('<div class="image-credit">The ferry as it was seen by all of us on Monday.</div>', ""),
    ],
)  # fmt: skip
def test_the_credit_is_found_beside_the_picture(figure: str, credit: str) -> None:
    """It stands in the caption, in an element of its own, or nowhere."""
    page = read(
        html(
            '<meta property="og:image" content="/m/ferry.jpg">',
            f'<figure><img src="/m/ferry-300x200.jpg">{figure}</figure>{BODY}',
        )
    )
    assert page.image is not None
    assert page.image.credit == credit


def test_the_credit_of_the_metadata_is_used_and_the_house_s_own_is_not() -> None:
    """A publisher named as copyright holder says nothing."""
    house = ARTICLE | {
        "image": [{"url": "/a/ferry.jpg", "creator": {"name": "The Coast"}, "caption": "Boat. Photo: Ida Moe"}]
    }
    page = read(html(json_ld(house)))
    assert page.image is not None
    assert (page.image.url, page.image.credit) == ("https://www.coast.example/a/ferry.jpg", "Ida Moe")


@pytest.mark.parametrize(
    "address", ["/img/logo.png", "data:image/png;base64,xx", "http://[bad", "/a/default-image.jpg", "/x.svg"]
)
def test_a_logo_or_a_broken_address_is_no_lead_picture(address: str) -> None:
    """A digest of twelve logos looks broken."""
    assert read(html(f'<meta property="og:image" content="{address}">')).image is None


@pytest.mark.parametrize(
    "other",
    [
        '<a href="/2024/bridge"><img src="/bridge.jpg" width="600"></a>',
        '<aside><img src="/bridge.jpg" width="600"></aside>',
        '<section class="related-pieces"><img src="/bridge.jpg" width="600"></section>',
    ],
)
def test_another_pieces_picture_is_never_taken(other: str) -> None:
    """A piece without a picture would go out with the drawing of the teaser below it."""
    assert read(html(body=BODY + other)).image is None
    own = '<a href="/big.jpg"><img src="/own.jpg" width="600"></a>'
    found = read(html(body=own + BODY + other)).image
    assert found is not None
    assert found.url.endswith("/own.jpg")


def test_the_first_picture_of_the_article_serves_where_none_is_declared() -> None:
    """Small pictures are buttons and faces."""
    page = read(html("", '<img src="/face.jpg" width="40"><img data-src="/boat.jpg" alt="boat.jpg">' + BODY))
    assert page.image is not None
    assert (page.image.url, page.image.alt) == ("https://www.coast.example/boat.jpg", "")


@pytest.mark.parametrize(
    ("description", "dek"),
    [
        ("A quarrel of eleven years is over.", "A quarrel of eleven years is over."),
        (PARAGRAPHS[0][:80], ""),
        (PARAGRAPHS[0][:80] + "…", ""),
        ("Something else that was cut off in the middle of a…", ""),
        (PARAGRAPHS[0], PARAGRAPHS[0]),
        (TITLE, ""),
        ("Sign up for our newsletter to get the news in your inbox.", ""),
        ("Short.", ""),
    ],
)
def test_a_standfirst_is_no_cut_off_first_paragraph(description: str, dek: str) -> None:
    """Many systems fill the description with the first 150 characters."""
    assert read(html(f'<meta name="description" content="{description}">')).dek == dek


def test_a_canonical_address_on_another_site_is_not_followed() -> None:
    """A page must not lead the digest's readers elsewhere by its metadata."""
    assert read(html('<link rel="canonical" href="https://other.example/x">')).canonical_url == ""
    assert (
        read(html('<link rel="canonical" href="https://coast.example/x">')).canonical_url == "https://coast.example/x"
    )
    assert read(html('<link rel="canonical" href="http://[bad">')).canonical_url == ""


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "not an HTML page"),
        (b"%PDF-1.7 \x00\x01", "not an HTML page"),
        (b'{"a": 1}', "not an HTML page"),
        (b"<?xml version='1.0'?><rss><channel/></rss>", "this is a feed"),
        (b"<html><head><title></title></head><body><script>var a = 'text';</script></body></html>", "no text"),
        (b"<html>" + b"a" * MAX_BYTES, "larger than 5 MB"),
        (b"<p>text" + b"<b>x</b>" * 61_000, "more than 60,000 elements"),
        (b"<p>text<b " + b"".join(b"a%d=1 " % n for n in range(20_500)) + b">", "over 20,000 attributes"),
    ],
)
def test_what_is_no_page_is_refused_with_its_address(content: bytes, message: str) -> None:
    """The report must say which page, and what it was."""
    with pytest.raises(ParseError, match=f"^{URL}: .*{message}"):
        read(content)


@pytest.mark.parametrize(
    ("content", "charset"),
    [
        ("<p>Øl für Élodie</p>".encode(), ""),
        ("<p>Øl für Élodie</p>".encode(), "iso-8859-1"),
        ("<p>Øl für Élodie</p>".encode("utf-8-sig"), "latin-1"),
        ("<p>Øl für Élodie</p>".encode("utf-16"), ""),
        ("<p>Øl für Élodie</p>".encode("latin-1"), "iso-8859-1"),
        ("<p>Øl für Élodie</p>".encode("cp1252"), ""),
        ("<meta charset='iso-8859-1'><p>Øl für Élodie</p>".encode("latin-1"), "no-such-charset"),
    ],
)
def test_the_encoding_is_found_where_server_and_page_disagree(content: bytes, charset: str) -> None:
    """Servers declare latin-1 by default and send UTF-8."""
    assert "Øl für Élodie" in decode(content, charset)


def test_text_is_joined_as_it_is_seen() -> None:
    """A drop cap belongs to its word; a line break divides."""
    root = parse_document(b"<h1><span>T</span>own<br>votes <!-- x -->again<script>no</script></h1>")
    assert visible_text(root) == "Town votes again"
    assert visible_text(root.xpath("//h1")[0], is_spaced=True) == "T own votes again"


STALLERS = [
    BODY + "<br>" * 60_000,
    BODY + '<a href="/x">a link</a> ' * 12_000,
    "<p>" + '<a href="/x">link</a> words ' * 9_000 + "</p>",
    "<div>" * 20_000 + BODY,
    BODY + "<b><i><a>" * 20_000,
    BODY + "<!--" * 50_000,
    BODY + "<" * 200_000,
]


@pytest.mark.parametrize("body", STALLERS)
def test_pages_that_stall_extractors_are_read(body: str) -> None:
    """Each of these ran for more than a minute in one library or another; the suite's time limit is the judge."""
    assert read(html(body=body)).title == TITLE


MARKUP = st.lists(
    st.sampled_from(
        [
            "<p>", "</p>", "<h1>", "</h1>", "<a href='x'>", "</a>", "<figure>", "<img src='/a.jpg' alt='b'>", "text ",
            "By Jane Doe ", "<div class='byline'>", "</div>", "<script type='application/ld+json'>", "</script>",
            '{"@type":"Article","author":', "{}", "&amp;", "\x00", "é", "<table><tr><td>", "'>", "<title>", "<!--",
            "-->",
            "<meta property='og:title' content='", "<time datetime='2024'>", "2024-01-01 ",
        ]
    ),
    max_size=60,
)  # fmt: skip


@given(MARKUP)
@settings(deadline=None, max_examples=80)
def test_any_markup_gives_a_page_or_a_parse_error(parts: list[str]) -> None:
    """One broken page must not stop the run."""
    try:
        page = read("".join(parts).encode())
    except ParseError:
        return
    assert page.title == page.title.strip()
    assert all(name.strip() for name in page.authors)


# ---- characters that no text has ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "character",
    ["&#1;", "&#8;", "&#x0B;", "&#12;", "&#127;", "&#xFFFF;", "&#x1FFFE;", "&#xd800;", "\ufffe", "\uffff", "\x0c"],
)
def test_a_control_character_does_not_empty_the_text(character: str) -> None:
    """An extractor gives up on the whole page for a single one of them."""
    page = read(html(body=BODY.replace("the captains", f"the{character} captains")))
    assert page.text.replace("\ufffd", "").split() == TEXT.split()


def test_a_reference_to_a_c1_control_means_windows_1252() -> None:
    """HTML § 13.2.5.80; editors of old wrote quotes so. Other references are what they say."""
    page = read(html(body=BODY.replace("nothing at all", "&#147;nothing&#x94; at&#160;all &#60;b&#62; &#129;")))
    assert "“nothing” at all <b> , since" in page.text


def test_names_and_titles_carry_no_controls_and_no_half_surrogates() -> None:
    """Neither can stand in a mail header, and the latter in no file."""
    article = {
        **ARTICLE,
        "headline": "Town \ud800 closes",
        "author": ["Ann\x08 Lee", "Bo \ud800 Ek", "Ida \U0001f600 Moe"],
    }
    page = read(html(json_ld(article), heading=""))
    assert page.title == "Town \ufffd closes"
    assert page.authors == ("Ann Lee", "Bo \ufffd Ek", "Ida \U0001f600 Moe")
    spoken = {**ARTICLE, "articleBody": "\n".join(PARAGRAPHS).replace("the captains", "the\x08 captains")}
    assert read(html(json_ld(spoken), "<p>Short.</p>")).text == TEXT
    assert decode(rb"<p>\ud800", "unicode-escape") == "<p>\\ud800"


# ---- the day in the address -----------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["2023/12/22/ferry", "news/2023-12-22-ferry", "2023/12/22"])
def test_the_day_in_the_address_is_the_last_resort(path: str) -> None:
    """Many blogs print no date that can be read, but file their pieces by day."""
    page = read(html(), url=f"https://www.coast.example/{path}")
    assert page.published == datetime(2023, 12, 22, 17, tzinfo=UTC)
    assert page.precision is Precision.DAY
    dated = read(
        html('<meta property="article:published_time" content="2023-12-20T10:00:00Z">'), url=f"https://c.example/{path}"
    )
    assert dated.published == datetime(2023, 12, 20, 10, tzinfo=UTC)


@pytest.mark.parametrize("path", ["2024/ferry", "2023/13/22/x", "12023/12/22/x", "2023/02/31/x", "a?d=2023/12/22"])
def test_other_figures_in_the_address_are_no_date(path: str) -> None:
    """A year and a number, or what comes after the question mark, say nothing of a day."""
    assert read(html(), url=f"https://www.coast.example/{path}").published is None


def test_a_caption_that_is_no_figcaption_is_no_text() -> None:
    """Many houses write it as a paragraph of a class of that name."""
    prose = "<p>" + "The council voted on Tuesday after a long debate about the harbour. " * 6 + "</p>"
    caption = '<div class="img-caption"><p>The mayor fishes with his son on the pier in 1993.</p></div>'
    page = f"<html><head><title>A town votes</title></head><body><article><h1>A town votes</h1>{prose}{caption}{prose}"
    found = read(f"{page}</article></body></html>".encode())
    assert "fishes" not in found.text
    assert "long debate" in found.text
