"""Pages are fetched only where the site's robots.txt lets programs in (RFC 9309)."""

from __future__ import annotations

import contextlib
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from collect_site import Reply, Site, running_site
from httpx import URL
from hypothesis import given
from hypothesis import strategies as st

from digest.collect.fetch import Answer, Fetcher
from digest.collect.robots import MAX_ROBOTS_BYTES, RobotsRules
from digest.collect.turns import LONGEST_GAP, HostTurns
from digest.errors import FetchError, ForbiddenAddress, RobotsRefused

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def site() -> Iterator[Site]:
    """Run a site on loopback with one page."""
    with running_site() as running:
        running.replies["/page"] = Reply(b"page")
        yield running


@pytest.fixture
def fetcher(site: Site) -> Iterator[Fetcher]:
    """Give a fetcher that may ask the site."""
    with Fetcher(user_agent="digest/1", allow=(site.origin,), timeout_seconds=5) as ready:
        yield ready


def rules(robots: bytes) -> RobotsRules:
    """Give the rules of a site with *robots* for its robots.txt."""
    return RobotsRules(lambda url: Answer(url=url, status=200, content=robots))


# ---- what the file says ---------------------------------------------------------------------------------------


def test_a_closed_page_is_refused_and_its_error_says_what_to_do(site: Site, fetcher: Fetcher) -> None:
    """The editor reads why the text of a piece is missing, and whom to ask."""
    site.replies["/robots.txt"] = Reply(b"User-agent: *\nDisallow: /page\n")
    with pytest.raises(RobotsRefused, match='"User-agent: digest"') as caught:
        fetcher.get(f"{site.url}/page", is_page=True)
    assert caught.value.resource == f"{site.url}/page"
    assert site.paths == ["/robots.txt"]


def test_feeds_are_made_for_programs_and_ask_no_robots(site: Site, fetcher: Fetcher) -> None:
    """A feed behind `Disallow: /` is still a feed that the site offers."""
    site.replies["/robots.txt"] = Reply(b"User-agent: *\nDisallow: /\n")
    assert fetcher.get(f"{site.url}/page").content == b"page"
    assert site.paths == ["/page"]


@pytest.mark.parametrize(
    ("robots", "path", "is_open"),
    [
        (b"", "/page", True),
        (b"User-agent: *\nDisallow:\n", "/page", True),
        (b"User-agent: *\nDisallow: /p\nAllow: /page\n", "/page", True),
        (b"User-agent: *\nDisallow: /*.php$\n", "/a/b.php", False),
        (b"User-agent: *\nDisallow: /*.php$\n", "/a/b.php5", True),
        (b"\xef\xbb\xbfUser-agent: *\nDisallow: /\n", "/page", False),
        (b"User-agent: *\nDisallow: /\n\nUser-agent: digest\nDisallow: /private\n", "/page", True),
        (b"User-agent: *\nAllow: /\n\nUser-Agent: Digest/2.0\nDisallow: /\n", "/page", False),
        (b"User-agent: other\nUser-agent: digest\nDisallow: /\n", "/page", False),
        (b"User-agent: dig\nDisallow: /\n", "/page", True),
        (b"User-agent: digestive\nDisallow: /\n", "/page", True),
        (b"User-agent: GPTBot # a robot\nDisallow: /\n", "/page", True),
        (b"useragent digest\ndissallow: /\n", "/page", False),
        (b"User-agent: *\rDisallow: /page\r", "/page", False),
        (b"\xff\xfe\x00 junk \x00\nUser-agent: *\nDisallow: /page", "/page", False),
        ("User-agent: *\nDisallow: /übersicht\n".encode(), "/%C3%BCbersicht", False),
    ],
)
def test_the_file_is_read_as_the_standard_says(robots: bytes, path: str, *, is_open: bool) -> None:
    """The longest match counts, a group by name goes before the group for all, and a name is the whole name."""
    url = URL(f"https://example.org{path}")
    if is_open:
        assert rules(robots).require(url, resource="x") == 0
    else:
        with pytest.raises(RobotsRefused):
            rules(robots).require(url, resource="x")


