"""Links followed as readers would: each once, politely, in bounded time, and never where a private network is."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from link_site import LinkSite, Reply, running

from digest.collect.fetch import Fetcher
from digest.collect.link_visits import Limits, visit_links
from digest.collect.turns import HostTurns, NoTurn
from digest.model import LinkState, LinkVisit

SITE = "http://site.example"
AMPLE = Limits(link_seconds=20, all_seconds=60)
QUICK = Limits(link_seconds=0.6, all_seconds=20)
"""For what never ends; on a busy machine nothing else may depend on it."""


@pytest.fixture
def site() -> Iterator[LinkSite]:
    """Run a site on loopback."""
    with running() as served:
        yield served


@pytest.fixture
def fetcher(site: LinkSite) -> Iterator[Fetcher]:
    """Give a fetcher to which the site is `site.example` and `other.example`."""
    with Fetcher(user_agent="digest/1", routes={"site.example": site.url, "other.example": site.url}) as ready:
        yield ready


def visit(fetcher: Fetcher, url: str, limits: Limits = AMPLE) -> LinkVisit:
    """Visit one address."""
    (found,) = visit_links([url], fetcher, limits=limits)
    return found


def test_a_page_that_is_there_costs_one_head(site: LinkSite, fetcher: Fetcher) -> None:
    """The cheapest question that answers it; no body, and no robots.txt."""
    site.replies["/a"] = Reply(kind="Text/HTML; charset=utf-8", length=1234)
    assert visit(fetcher, f"{SITE}/a") == LinkVisit(
        url=f"{SITE}/a",
        state=LinkState.FINE,
        status=200,
        final_url=f"{SITE}/a",
        content_type="text/html",
        content_length=1234,
    )
    assert site.requests == [("HEAD", "/a")]


@pytest.mark.parametrize("status", [400, 403, 404, 405, 500, 501, 503])
def test_what_head_is_refused_get_may_have(site: LinkSite, fetcher: Fetcher, status: int) -> None:
    """Many servers answer a HEAD wrongly; a reader's browser never sends one."""
    site.replies["/a"] = Reply(head_status=status)
    assert visit(fetcher, f"{SITE}/a").state is LinkState.FINE
    assert site.asked("/a") == ["HEAD", "GET"]


@pytest.mark.parametrize(
    ("status", "state", "methods"),
    [
        (404, LinkState.GONE, ["HEAD", "GET"]),
        (410, LinkState.GONE, ["HEAD"]),
        (500, LinkState.UNREACHABLE, ["HEAD", "GET"]),
        (503, LinkState.UNREACHABLE, ["HEAD", "GET"]),
        (400, LinkState.UNREACHABLE, ["HEAD", "GET"]),
        (401, LinkState.NOT_LET_IN, ["HEAD"]),
        (403, LinkState.NOT_LET_IN, ["HEAD", "GET"]),
        (429, LinkState.NOT_LET_IN, ["HEAD"]),
        (451, LinkState.NOT_LET_IN, ["HEAD"]),
        (999, LinkState.NOT_LET_IN, ["HEAD"]),
    ],
)
def test_a_status_means_what_a_reader_would_find(
    site: LinkSite, fetcher: Fetcher, status: int, state: LinkState, methods: list[str]
) -> None:
    """A refusal of programs is no fault of the link; who asks for fewer requests gets no second one."""
    site.replies["/a"] = Reply(status=status)
    found = visit(fetcher, f"{SITE}/a")
    assert (found.state, found.status) == (state, status)
    assert found.reason.startswith(f"answered {status}")
    assert site.asked("/a") == methods


def test_a_wall_against_robots_is_no_fault(site: LinkSite, fetcher: Fetcher) -> None:
    """Whatever status it has."""
    site.replies["/a"] = Reply(status=503, headers={"cf-mitigated": "challenge"})
    assert visit(fetcher, f"{SITE}/a").state is LinkState.NOT_LET_IN


