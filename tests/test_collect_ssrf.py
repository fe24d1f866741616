"""No address that a stranger writes, redirects to or lets his name lead to reaches this machine or its network."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from collect_site import Reply, Site, running_site
from httpx import URL
from hypothesis import example, given
from hypothesis import strategies as st

from digest.collect.addresses import host_of, parse_origin, port_of
from digest.collect.fetch import Fetcher
from digest.collect.request import Request, next_address
from digest.collect.transport import ATTEMPTS, Gate, _spread
from digest.errors import FetchError, ForbiddenAddress

PUBLIC = "93.184.216.34"


class Names:
    """A resolver of our own: each name with the answers of one look-up after another, the last one for good."""

    def __init__(self, **answers: list[tuple[str, ...]]) -> None:
        self.answers = {name.replace("_", "."): list(found) for name, found in answers.items()}
        self.asked: list[str] = []

    def __call__(self, host: str, port: int, *_: object) -> Iterable[tuple[Any, ...]]:
        """Answer as socket.getaddrinfo does."""
        self.asked.append(host)
        if host not in self.answers:  # the system reads figures in forms of its own, such as 0x7f.1
            return socket.getaddrinfo(host, port, 0, socket.SOCK_STREAM, 0, socket.AI_NUMERICHOST)
        known = self.answers[host]
        found = known.pop(0) if len(known) > 1 else known[0]
        return [_row(address, port) for address in found]


def _row(address: str, port: int) -> tuple[Any, ...]:
    if ":" in address:
        return (socket.AF_INET6, socket.SOCK_STREAM, 6, "", (address, port, 0, 0))
    return (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))


@pytest.fixture
def site() -> Iterator[Site]:
    """Run a service that nobody outside may reach."""
    with running_site() as running:
        running.replies["/"] = Reply(b"secret")
        yield running


# ---- addresses as they are written ----------------------------------------------------------------------------

WRITTEN = {
    "loopback": "http://127.0.0.1/",
    "another loopback": "http://127.8.8.8/",
    "this host": "http://0.0.0.0/",
    "private 10": "http://10.1.2.3/",
    "private 172": "http://172.16.0.1/",
    "private 192": "http://192.168.0.1/",
    "carrier-grade": "http://100.64.0.1/",
    "link-local": "http://169.254.1.1/",
    "metadata": "http://169.254.169.254/latest/meta-data/",
    "metadata of IPv6": "http://[fd00:ec2::254]/",
    "multicast": "http://224.0.0.1/",
    "broadcast": "http://255.255.255.255/",
    "decimal": "http://2130706433/",
    "octal": "http://0177.0.0.1/",
    "hexadecimal": "http://0x7f000001/",
    "hexadecimal parts": "http://0x7f.0.0.1/",
    "short": "http://127.1/",
    "full-width figures": "http://１２７.0.0.1/",
    "circled figures": "http://①②⑦.0.0.1/",
    "ideographic full stops": "http://127。0。0。1/",
    "half-width full stops": "http://127｡0｡0｡1/",
    "trailing dot": "http://127.0.0.1./",
    "loopback of IPv6": "http://[::1]/",
    "unspecified IPv6": "http://[::]/",
    "mapped": "http://[::ffff:127.0.0.1]/",
    "mapped in hexadecimal": "http://[::ffff:7f00:1]/",
    "compatible": "http://[::127.0.0.1]/",
    "unique local": "http://[fc00::1]/",
    "link-local IPv6": "http://[fe80::1]/",
    "NAT64": "http://[64:ff9b::7f00:1]/",
    "NAT64 of a network's own": "http://[64:ff9b:1::7f00:1]/",
    "6to4": "http://[2002:7f00:1::1]/",
    "Teredo": "http://[2001:0:7f00:1::1]/",
    "a name before the host": "http://example.org@127.0.0.1/",
    "a name and password before the host": "http://example.org:80@127.0.0.1/",
    "a backslash": "http://127.0.0.1\\@example.org/",
    "another service's port": "http://93.184.216.34:6379/",
    "a port of nought": "http://93.184.216.34:0/",
}


@pytest.mark.parametrize("url", WRITTEN.values(), ids=WRITTEN)
def test_an_inside_address_is_refused_however_it_is_written(url: str) -> None:
    """A feed may name any address; the machine's own services must stay out of its reach."""
    with Fetcher(user_agent="digest/1", resolver=Names()) as fetcher, pytest.raises(FetchError) as caught:
        fetcher.get(url)
    assert isinstance(caught.value, ForbiddenAddress) or "not a web address" in str(caught.value)


