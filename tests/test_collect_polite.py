"""Manners between requests: turns, moves, rests, credentials and private certificates."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from collect_site import Reply, Site, make_authority, running_site
from hypothesis import given
from hypothesis import strategies as st

from digest.collect.fetch import Fetcher
from digest.collect.freshness import fresh_seconds, retry_seconds
from digest.errors import FetchError


@pytest.fixture
def site() -> Iterator[Site]:
    """Run a site."""
    with running_site() as running:
        running.replies["/a"] = Reply(b"a")
        yield running


def fetcher_for(*sites: Site, **settings: object) -> Fetcher:
    """Open a fetcher that may ask *sites*."""
    return Fetcher(user_agent="digest/1", allow=tuple(site.origin for site in sites), **settings)  # type: ignore[arg-type]


# ---- turns ----------------------------------------------------------------------------------------------------


def test_one_request_at_a_time_to_a_host_from_however_many_threads(site: Site) -> None:
    """With the gap between the end of one and the start of the next."""

    def slow(_: dict[str, str]) -> Reply:
        time.sleep(0.02)
        return Reply(b"a")

    site.replies["/a"] = slow
    with fetcher_for(site, gap_seconds=0.05) as fetcher, ThreadPoolExecutor(6) as pool:
        assert [answer.content for answer in pool.map(lambda _: fetcher.get(f"{site.url}/a"), range(6))] == [b"a"] * 6
    assert site.busiest == 1
    assert min(site.gaps) >= 0.045


def test_waiting_for_a_turn_does_not_count_as_a_slow_answer(site: Site) -> None:
    """Twelve pages of one host take longer together than one answer may."""
    with fetcher_for(site, gap_seconds=0.2, timeout_seconds=0.9) as fetcher, ThreadPoolExecutor(8) as pool:
        assert len(list(pool.map(lambda _: fetcher.get(f"{site.url}/a"), range(8)))) == 8


def test_hosts_do_not_wait_for_one_another() -> None:
    """A slow site must not hold up the others."""
    with running_site() as slow, running_site(host="127.0.0.2") as quick:
        held = threading.Event()

        def wait(_: dict[str, str]) -> Reply:
            held.wait(10)
            return Reply(b"slow")

        slow.replies["/a"] = wait
        quick.replies["/a"] = Reply(b"quick")
        with fetcher_for(slow, quick) as fetcher, ThreadPoolExecutor(2) as pool:
            waiting = pool.submit(fetcher.get, f"{slow.url}/a")
            assert pool.submit(fetcher.get, f"{quick.url}/a").result(5).content == b"quick"
            assert not waiting.done()
            held.set()
            assert waiting.result(5).content == b"slow"


def test_a_wish_to_be_left_alone_reaches_those_who_already_wait(site: Site) -> None:
    """Six threads stand in line; after the first one's 429 nobody else asks."""

    def busy(_: dict[str, str]) -> Reply:
        time.sleep(0.1)
        return Reply(status=429, headers={"Retry-After": "60"})

    site.replies["/a"] = busy

    def ask(_: int) -> float | None:
        with pytest.raises(FetchError) as caught:
            fetcher.get(f"{site.url}/a")
        return caught.value.retry_after

    with fetcher_for(site) as fetcher, ThreadPoolExecutor(6) as pool:
        rests = list(pool.map(ask, range(6)))
    assert site.paths == ["/a"]
    assert all(rest is not None and 50 < rest <= 60 for rest in rests)


# ---- moves and rests ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("chain", "moved"),
    [
        ((301,), "/1"),
        ((308, 301), "/2"),
        ((302,), ""),
        ((301, 302), "/1"),
        ((302, 301), ""),
        ((307, 308), ""),
        ((), ""),
    ],
)
def test_only_an_unbroken_chain_of_permanent_redirects_is_a_move(
    site: Site, chain: tuple[int, ...], moved: str
) -> None:
    """A temporary step in front of it leads anywhere tomorrow."""
    for number, status in enumerate(chain):
        site.redirect(f"/{number}", f"/{number + 1}", status)
    site.replies[f"/{len(chain)}"] = Reply(b"here")
    with fetcher_for(site) as fetcher:
        answer = fetcher.get(f"{site.url}/0")
    assert answer.moved_to == (f"{site.url}{moved}" if moved else "")
    assert answer.url == f"{site.url}/{len(chain)}"


