"""By way of a proxy: only for public addresses, with its own password, by tunnel for https, and within the deadline."""

from __future__ import annotations

import base64
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from collect_site import Reply, Site, make_authority, running_site

from digest.collect.fetch import Fetcher
from digest.errors import FetchError, ForbiddenAddress

PUBLIC = "93.184.216.34"
LOGIN = b"Basic " + base64.b64encode("me:hunter€".encode())


def names(host: str, port: int, *_: object) -> Iterable[tuple[Any, ...]]:
    """Resolve inside.test to a private address and every other name to a public one."""
    address = "10.0.0.7" if host == "inside.test" else PUBLIC
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]


@dataclass
class Proxy:
    """A proxy on loopback that leads to one site, wherever it is asked to lead."""

    port: int = 0
    asked: list[bytes] = field(default_factory=list)
    """The first line and the headers of each request."""

    @property
    def url(self) -> str:
        """Its address with its name and password."""
        return f"http://me:hunter%E2%82%AC@127.0.0.1:{self.port}"


@contextmanager
def running_proxy(behave: Callable[[Proxy, socket.socket], None]) -> Iterator[Proxy]:
    """Run a proxy that does *behave* with each connection."""
    proxy = Proxy()
    listener = socket.create_server(("127.0.0.1", 0))
    proxy.port = listener.getsockname()[1]

    def serve() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                with connection, suppress(OSError):
                    connection.settimeout(10)
                    behave(proxy, connection)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield proxy
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


def _head(connection: socket.socket) -> bytes:
    head = b""
    while b"\r\n\r\n" not in head:
        more = connection.recv(65_536)
        if not more:
            break
        head += more
    return head


def _pump(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65_536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)


def leading_to(site: Site) -> Callable[[Proxy, socket.socket], None]:
    """Behave as a proxy should, with *site* standing for the whole web."""
    host, _, port = site.origin.rpartition(":")

    def behave(proxy: Proxy, connection: socket.socket) -> None:
        head = _head(connection)
        proxy.asked.append(head)
        with socket.create_connection((host, int(port)), timeout=10) as server:
            if head.startswith(b"CONNECT "):
                connection.sendall(b"HTTP/1.1 200 Connected\r\n\r\n")
            else:
                server.sendall(head.replace(b"http://news.test", b"", 1))
            back = threading.Thread(target=_pump, args=(server, connection))
            back.start()
            _pump(connection, server)
            back.join()

    return behave


def _answering(answer: bytes) -> Callable[[Proxy, socket.socket], None]:
    def behave(proxy: Proxy, connection: socket.socket) -> None:
        proxy.asked.append(_head(connection))
        connection.sendall(answer)

    return behave


def test_plain_http_is_asked_of_the_proxy_by_its_whole_address() -> None:
    """With the proxy's password, whatever letters it has, which the site does not see."""
    with running_site() as site, running_proxy(leading_to(site)) as proxy:
        site.replies["/feed"] = Reply(b"feed")
        with Fetcher(user_agent="digest/1", proxy=proxy.url, resolver=names) as fetcher:
            assert fetcher.get("http://news.test/feed").content == b"feed"
    (asked,) = proxy.asked
    assert asked.startswith(b"GET http://news.test/feed HTTP/1.1\r\n")
    assert b"Proxy-Authorization: " + LOGIN in asked


def test_https_goes_through_a_tunnel_and_the_certificate_is_still_the_sites(tmp_path: Path) -> None:
    """The proxy learns the host and nothing else; credentials for the site are inside."""
    authority = make_authority(tmp_path, "news.test")
    with running_site(tls=authority.server) as site, running_proxy(leading_to(site)) as proxy:
        site.replies["/feed"] = Reply(b"feed")
        settings = {"user_agent": "digest/1", "proxy": proxy.url, "resolver": names}
        with Fetcher(**settings, ca_file=str(authority.ca_file)) as fetcher:
            answer = fetcher.get("https://news.test/feed", headers={"Authorization": "Basic b3du"})
            assert (answer.content, answer.url) == (b"feed", "https://news.test/feed")
            with pytest.raises(FetchError, match=r"certificate of other\.test is not valid"):
                fetcher.get("https://other.test/feed")
    assert proxy.asked[0].startswith(b"CONNECT news.test:443 HTTP/1.1\r\n")
    assert LOGIN in proxy.asked[0]
    assert b"b3du" not in proxy.asked[0]
    (_, headers) = site.requests[0]
    assert headers["authorization"] == "Basic b3du"
    assert "proxy-authorization" not in headers


@pytest.mark.parametrize("url", ["http://10.0.0.7/", "http://inside.test/", "https://inside.test/", "http://127.1/"])
def test_a_proxy_is_no_way_inside(url: str) -> None:
    """It stands in a network that strangers' addresses are not to look into, and is not even asked."""
    with running_proxy(_answering(b"")) as proxy:
        with (
            Fetcher(user_agent="digest/1", proxy=proxy.url, resolver=names) as fetcher,
            pytest.raises(ForbiddenAddress),
        ):
            fetcher.get(url)
        assert proxy.asked == []