def test_a_host_that_asks_for_rest_is_left_alone(site: LinkSite, fetcher: Fetcher) -> None:
    """Retry-After holds for the second request, for its other addresses, and for the next run."""
    site.replies["/a"] = Reply(status=503, headers={"Retry-After": "120"})
    first, second = visit_links([f"{SITE}/a", f"{SITE}/b"], fetcher, limits=AMPLE)
    assert (first.state, second.state) == (LinkState.UNREACHABLE, LinkState.NOT_LET_IN)
    assert site.requests == [("HEAD", "/a")]
    assert 100 < fetcher.closed_hosts()["site.example"] <= 120


def test_redirects_are_followed_to_their_end(site: LinkSite, fetcher: Fetcher) -> None:
    """Seven counters of clicks are no rarity; what the last one says is what counts."""
    for number in range(7):
        site.redirect(f"/{number}", f"{SITE}/{number + 1}", status=301 + number % 2)
    site.replies["/7"] = Reply(kind="image/png", length=7)
    found = visit(fetcher, f"{SITE}/0")
    assert (found.state, found.final_url, found.content_type) == (LinkState.FINE, f"{SITE}/7", "image/png")
    site.replies["/7"] = Reply(status=404)
    found = visit(fetcher, f"{SITE}/0")
    assert found.state is LinkState.GONE
    assert found.reason == f"leads on to {SITE}/7, which answered 404 Not Found"


def test_redirects_without_end_are_given_up(site: LinkSite, fetcher: Fetcher) -> None:
    """A circle is asked eleven times by each method, not for ever."""
    site.redirect("/a", f"{SITE}/b")
    site.redirect("/b", f"{SITE}/a")
    found = visit(fetcher, f"{SITE}/a")
    assert (found.state, found.reason) == (LinkState.UNREACHABLE, "more than 10 redirects")
    assert len(site.requests) == 22


def test_a_redirect_into_a_private_network_is_not_followed(site: LinkSite, fetcher: Fetcher) -> None:
    """The guard looks at every hop; another port of an allowed machine is another machine."""
    with running() as secret:
        site.redirect("/a", f"{secret.url}/admin")
        found = visit(fetcher, f"{SITE}/a")
        assert (found.state, found.final_url) == (LinkState.PRIVATE, f"{secret.url}/admin")
        assert found.reason == f"leads on to {secret.url}/admin"
        assert secret.requests == []
    site.redirect("/b", "http://169.254.169.254/latest/meta-data")
    assert visit(fetcher, f"{SITE}/b").state is LinkState.PRIVATE


