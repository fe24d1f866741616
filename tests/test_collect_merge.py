"""What the feed and the page say of a piece, brought together."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from digest.collect.merge import merge_page
from digest.collect.pages import Page
from digest.model import Image, Piece, Precision

EARLY, LATE = datetime(2024, 7, 2, 9, tzinfo=UTC), datetime(2024, 7, 3, 9, tzinfo=UTC)
PIECE = Piece(id="guid-1", url="https://example.org/a?utm_source=rss", title="Feed title")
PAGE = Page(
    title="Page title",
    authors=("Jane Doe",),
    published=LATE,
    precision=Precision.INSTANT,
    published_raw="2024-07-03T09:00Z",
    updated=LATE,
    section="Essays",
    lang="en",
    image=Image(url="https://example.org/page.jpg", alt="A boat", credit="Jane Roe"),
    canonical_url="https://example.org/a",
    dek="What the site says.",
    text="Page text. " * 20,
)


def test_a_page_that_names_the_feeds_author_and_more_is_believed() -> None:
    """Many feeds have room for one author only; a page that names others may be about somebody else's text."""
    one = replace(PIECE, authors=("jane doe",))
    both = replace(PAGE, authors=("Jane Doe", "John Roe"))
    assert merge_page(one, both).authors == ("Jane Doe", "John Roe")
    assert merge_page(replace(PIECE, authors=("Ann Other",)), both).authors == ("Ann Other",)


def test_the_page_fills_what_the_feed_left_out() -> None:
    """The feed's title and guid stay: the ledger knows the piece by them."""
    merged = merge_page(PIECE, PAGE)
    assert (merged.id, merged.url, merged.title) == ("guid-1", PIECE.url, "Feed title")
    assert (merged.authors, merged.section, merged.lang) == (("Jane Doe",), "Essays", "en")
    assert (merged.published, merged.published_raw, merged.updated) == (LATE, "2024-07-03T09:00Z", LATE)
    assert (merged.precision, merged.teaser, merged.text) == (Precision.INSTANT, "What the site says.", PAGE.text)
    assert (merged.image, merged.canonical_url) == (PAGE.image, "https://example.org/a")


def test_the_feeds_own_words_stay() -> None:
    """What the feed says, the page does not overrule."""
    full = replace(
        PIECE,
        authors=("Ann Lee",),
        published=EARLY,
        precision=Precision.INSTANT,
        published_raw="raw",
        updated=EARLY,
        section="News",
        lang="de",
        teaser="Feed teaser.",
        text="Feed text. " * 20,
        image=Image(url="https://example.org/feed.jpg", alt="x", credit="y"),
    )
    assert merge_page(full, PAGE) == replace(full, canonical_url="https://example.org/a")


@pytest.mark.parametrize(
    ("feed", "page", "takes_page"),
    [
        (None, Precision.GUESSED, False),
        (None, Precision.DAY, True),
        (Precision.DAY, Precision.DAY, False),
        (Precision.DAY, Precision.INSTANT, True),
        (Precision.INSTANT, Precision.INSTANT, False),
    ],
)
def test_a_date_gives_way_only_to_one_known_more_exactly(
    feed: Precision | None, page: Precision, *, takes_page: bool
) -> None:
    """Published is fixed at first sight; a page's date of the same kind may be a later bump."""
    piece = replace(PIECE, published=EARLY if feed else None, precision=feed or Precision.GUESSED)
    merged = merge_page(piece, replace(PAGE, precision=page))
    assert (merged.published == LATE) is takes_page


@pytest.mark.parametrize(
    ("feed", "page", "taken"),
    [
        ("f" * 59, "p" * 100, "page"),
        ("f" * 60, "p" * 100, "feed"),
        ("f" * 100, "p" * 60, "feed"),
        ("", "p", "page"),
        ("f", "", "feed"),
    ],
)
def test_the_page_has_the_text_only_where_the_feed_cut_it_short(feed: str, page: str, taken: str) -> None:
    """A page that has a little more has swallowed something: a caption, an appeal, the next piece's first lines."""
    merged = merge_page(replace(PIECE, text=feed), replace(PAGE, text=page))
    assert merged.text == (page if taken == "page" else feed)


FEED_IMAGE = Image(url="https://cdn.example.org/x/feed.jpg?w=1")


@pytest.mark.parametrize(
    ("feed", "page", "image"),
    [
        (None, None, None),
        (FEED_IMAGE, None, FEED_IMAGE),
        (FEED_IMAGE, PAGE.image, PAGE.image),
        (replace(FEED_IMAGE, alt="a"), PAGE.image, PAGE.image),
        (replace(FEED_IMAGE, credit="c"), PAGE.image, replace(FEED_IMAGE, credit="c")),
        (FEED_IMAGE, Image(url="https://example.org/p.jpg"), FEED_IMAGE),
        (
            replace(FEED_IMAGE, alt="a"),
            Image(url="https://example.org/feed.jpg", alt="b", credit="c"),
            replace(FEED_IMAGE, alt="a", credit="c"),
        ),
    ],
)
def test_the_picture_with_a_maker_wins(feed: Image | None, page: Image | None, image: Image | None) -> None:
    """A picture without credit cannot be printed well; of one and the same picture both sides' words are kept."""
    assert merge_page(replace(PIECE, image=feed), replace(PAGE, image=page)).image == image


@pytest.mark.parametrize(
    ("named", "reached", "canonical"),
    [
        ("https://www.example.org/b", "", "https://www.example.org/b"),
        ("https://stranger.com/b", "", ""),
        ("https://example.org/", "", ""),
        ("", "https://example.org/moved", "https://example.org/moved"),
        ("", "https://example.org/a", ""),
        ("", "https://example.org/", ""),
        ("https://example.com/b", "https://example.com/b?x=1", "https://example.com/b"),
    ],
)
def test_a_canonical_address_is_believed_within_its_own_site(named: str, reached: str, canonical: str) -> None:
    """Readers follow it; a stranger's domain or the home page would lead them astray."""
    assert merge_page(PIECE, replace(PAGE, canonical_url=named), url=reached).canonical_url == canonical
