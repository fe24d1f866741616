"""Pages that list pieces: which of their links are pieces, and what stands beside them."""

from __future__ import annotations

import pytest
from collect_parts import ask
from collect_site import Reply, running_site

from digest.collect.fetch import Fetcher
from digest.collect.list_page import read_list
from digest.errors import ParseError, RobotsRefused
from digest.model import Source, SourceKind

URL = "https://e.example/essays/"
PAGE = b"""<!doctype html><html><head><title>Essays</title></head><body>
<nav><h2><a href="/about">About this small magazine and us</a></h2></nav>
<main>
 <article class="card"><a href="/essays/one?utm_source=home"><img src="1.jpg" alt="A quay"></a>
  <h2><a href="/essays/one">The harbour that stayed where it was</a></h2>
  <time datetime="2026-11-19T09:30:00+01:00">Yesterday</time>
  <p>A long look at a place that everybody else has left for good by now.</p>
  <a href="/essays/one#more">Read more</a></article>
 <article class="card"><h2><a href="two">Two hundred and eleven steps to the light</a></h2>
  <p>Short.</p></article>
 <article class="card"><a href="https://other.example/three"><h3>What another magazine says of it</h3></a></article>
</main>
<aside><h3><a href="/essays/old">An old essay that many people still read</a></h3></aside>
<footer><h4><a href="/imprint">Imprint and privacy and all of that</a></h4></footer></body></html>"""


def test_headlines_are_found_without_being_told_where() -> None:
    """In the main part, on the same site; not what navigation, asides and footers have."""
    one, two = read_list(PAGE, url=URL)
    assert (one.url, one.title) == ("https://e.example/essays/one", "The harbour that stayed where it was")
    assert (one.date_raw, one.teaser[:11]) == ("2026-11-19T09:30:00+01:00", "A long look")
    assert (two.url, two.title, two.teaser) == (
        "https://e.example/essays/two",
        "Two hundred and eleven steps to the light",
        "",
    )


@pytest.mark.parametrize("selector", ["main h2 a, main h3", "article.card", "main article a[href]"])
def test_a_selector_may_name_links_or_whole_cards(selector: str) -> None:
    """Each address comes once, with the best title that leads to it; other sites may be meant."""
    links = read_list(PAGE, url=URL, selector=selector)
    assert len(links) == 3
    assert links[0].title == "The harbour that stayed where it was"


@pytest.mark.parametrize(
    ("selector", "said"),
    [("main h2 >> a[", "no CSS selector"), (".nothing", "fits no link"), ("", "looks like a headline")],
)
def test_a_selector_that_gives_nothing_is_an_error_that_names_it(selector: str, said: str) -> None:
    """An empty week would be the other way to find out."""
    page = PAGE if selector else b"<html><body><p>Nothing but text</p></body></html>"
    with pytest.raises(ParseError, match=said) as caught:
        read_list(page, url=URL, selector=selector)
    assert (selector or "selector") in str(caught.value)


def test_a_list_is_a_page_and_robots_txt_counts() -> None:
    """Feeds are made for programs, pages are not."""
    with running_site() as site, Fetcher(user_agent="test", allow=(site.origin,)) as fetcher:
        site.replies["/essays/"] = Reply(PAGE, headers={"Content-Type": "text/html"})
        source = Source(url=f"{site.url}/essays/", kind=SourceKind.LIST, selector="main h2 a")
        pieces = ask(source, fetcher).pieces
        assert [piece.id for piece in pieces] == [f"{site.url}/essays/one", f"{site.url}/essays/two"]
        assert pieces[0].published is not None
        site.replies["/robots.txt"] = Reply(b"User-agent: digest\nDisallow: /")
    with running_site() as site, Fetcher(user_agent="test", allow=(site.origin,)) as fetcher:
        site.replies["/robots.txt"] = Reply(b"User-agent: digest\nDisallow: /")
        with pytest.raises(RobotsRefused):
            ask(Source(url=f"{site.url}/essays/", kind=SourceKind.LIST), fetcher)