def test_a_name_that_stands_in_a_private_network_is_private(site: LinkSite) -> None:
    """By what the name server says, and by the address itself."""

    def private(*_question: Any) -> list[tuple[Any, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.7", 80))]

    with Fetcher(user_agent="digest/1", resolver=private) as fetcher:
        found = visit(fetcher, "http://inside.example.org/a")
        assert (found.state, found.reason) == (LinkState.PRIVATE, "its host stands in a private network")
        assert visit(fetcher, f"{site.url}/a").state is LinkState.PRIVATE
    assert site.requests == []


def test_a_port_that_is_not_asked_is_said(fetcher: Fetcher) -> None:
    """It is not private, and it was not looked at: no word on the link."""
    found = visit(fetcher, "http://files.example.org:2121/a")
    assert (found.state, found.reason) == (LinkState.NOT_VISITED, "public sites serve no pages on port 2121")
    found = visit(fetcher, "http://me:secret@files.example.org/a")
    assert (found.state, "secret" in found.reason) == (LinkState.NOT_VISITED, False)


@pytest.mark.parametrize(
    ("number", "state"), [(socket.EAI_NONAME, LinkState.GONE), (socket.EAI_AGAIN, LinkState.UNREACHABLE)]
)
def test_a_host_that_does_not_exist_is_gone(number: int, state: LinkState) -> None:
    """But a name server that does not answer says nothing of the host."""

    def unknown(*_question: Any) -> list[tuple[Any, ...]]:
        raise socket.gaierror(number, "no")

    with Fetcher(user_agent="digest/1", resolver=unknown) as fetcher:
        assert visit(fetcher, "https://gone.example.org/").state is state


def test_a_connection_that_breaks_is_tried_by_get(site: LinkSite, fetcher: Fetcher) -> None:
    """Some servers close on a HEAD; one that refuses to connect is not asked twice."""
    site.replies["/a"] = Reply(is_cut=True)
    assert visit(fetcher, f"{SITE}/a").state is LinkState.UNREACHABLE
    assert site.asked("/a") == ["HEAD", "GET"]
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        origin = f"127.0.0.1:{taken.getsockname()[1]}"
        with Fetcher(user_agent="digest/1", allow=(origin,)) as alone:
            found = visit(alone, f"http://{origin}/")
    assert (found.state, found.status) == (LinkState.UNREACHABLE, 0)
    assert "no connection" in found.reason


def test_a_server_that_drips_is_left_in_time(site: LinkSite, fetcher: Fetcher) -> None:
    """Sixty bytes a second for ever: each read succeeds, and the whole never ends."""
    site.replies["/a"] = Reply(drip_seconds=0.015)
    begun = time.monotonic()
    found = visit(fetcher, f"{SITE}/a", QUICK)
    assert (found.state, found.reason) == (LinkState.UNREACHABLE, "no answer within 0.6 seconds")
    assert time.monotonic() - begun < 10


def test_what_there_is_no_time_for_is_said(site: LinkSite, fetcher: Fetcher) -> None:
    """The whole has its own limit, and nothing is dropped in silence."""
    addresses = [f"{SITE}/{number}" for number in range(40)]
    for number in range(40):
        site.replies[f"/{number}"] = Reply(drip_seconds=0.02) if number % 2 else Reply(404)
    begun = time.monotonic()
    visits = visit_links(addresses, fetcher, limits=Limits(link_seconds=0.3, all_seconds=1))
    assert time.monotonic() - begun < 12
    assert [each.url for each in visits] == addresses
    assert visits[1].state is LinkState.UNREACHABLE
    assert {each.state for each in visits[20:]} == {LinkState.NOT_VISITED}
    assert visits[-1].reason == "the time for all addresses was over"


def test_a_host_that_does_not_answer_is_not_waited_for_again_and_again(site: LinkSite, fetcher: Fetcher) -> None:
    """Forty links to one server that is down would take ten minutes."""
    addresses = [f"{SITE}/{number}" for number in range(40)]
    for number in range(40):
        site.replies[f"/{number}"] = Reply(drip_seconds=0.02)
    visits = visit_links(addresses, fetcher, limits=Limits(link_seconds=0.3, all_seconds=30))
    assert [(each.url, each.state) for each in visits] == [(url, LinkState.UNREACHABLE) for url in addresses]
    assert {path for _, path in site.requests} == {"/0", "/1"}


def test_a_host_that_leads_to_dead_ones_is_not_dead_itself(site: LinkSite) -> None:
    """A newsletter's counter of clicks is one host for all its links; it has answered when it redirects."""

    def unknown(*_question: Any) -> list[tuple[Any, ...]]:
        raise socket.gaierror(socket.EAI_NONAME, "no")

    for number in range(3):
        site.redirect(f"/{number}", f"https://dead{number}.example.org/")
    site.replies["/3"] = Reply()
    with Fetcher(user_agent="digest/1", routes={"site.example": site.url}, resolver=unknown) as fetcher:
        *dead, alive = visit_links([f"{SITE}/{number}" for number in range(4)], fetcher, limits=AMPLE)
    assert alive.state is LinkState.FINE
    told = "leads on to another address: there is no host of this name"
    assert {(each.state, each.status, each.reason) for each in dead} == {(LinkState.GONE, 302, told)}


def test_rest_that_is_asked_for_at_the_end_of_a_redirect_is_kept(site: LinkSite) -> None:
    """The HEAD's answer stands: what GET is told is what the HEAD has caused."""
    with running() as shortener:
        shortener.redirect("/a", f"{SITE}/a")
        site.replies["/a"] = Reply(status=503, headers={"Retry-After": "120"})
        routes = {"site.example": site.url, "short.example": shortener.url}
        with Fetcher(user_agent="digest/1", routes=routes) as fetcher:
            found = visit(fetcher, "http://short.example/a")
    assert (found.state, found.status) == (LinkState.UNREACHABLE, 503)
    assert site.requests == [("HEAD", "/a")]


def test_waiting_for_a_host_ends_with_the_time_for_all(site: LinkSite) -> None:
    """A pause of a minute between two requests must not outlast the whole."""
    site.replies["/a"] = site.replies["/b"] = Reply()
    with Fetcher(user_agent="digest/1", routes={"site.example": site.url}, gap_seconds=60) as slow:
        begun = time.monotonic()
        limits = Limits(link_seconds=5, all_seconds=3)
        first, second = visit_links([f"{SITE}/a", f"{SITE}/b"], slow, limits=limits)
    assert time.monotonic() - begun < 30
    assert first.state is LinkState.FINE
    assert (second.state, second.reason) == (LinkState.NOT_VISITED, "other requests to this host took all the time")


def test_a_turn_that_does_not_come_is_given_up() -> None:
    """Another thread may hold the host for longer than there is time."""
    turns, is_held, is_over = HostTurns(), threading.Event(), threading.Event()

    def hold() -> None:
        with turns.turn("site.example"):
            is_held.set()
            is_over.wait(20)

    holder = threading.Thread(target=hold)
    holder.start()
    is_held.wait(20)
    with pytest.raises(NoTurn), turns.turn("site.example", patience=0.05):
        pass
    is_over.set()
    holder.join()


def test_a_body_of_a_gigabyte_is_not_read(site: LinkSite, fetcher: Fetcher) -> None:
    """GET is asked for the headers; the body is left on the way."""
    site.replies["/a"] = Reply(head_status=405, kind="image/jpeg", length=1_000_000_000)
    found = visit(fetcher, f"{SITE}/a")
    assert (found.state, found.content_length) == (LinkState.FINE, 1_000_000_000)
    assert site.sent < 50_000_000


def test_one_address_is_asked_once(site: LinkSite, fetcher: Fetcher) -> None:
    """However often it stands there, and whatever place of the page its fragment names."""
    site.replies["/a"] = Reply()
    heard: list[LinkVisit] = []
    addresses = [f"{SITE}/a", f"{SITE}/a#top", f"{SITE}/a#end", f"{SITE}/a"]
    visits = visit_links(addresses, fetcher, limits=AMPLE, told=heard.append)
    assert [each.url for each in visits] == [f"{SITE}/a"]
    assert (site.requests, heard) == ([("HEAD", "/a")], list(visits))


def test_a_host_has_one_request_at_a_time(site: LinkSite) -> None:
    """Also one to which several hosts redirect."""
    hosts = [f"h{number}.example" for number in range(6)]
    with running() as shortener:
        for number, host in enumerate(hosts):
            site.replies[f"/{host}"] = Reply()
            shortener.redirect(f"/{number}", f"{SITE}/{host}")
        routes = {"site.example": site.url} | dict.fromkeys(hosts, shortener.url)
        with Fetcher(user_agent="digest/1", routes=routes) as fetcher:
            addresses = [f"http://{host}/{number}" for number, host in enumerate(hosts)]
            visits = visit_links([*addresses, *(f"{SITE}/{host}" for host in hosts)], fetcher)
    assert {each.state for each in visits} == {LinkState.FINE}
    assert len(site.requests) == 12
    assert site.busiest == 1


def test_no_address_is_no_work(fetcher: Fetcher) -> None:
    """A page without links."""
    assert visit_links([], fetcher) == ()