@pytest.mark.parametrize(
    ("url", "entry"),
    [("http://127.0.0.1/", "127.0.0.1:80"), ("https://[::1]/", "[::1]:443"), ("http://lan:81/", "lan:81")],
)
def test_the_error_names_the_entry_that_would_open_the_address(url: str, entry: str) -> None:
    """What it tells to write into `allow` is read as it is meant."""
    names = Names(lan=[("10.0.0.7",)])
    with Fetcher(user_agent="digest/1", resolver=names) as fetcher, pytest.raises(ForbiddenAddress) as caught:
        fetcher.get(url)
    assert f'put "{entry}" in `allow`' in str(caught.value)
    parsed = URL(url)
    assert parse_origin(entry) == (host_of(parsed), port_of(parsed))


@pytest.mark.parametrize("url", WRITTEN.values(), ids=WRITTEN)
def test_a_redirect_to_an_inside_address_is_refused(site: Site, url: str) -> None:
    """The first address being harmless says nothing of the next."""
    site.replies["/go"] = Reply(
        stream=lambda write: (
            write(b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + url.encode() + b"\r\n\r\n") and None
        )
    )
    with Fetcher(user_agent="digest/1", allow=(site.origin,)) as fetcher, pytest.raises(FetchError):
        fetcher.get(f"{site.url}/go")
    assert site.paths == ["/go"]


# ---- addresses that names lead to -----------------------------------------------------------------------------

LED_TO = {
    "loopback": "127.0.0.1",
    "private": "10.0.0.7",
    "metadata": "169.254.169.254",
    "this host": "0.0.0.0",
    "IPv6": "::1",
    "mapped": "::ffff:10.0.0.7",
    "NAT64": "64:ff9b::a00:7",
    "6to4": "2002:a00:7::1",
    "unique local": "fd12::7",
}


@pytest.mark.parametrize("address", LED_TO.values(), ids=LED_TO)
def test_a_name_that_leads_inside_is_refused(address: str) -> None:
    """Anybody may give a name of his own any address."""
    names = Names(inside_test=[(address,)])
    with Fetcher(user_agent="digest/1", resolver=names) as fetcher, pytest.raises(ForbiddenAddress, match="allow"):
        fetcher.get("http://inside.test/")


@pytest.mark.parametrize("url", ["http://localhost/", "http://LOCALHOST./", "http://ⓁⓄⒸⒶⓁⒽⓄⓈⓉ/"])
def test_the_name_of_this_machine_is_refused(url: str) -> None:
    """In capitals, with a dot at its end, or in letters that only look so."""
    with Fetcher(user_agent="digest/1", timeout_seconds=5) as fetcher, pytest.raises(FetchError):
        fetcher.get(url)


@pytest.mark.parametrize("answers", [(PUBLIC, "127.0.0.1"), ("127.0.0.1", PUBLIC), (PUBLIC, "::1")])
def test_a_name_that_leads_both_ways_is_refused_whole(answers: tuple[str, ...]) -> None:
    """A client that tried the second address after the first would be inside."""
    names = Names(both_test=[answers])
    with Fetcher(user_agent="digest/1", resolver=names) as fetcher, pytest.raises(ForbiddenAddress):
        fetcher.get("http://both.test/")


def test_a_name_that_moves_after_the_check_moves_nothing(site: Site) -> None:
    """DNS rebinding: the address that was checked is the one that is asked, with one look-up for both."""
    with running_site(host="127.0.0.2") as outside:
        outside.replies["/"] = Reply(b"outside")
        port = outside.origin.rpartition(":")[2]
        names = Names(moving_test=[("127.0.0.2",), ("127.0.0.1",)])
        with Fetcher(user_agent="digest/1", allow=("127.0.0.2/32",), resolver=names) as fetcher:
            assert fetcher.get(f"http://moving.test:{port}/").content == b"outside"
            assert names.asked == ["moving.test"]
            with pytest.raises(ForbiddenAddress):
                fetcher.get(f"http://moving.test:{port}/")
        assert outside.requests[0][1]["host"] == f"moving.test:{port}"
    assert site.requests == []


def test_a_redirect_to_a_name_that_leads_inside_is_refused(site: Site) -> None:
    """The look-up of each hop is checked as the first one's."""
    names = Names(inside_test=[("127.0.0.1",)])
    site.redirect("/go", "http://inside.test/")
    with (
        Fetcher(user_agent="digest/1", allow=(site.origin,), resolver=names) as fetcher,
        pytest.raises(ForbiddenAddress) as caught,
    ):
        fetcher.get(f"{site.url}/go")
    assert "inside.test" in str(caught.value)