def test_hosts_that_are_allowed_by_name_are_asked_directly() -> None:
    """An intranet lies on this side of the proxy."""
    with running_site() as site, running_proxy(_answering(b"")) as proxy:
        site.replies["/feed"] = Reply(b"inside")
        with Fetcher(user_agent="digest/1", proxy=proxy.url, allow=(site.origin,)) as fetcher:
            assert fetcher.get(f"{site.url}/feed").content == b"inside"
        assert proxy.asked == []


REFUSAL = b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


@pytest.mark.parametrize("url", ["http://news.test/", "https://news.test/"])
def test_a_proxy_that_refuses_is_named_with_its_setting_but_not_its_password(url: str) -> None:
    """The site is not to blame, and a log is no place for a password."""
    with (
        running_proxy(_answering(REFUSAL)) as proxy,
        Fetcher(user_agent="digest/1", proxy=proxy.url, resolver=names) as fetcher,
        pytest.raises(FetchError, match=r"407.*`proxy_env`") as caught,
    ):
        fetcher.get(url)
    assert "hunter" not in str(caught.value)


def test_a_proxy_that_is_not_there_is_said_to_be_in_the_way() -> None:
    """The address of the site is right; to check it would be in vain."""
    with running_proxy(_answering(b"")) as gone:
        pass
    with (
        Fetcher(user_agent="digest/1", proxy=gone.url, resolver=names, timeout_seconds=5) as fetcher,
        pytest.raises(FetchError, match="by way of the proxy") as caught,
    ):
        fetcher.get("http://news.test/")
    assert "hunter" not in str(caught.value)


def test_a_proxy_that_answers_byte_by_byte_is_given_up() -> None:
    """The deadline holds for the tunnel as for the answer."""

    def drip(proxy: Proxy, connection: socket.socket) -> None:
        proxy.asked.append(_head(connection))
        connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        for _ in range(60):
            connection.sendall(b"x")
            time.sleep(0.05)

    begun = time.monotonic()
    with (
        running_proxy(drip) as proxy,
        Fetcher(user_agent="digest/1", proxy=proxy.url, resolver=names, timeout_seconds=0.5) as fetcher,
        pytest.raises(FetchError, match="within"),
    ):
        fetcher.get("https://news.test/")
    assert time.monotonic() - begun < 10


def test_proxies_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """They are set for other programs; one that looks names up by itself undoes the check of addresses."""
    with running_site() as site, running_proxy(_answering(b"")) as proxy:
        site.replies["/feed"] = Reply(b"direct")
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        with Fetcher(user_agent="digest/1", allow=(site.origin,)) as fetcher:
            assert fetcher.get(f"{site.url}/feed").content == b"direct"
        assert proxy.asked == []


@pytest.mark.parametrize("proxy", ["ftp://me:hunter2@h:1", "nonsense", "http://", "http://me:hunter2@h:port", "//h:1"])
def test_what_is_no_proxy_is_named_by_its_setting(proxy: str) -> None:
    """The address itself may hold a password and is not told."""
    with (
        Fetcher(user_agent="digest/1", proxy=proxy, resolver=names) as fetcher,
        pytest.raises(FetchError, match="`proxy_env`") as caught,
    ):
        fetcher.get("http://news.test/")
    assert "hunter2" not in str(caught.value)


# ---- SOCKS ----------------------------------------------------------------------------------------------------


@pytest.mark.skipif(find_spec("socksio") is not None, reason="the package socksio is installed")
def test_a_socks_proxy_without_its_package_says_what_to_install() -> None:
    """It is the one kind of proxy that needs something more."""
    with (
        Fetcher(user_agent="digest/1", proxy="socks5://me:hunter2@127.0.0.1:1", resolver=names) as fetcher,
        pytest.raises(FetchError, match="socksio") as caught,
    ):
        fetcher.get("http://news.test/")
    assert "hunter2" not in str(caught.value)


@pytest.mark.skipif(find_spec("socksio") is None, reason="needs the package socksio")
def test_a_socks_proxy_leads_to_the_site() -> None:
    """RFC 1928 with the name and password of RFC 1929."""
    with running_site() as site:
        host, _, port = site.origin.rpartition(":")
        site.replies["/feed"] = Reply(b"feed")

        def behave(proxy: Proxy, connection: socket.socket) -> None:
            connection.recv(64)
            connection.sendall(b"\x05\x02")
            proxy.asked.append(connection.recv(512))
            connection.sendall(b"\x01\x00")
            proxy.asked.append(connection.recv(512))
            connection.sendall(b"\x05\x00\x00\x01" + bytes(6))
            with socket.create_connection((host, int(port)), timeout=10) as server:
                server.sendall(_head(connection))
                _pump(server, connection)

        with running_proxy(behave) as proxy:
            address = f"socks5://me:hunter2@127.0.0.1:{proxy.port}"
            with Fetcher(user_agent="digest/1", proxy=address, resolver=names) as fetcher:
                assert fetcher.get("http://news.test/feed").content == b"feed"
        assert b"hunter2" in proxy.asked[0]
        assert b"news.test" in proxy.asked[1]