def test_a_file_of_many_names_and_many_rules_is_read_in_linear_time() -> None:
    """Each of 16,000 rules for each of 16,000 names would be a quarter of a milliard."""
    names = b"".join(b"User-agent: robot%d\n" % number for number in range(16_000))
    lines = b"".join(b"Disallow: /%d\n" % number for number in range(16_000))
    assert rules(names + lines).require(URL("https://example.org/1"), resource="x") == 0


def test_a_long_file_counts_as_far_as_it_is_read(site: Site, fetcher: Fetcher) -> None:
    """500 KiB are read; the line that the limit cuts is no rule."""
    start = b"User-agent: *\nDisallow: /closed\n"
    cut = b"Disallow: /page"
    filler = b"#" * (MAX_ROBOTS_BYTES - len(start) - len(cut) - 1) + b"\n"
    site.replies["/robots.txt"] = Reply(start + filler + cut + b"-of-old\n" + b"Disallow: /\n" * 9)
    assert fetcher.get(f"{site.url}/page", is_page=True).content == b"page"
    with pytest.raises(RobotsRefused):
        fetcher.get(f"{site.url}/closed", is_page=True)


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reading(robots: bytes) -> None:
    """A robots.txt may hold anything: it opens the site or closes it, and nothing else."""
    with contextlib.suppress(RobotsRefused):
        assert rules(robots).require(URL("https://example.org/a?b=c"), resource="x") >= 0


# ---- where there is no file -----------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [404, 401, 403, 410, 204])
def test_a_site_without_the_file_is_open(site: Site, fetcher: Fetcher, status: int) -> None:
    """RFC 9309 §2.3.1.3: what is not there forbids nothing."""
    site.replies["/robots.txt"] = Reply(status=status)
    assert fetcher.get(f"{site.url}/page", is_page=True).content == b"page"


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_site_whose_file_cannot_be_had_is_closed_for_now(site: Site, fetcher: Fetcher, status: int) -> None:
    """RFC 9309 §2.3.1.4; it is no refusal for good, so the next run asks again."""
    site.replies["/robots.txt"] = Reply(status=status)
    with pytest.raises(FetchError, match="left alone for now") as caught:
        fetcher.get(f"{site.url}/page", is_page=True)
    assert not isinstance(caught.value, RobotsRefused)
    assert (caught.value.status, caught.value.resource) == (status, f"{site.url}/page")
    site.replies["/robots.txt"] = Reply(b"User-agent: *\nDisallow:\n")
    with Fetcher(user_agent="digest/1", allow=(site.origin,)) as next_run:
        assert next_run.get(f"{site.url}/page", is_page=True).content == b"page"


def test_a_site_that_cannot_be_reached_is_closed_for_now() -> None:
    """No connection for the file is no permission."""
    with running_site() as gone:
        pass
    allowed = Fetcher(user_agent="digest/1", allow=(gone.origin,), timeout_seconds=2)
    with allowed as fetcher, pytest.raises(FetchError, match=r"left alone for now.*the next run asks again"):
        fetcher.get(f"{gone.url}/page", is_page=True)


def test_a_file_behind_retry_after_closes_the_host_for_its_pages(site: Site, fetcher: Fetcher) -> None:
    """The wish to be left alone reaches whoever plans the next visit."""
    site.replies["/robots.txt"] = Reply(status=429, headers={"Retry-After": "120"})
    with pytest.raises(FetchError) as caught:
        fetcher.get(f"{site.url}/page", is_page=True)
    assert caught.value.retry_after == 120


def test_the_file_may_stand_elsewhere(site: Site, fetcher: Fetcher) -> None:
    """Its redirects are followed, five at most; a chain without end is a file that is not there."""
    site.redirect("/robots.txt", "/rules/robots.txt", 301)
    site.replies["/rules/robots.txt"] = Reply(b"User-agent: *\nDisallow: /page\n")
    with pytest.raises(RobotsRefused):
        fetcher.get(f"{site.url}/page", is_page=True)
    site.redirect("/rules/robots.txt", "/rules/robots.txt")
    with Fetcher(user_agent="digest/1", allow=(site.origin,)) as another:
        assert another.get(f"{site.url}/page", is_page=True).content == b"page"