def test_a_refusal_carries_its_status_and_its_rest(site: Site) -> None:
    """410 ends a source, 429 closes its host for a while, also for the next process."""
    site.replies["/gone"] = Reply(status=410)
    site.replies["/busy"] = Reply(status=429, headers={"Retry-After": "120"})
    with fetcher_for(site) as fetcher:
        with pytest.raises(FetchError) as gone:
            fetcher.get(f"{site.url}/gone")
        with pytest.raises(FetchError) as busy:
            fetcher.get(f"{site.url}/busy")
        rests = fetcher.closed_hosts()
    assert (gone.value.status, busy.value.status, busy.value.retry_after) == (410, 429, 120)
    assert list(rests) == [site.origin]
    assert 110 < rests[site.origin] <= 120
    asked = len(site.requests)
    with fetcher_for(site, closed_hosts=rests) as fetcher, pytest.raises(FetchError, match="left alone"):
        fetcher.get(f"{site.url}/a")
    assert len(site.requests) == asked


def test_a_validator_of_any_letters_goes_back_as_it_came(site: Site) -> None:
    """Servers make ETags of what they like; the next visit must neither fail nor be a full one."""
    etag = '"größe-1"'

    def conditional(headers: dict[str, str]) -> Reply:
        is_known = headers.get("if-none-match", "").encode("latin-1").decode() == etag
        line = b"HTTP/1.1 304 Not Modified" if is_known else b"HTTP/1.1 200 OK"
        answer = line + b"\r\nETag: " + etag.encode() + b"\r\nContent-Length: 0\r\n\r\n"
        return Reply(stream=lambda write: write(answer) and None)

    site.replies["/feed"] = conditional
    with fetcher_for(site) as fetcher:
        first = fetcher.get(f"{site.url}/feed")
        assert (first.etag, first.is_unchanged) == (etag, False)
        assert fetcher.get(f"{site.url}/feed", etag=first.etag).is_unchanged
        assert not fetcher.get(f"{site.url}/feed", etag="\x01").is_unchanged


def test_a_wall_against_robots_is_called_so(site: Site) -> None:
    """A 403 of the wall is no 403 of the site: its owner can open a door."""
    site.replies["/feed"] = Reply(status=403, headers={"CF-Mitigated": "challenge"})
    with fetcher_for(site) as fetcher, pytest.raises(FetchError, match="wall against robots"):
        fetcher.get(f"{site.url}/feed")


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 0),
        ({"cache-control": "max-age=600"}, 600),
        ({"cache-control": "public, Max-Age=600", "age": "100"}, 500),
        ({"cache-control": "no-cache, max-age=600"}, 0),
        ({"date": "Fri, 20 Nov 2026 11:00:00 GMT", "expires": "Fri, 20 Nov 2026 11:10:00 GMT"}, 600),
        ({"date": "Fri, 20 Nov 2026 11:00:00 GMT", "expires": "0"}, 0),
        ({"cache-control": "max-age=abc"}, 0),
    ],
)
def test_freshness_is_read_as_the_standard_says(headers: dict[str, str], seconds: float) -> None:
    """RFC 9111 §4.2.1: max-age less Age, else Expires less Date."""
    assert fresh_seconds(headers) == seconds


@given(
    st.dictionaries(st.sampled_from(["cache-control", "age", "date", "expires"]), st.text(max_size=30)),
    st.text(max_size=30),
)
def test_whatever_a_server_writes_gives_seconds_or_none(headers: dict[str, str], text: str) -> None:
    """Never an error, never less than nothing."""
    assert 0 <= fresh_seconds(headers) <= 31 * 86_400
    found = retry_seconds(text, headers.get("date", ""))
    assert found is None or 0 <= found <= 31 * 86_400


# ---- credentials ----------------------------------------------------------------------------------------------


def test_credentials_go_to_their_own_origin_alone(site: Site) -> None:
    """A redirect to another port or host must not carry them away."""
    with running_site() as other:
        other.replies["/b"] = Reply(b"b")
        site.redirect("/same", "/a")
        site.redirect("/other", f"{other.url}/b")
        secret = {"Authorization": "Basic c2VjcmV0"}
        with fetcher_for(site, other) as fetcher:
            fetcher.get(f"{site.url}/same", headers=secret)
            fetcher.get(f"{site.url}/other", headers=secret)
    assert [headers.get("authorization") for _, headers in site.requests] == ["Basic c2VjcmV0"] * 3
    assert [headers.get("authorization") for _, headers in other.requests] == [None]