# ---- what the operator allows ---------------------------------------------------------------------------------


def test_a_network_opens_names_figures_and_ports_but_nothing_beside_it(site: Site) -> None:
    """`127.0.0.0/30` holds 127.0.0.1, whatever name leads there."""
    port = site.origin.rpartition(":")[2]
    names = Names(intranet_test=[("127.0.0.1",)], other_test=[("127.0.0.9",)], public_test=[(PUBLIC,)])
    with Fetcher(user_agent="digest/1", allow=("127.0.0.0/30",), resolver=names, timeout_seconds=5) as fetcher:
        for host in ("127.0.0.1", "intranet.test"):
            assert fetcher.get(f"http://{host}:{port}/").content == b"secret"
        for url in (f"http://127.0.0.9:{port}/", f"http://other.test:{port}/", f"http://public.test:{port}/"):
            with pytest.raises(ForbiddenAddress):
                fetcher.get(url)


@pytest.mark.parametrize("entry", ["10.0.0.0/33", "intranet.lan/8", "64:ff9b::/96", "intranet.lan:99999"])
def test_an_entry_that_cannot_be_read_is_named_at_once(entry: str) -> None:
    """Left aside in silence it would refuse what the operator meant to open, or open more than he meant."""
    with pytest.raises(FetchError, match="`allow`"):
        Fetcher(user_agent="digest/1", allow=(entry,))


# ---- looking up and connecting --------------------------------------------------------------------------------


def test_a_look_up_without_end_ends_by_the_deadline() -> None:
    """The system's own has no limit of time; a name server that says nothing must not hold a run."""
    ended = threading.Event()

    def silent(*_: object) -> Iterable[tuple[Any, ...]]:
        ended.wait(20)
        return []

    try:
        with (
            Fetcher(user_agent="digest/1", resolver=silent, timeout_seconds=0.3) as fetcher,
            pytest.raises(FetchError, match="within"),
        ):
            fetcher.get("http://silent.test/")
    finally:
        ended.set()


def test_a_name_that_is_not_there_is_an_error_with_advice() -> None:
    """Most often a slip of the pen in the configuration."""
    with Fetcher(user_agent="digest/1", resolver=Names()) as fetcher, pytest.raises(FetchError, match="not known"):
        fetcher.get("http://nowhere.test/")


def test_a_second_address_is_tried_where_the_first_is_dead(site: Site) -> None:
    """A site with two servers is up while one of them is."""
    port = site.origin.rpartition(":")[2]
    names = Names(two_test=[("127.0.0.3", "127.0.0.1")])
    with Fetcher(user_agent="digest/1", allow=("127.0.0.0/8",), resolver=names, timeout_seconds=5) as fetcher:
        assert fetcher.get(f"http://two.test:{port}/").content == b"secret"


def test_the_families_of_addresses_are_tried_in_turns() -> None:
    """A network without IPv6 would spend every attempt on a site's IPv6 addresses."""
    assert _spread(("a::1", "a::2", "a::3", "1.1.1.1")) == ("a::1", "1.1.1.1", "a::2", "a::3")
    assert "1.1.1.1" in _spread(("a::1", "a::2", "a::3", "1.1.1.1"))[:ATTEMPTS]


# ---- whatever stands there ------------------------------------------------------------------------------------

ADDRESSES = st.one_of(
    st.text(max_size=40),
    st.text(max_size=40).map("http://".__add__),
    st.from_regex(r"https?://[a-z0-9.:@\[\]%\\/?#-]{0,30}", fullmatch=True),
    st.from_regex(r"http://xn--[a-z0-9-]{1,12}(\.[a-z]{2,3})?/?", fullmatch=True),
)


@given(ADDRESSES)
@example("http://xn--a.org/")
@example("http://93.184.216.34:99999/")
@example("http://example.org/\ud800")
def test_whatever_a_feed_calls_an_address_gives_an_answer_or_an_error_with_a_name(url: str) -> None:
    """One piece's link must not end the run: http://xn--a.org/ once did."""
    with Fetcher(user_agent="digest/1", resolver=Names()) as fetcher, pytest.raises(FetchError):
        fetcher.get(url, is_page=True)


@given(ADDRESSES)
@example("http://xn--a.org/")
def test_whatever_a_redirect_calls_an_address_gives_an_address_or_an_error_with_a_name(location: str) -> None:
    """The header comes from a stranger as well."""
    gate = Gate()
    hop = gate.hop(URL("http://example.org/a/b?c"))
    with suppress(FetchError):
        gate.hop(next_address(hop, {"location": location}, Request(url="x", headers={}, max_bytes=1)))