def test_a_page_on_a_private_address_is_called_so_before_any_robots() -> None:
    """What is forbidden is forbidden, whatever the robots.txt there might say."""
    with Fetcher(user_agent="digest/1") as fetcher, pytest.raises(ForbiddenAddress):
        fetcher.get("http://127.0.0.1/page", is_page=True)
    with (
        Fetcher(user_agent="digest/1", resolver=lambda *_: [(2, 1, 6, "", ("10.0.0.1", 80))]) as fetcher,
        pytest.raises(ForbiddenAddress),
    ):
        fetcher.get("http://intranet.test/page", is_page=True)


# ---- how often and by whom ------------------------------------------------------------------------------------


def test_the_file_is_fetched_once_however_many_threads_want_pages(site: Site, fetcher: Fetcher) -> None:
    """One request more per site, not per page."""
    site.replies["/robots.txt"] = Reply(b"User-agent: *\nDisallow: /closed\n")
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: fetcher.get(f"{site.url}/page", is_page=True).content, range(8)))
    assert answers == [b"page"] * 8
    assert site.paths == ["/robots.txt", *["/page"] * 8]


def test_every_hop_of_a_page_is_asked_about_at_its_own_site(site: Site) -> None:
    """A link that leads to a closed page of another site opens it no more than a direct one."""
    with running_site() as other:
        other.replies["/closed"] = Reply(b"closed")
        other.replies["/robots.txt"] = Reply(b"User-agent: digest\nDisallow: /closed\n")
        site.redirect("/go", f"{other.url}/closed")
        allowed = Fetcher(user_agent="digest/1", allow=(site.origin, other.origin))
        with allowed as fetcher, pytest.raises(RobotsRefused, match="where it leads") as caught:
            fetcher.get(f"{site.url}/go", is_page=True)
        assert caught.value.resource == f"{site.url}/go"
        assert other.paths == ["/robots.txt"]


def test_a_crawl_delay_is_kept_between_the_file_and_the_first_page_and_ever_after(site: Site, fetcher: Fetcher) -> None:
    """It is a wish of the site as plain as any other; feeds of the same host wait as well."""
    site.replies["/robots.txt"] = Reply(b"User-agent: *\nCrawl-delay: 0.3\n")
    fetcher.get(f"{site.url}/page", is_page=True)
    fetcher.get(f"{site.url}/page", is_page=True)
    fetcher.get(f"{site.url}/page")
    assert len(site.gaps) == 3
    assert min(site.gaps) >= 0.29


def test_no_crawl_delay_makes_us_wait_for_ever() -> None:
    """A site that asks for a day between two requests gets half a minute."""
    turns = HostTurns()
    turns.widen("example.org", 86_400)
    turns.widen("example.org", 1)
    with turns.turn("example.org"):
        pass
    ended = threading.Event()

    def wait() -> None:
        with turns.turn("example.org"):
            ended.set()

    threading.Thread(target=wait, daemon=True).start()
    assert not ended.wait(0.1)
    assert turns._entry("example.org").gap == LONGEST_GAP


def test_waiting_for_the_file_does_not_count_against_the_page(site: Site) -> None:
    """A slow robots.txt and a slow page each have the time of an answer."""

    def slow(body: bytes) -> Reply:
        threading.Event().wait(0.6)
        return Reply(body)

    site.replies["/robots.txt"] = lambda _: slow(b"User-agent: *\nCrawl-delay: 0.5\n")
    site.replies["/page"] = lambda _: slow(b"page")
    with Fetcher(user_agent="digest/1", allow=(site.origin,), timeout_seconds=1.0) as fetcher:
        assert fetcher.get(f"{site.url}/page", is_page=True).content == b"page"