def test_credentials_of_our_own_take_the_place_of_a_header_however_it_is_written(site: Site) -> None:
    """A site that asks for a special User-Agent or Accept gets that one alone, and letters beyond ASCII arrive."""
    with fetcher_for(site) as fetcher:
        fetcher.get(f"{site.url}/a", headers={"user-agent": "special", "X-Key": "clé"})
    (_, asked) = site.requests[0]
    assert (asked["user-agent"], asked["x-key"].encode("latin-1").decode()) == ("special", "clé")


@pytest.mark.parametrize("secret", ["hunter2\n", "hunter2\r\nHost: elsewhere", "hunter2\0", "\x7fhunter2"])
def test_credentials_that_no_header_can_hold_are_refused_unseen(site: Site, secret: str) -> None:
    """A variable that was read from a file often ends in a line break."""
    with fetcher_for(site) as fetcher, pytest.raises(FetchError, match="line break") as caught:
        fetcher.get(f"{site.url}/a", headers={"Authorization": secret})
    assert "hunter2" not in repr(caught.value) + str(caught.value.__cause__)
    assert site.requests == []


@pytest.mark.parametrize(
    "url",
    [
        "http://me:hunter2@127.0.0.1/",
        "https://me:hunter2@example.org:99999/",
        "https://me:hunter2@[x/",
        "ftp://me:hunter2@example.org/",
        "//me:hunter2@example.org/",
        "https://me:hunter2@/",
        "https://me:hunter2@0177.0.0.1/",
    ],
)
def test_a_password_in_an_address_is_refused_and_never_told(url: str) -> None:
    """However wrong the rest of the address may be."""
    with Fetcher(user_agent="digest/1") as fetcher, pytest.raises(FetchError) as caught:
        fetcher.get(url)
    assert "hunter2" not in str(caught.value)


def test_no_error_tells_a_secret(site: Site) -> None:
    """Errors end in logs, reports and mails."""
    site.replies["/closed"] = Reply(status=401)
    with fetcher_for(site) as fetcher:
        with pytest.raises(FetchError) as caught:
            fetcher.get(f"{site.url}/closed", headers={"X-Key": "hunter2"})
        with pytest.raises(FetchError) as inside:
            fetcher.get(f"http://me:hunter2@{site.origin}/a")
    assert "hunter2" not in str(caught.value) + str(inside.value)
    assert "password_env" in str(inside.value)


# ---- certificates ----------------------------------------------------------------------------------------------


def test_a_private_authority_is_trusted_where_the_operator_says_so(tmp_path: Path) -> None:
    """An intranet's own certificates; without the setting the error says what is wrong."""
    authority = make_authority(tmp_path, "localhost")
    with running_site(tls=authority.server) as site:
        site.replies["/a"] = Reply(b"a")
        site.origin = site.origin.replace("127.0.0.1", "localhost")
        address = f"https://{site.origin}/a"
        with fetcher_for(site, ca_file=str(authority.ca_file)) as fetcher:
            assert fetcher.get(address).content == b"a"
        with fetcher_for(site) as fetcher, pytest.raises(FetchError, match="certificate"):
            fetcher.get(address)
        with fetcher_for(site, ca_file="/nowhere.pem") as fetcher, pytest.raises(FetchError, match="ca_file"):
            fetcher.get(address)


def test_certificates_are_loaded_once_and_only_where_they_are_needed(site: Site, tmp_path: Path) -> None:
    """They take longer than a request; most of a test, and a source in an intranet, need none."""
    authority = make_authority(tmp_path, "localhost")
    with running_site(tls=authority.server) as secured:
        secured.replies["/a"] = Reply(b"a")
        address = secured.url.replace("127.0.0.1", "localhost")
        allow = (site.origin, address.removeprefix("https://"))
        with Fetcher(user_agent="digest/1", allow=allow, ca_file=str(authority.ca_file)) as fetcher:
            fetcher.get(f"{site.url}/a")
            assert fetcher._gate._context is None
            fetcher.get(f"{address}/a")
            loaded = fetcher._gate._context
            assert loaded is not None
            fetcher.get(f"{address}/a")
            assert fetcher._gate._context is loaded
