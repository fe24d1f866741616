"""Manners between requests: turns, moves, rests, credentials, proxies and private certificates."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from collect_site import Reply, Site, make_authority, running_site
from hypothesis import given
from hypothesis import strategies as st

from digest.collect.fetch import Fetcher
from digest.collect.freshness import fresh_seconds, retry_seconds
from digest.errors import FetchError, ForbiddenAddress


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


# ---- ways out -------------------------------------------------------------------------------------------------


@dataclass
class Proxy:
    """A small HTTP proxy on loopback that writes down what it is asked for."""

    url: str = ""
    asked: list[bytes] = field(default_factory=list)


@contextmanager
def running_proxy(answer: bytes) -> Iterator[Proxy]:
    """Run a proxy that gives *answer* to everything."""
    proxy = Proxy()
    listener = socket.create_server(("127.0.0.1", 0))
    proxy.url = f"http://127.0.0.1:{listener.getsockname()[1]}"

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                proxy.asked.append(connection.recv(65_536))
                connection.sendall(answer)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield proxy
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


def test_a_proxy_is_asked_for_public_addresses_with_its_own_password() -> None:
    """And what is private stays refused: the proxy stands in a network that we are not to look into."""
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nproxy"
    with running_proxy(answer) as proxy:
        address = proxy.url.replace("//", "//me:hunter2@")
        with Fetcher(user_agent="digest/1", proxy=address) as fetcher:
            assert fetcher.get("http://93.184.216.34/feed").content == b"proxy"
            with pytest.raises(ForbiddenAddress):
                fetcher.get("http://10.0.0.7/feed")
    (asked,) = proxy.asked
    assert asked.startswith(b"GET http://93.184.216.34/feed HTTP/1.1\r\n")
    assert b"proxy-authorization: Basic bWU6aHVudGVyMg==" in asked.replace(
        b"Proxy-Authorization", b"proxy-authorization"
    )


@pytest.mark.parametrize("proxy", ["ftp://127.0.0.1:1", "nonsense", "http://"])
def test_what_is_no_proxy_is_named_by_its_setting(proxy: str) -> None:
    """The address itself may hold a password and is not told."""
    with Fetcher(user_agent="digest/1", proxy=proxy) as fetcher, pytest.raises(FetchError, match="proxy"):
        fetcher.get("http://93.184.216.34/feed")


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


def test_a_network_may_be_allowed() -> None:
    """An operator whose sources stand in 10.0.0.0/8 need not list them."""
    with running_site() as site:
        site.replies["/a"] = Reply(b"a")
        port = int(site.origin.rpartition(":")[2])
        with Fetcher(user_agent="digest/1", allow=("127.0.0.0/8",)) as fetcher:
            assert fetcher.get(f"{site.url}/a").content == b"a"
        with Fetcher(user_agent="digest/1", allow=("10.0.0.0/8",)) as fetcher, pytest.raises(ForbiddenAddress):
            fetcher.get(f"http://127.0.0.1:{port}/a")
