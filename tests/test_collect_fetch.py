"""One address fetched: politely, only what changed, and never more, longer or elsewhere than allowed."""

from __future__ import annotations

import gzip
import socket
import threading
import time
import zlib
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import pytest
from collect_site import Reply, Site, running_site

from digest.collect.addresses import parse_origin
from digest.collect.body import TooLarge, UnreadableBody, read_body
from digest.collect.fetch import Fetcher
from digest.errors import FetchError, ForbiddenAddress

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

AGENT = "digest/1 (Test; +https://example.org)"


@pytest.fixture
def site() -> Iterator[Site]:
    """Run a site on loopback."""
    with running_site() as running:
        yield running


@pytest.fixture
def fetcher(site: Site) -> Iterator[Fetcher]:
    """Give a fetcher that may ask the site."""
    with Fetcher(user_agent=AGENT, allow=(site.origin,), timeout_seconds=5) as ready:
        yield ready


# ---- plain answers --------------------------------------------------------------------------------------------


def test_an_answer_carries_body_type_and_validators(site: Site, fetcher: Fetcher) -> None:
    """Everything that the next stages need is in the answer."""
    site.replies["/feed"] = Reply(
        b"<rss/>",
        headers={
            "Content-Type": "Application/RSS+xml; charset=ISO-8859-1",
            "ETag": '"abc"',
            "Last-Modified": "Tue, 02 Jan 2024 03:04:05 GMT",
        },
    )
    answer = fetcher.get(f"{site.url}/feed#top", accept="application/rss+xml")
    assert (answer.status, answer.content, answer.content_type) == (200, b"<rss/>", "application/rss+xml")
    assert (answer.charset, answer.etag, answer.url) == ("ISO-8859-1", '"abc"', f"{site.url}/feed")
    assert answer.last_modified == "Tue, 02 Jan 2024 03:04:05 GMT"
    _, asked = site.requests[0]
    assert (asked["user-agent"], asked["accept"], asked["host"]) == (AGENT, "application/rss+xml", site.origin)
    assert "br" not in asked["accept-encoding"]


def test_a_server_that_names_no_type_gives_an_empty_one(site: Site, fetcher: Fetcher) -> None:
    """A made-up text/plain would look like the server's own word."""
    site.replies["/"] = Reply(b"x")
    answer = fetcher.get(site.url)
    assert (answer.content_type, answer.charset) == ("", "")


def test_unchanged_content_costs_no_body(site: Site, fetcher: Fetcher) -> None:
    """Conditional requests are what makes hourly polling polite: 4.8 MB become 0."""

    def conditional(headers: dict[str, str]) -> Reply:
        if headers.get("if-none-match") == '"v1"':
            return Reply(status=304, headers={"Last-Modified": "Wed, 03 Jan 2024 00:00:00 GMT"})
        return Reply(b"new", headers={"ETag": '"v1"'})

    site.replies["/feed"] = conditional
    first = fetcher.get(f"{site.url}/feed")
    second = fetcher.get(f"{site.url}/feed", etag=first.etag, last_modified="Tue, 02 Jan 2024 03:04:05 GMT")
    assert second.is_unchanged
    assert second.content == b""
    assert second.etag == '"v1"'
    assert second.last_modified == "Wed, 03 Jan 2024 00:00:00 GMT"
    assert site.requests[1][1]["if-modified-since"] == "Tue, 02 Jan 2024 03:04:05 GMT"


def test_a_304_that_nobody_asked_for_is_no_answer(site: Site, fetcher: Fetcher) -> None:
    """Taken as "unchanged" it would hide a feed for ever."""
    site.replies["/feed"] = Reply(status=304)
    with pytest.raises(FetchError, match="304"):
        fetcher.get(f"{site.url}/feed")


@pytest.mark.parametrize(
    ("status", "advice"),
    [
        (404, "correct the address"),
        (410, "gone for good"),
        (403, "refuses robots"),
        (500, "has a fault"),
        (418, "open the address in a browser"),
        (599, "an unknown status"),
    ],
)
def test_a_refusal_says_what_to_do(site: Site, fetcher: Fetcher, status: int, advice: str) -> None:
    """The editor reads these lines in the report."""
    site.replies["/x"] = Reply(status=status)
    with pytest.raises(FetchError, match=advice) as caught:
        fetcher.get(f"{site.url}/x")
    assert caught.value.resource == f"{site.url}/x"


def test_retry_after_is_told_and_heeded(site: Site, fetcher: Fetcher) -> None:
    """Asking on after 429 is how feed readers get blocked."""
    site.replies["/busy"] = Reply(status=429, headers={"Retry-After": "120"})
    site.replies["/other"] = Reply(b"x")
    with pytest.raises(FetchError, match="120 seconds"):
        fetcher.get(f"{site.url}/busy")
    with pytest.raises(FetchError, match="left alone for 1"):
        fetcher.get(f"{site.url}/other")
    assert site.paths == ["/busy"]


def test_retry_after_may_be_a_date(site: Site, fetcher: Fetcher) -> None:
    """It is taken against the server's own clock, which may be wrong."""
    answer = (
        b"HTTP/1.1 503 Busy\r\nDate: Tue, 02 Jan 2024 00:00:00 GMT\r\n"
        b"Retry-After: Tue, 02 Jan 2024 00:01:30 GMT\r\nContent-Length: 0\r\n\r\n"
    )
    site.replies["/busy"] = Reply(stream=lambda write: write(answer) and None)
    with pytest.raises(FetchError, match="90 seconds"):
        fetcher.get(f"{site.url}/busy")


def test_a_retry_after_that_cannot_be_read_closes_nothing(site: Site, fetcher: Fetcher) -> None:
    """Junk in a header must not stop the collecting."""
    site.replies["/busy"] = Reply(status=503, headers={"Retry-After": "soon"})
    site.replies["/other"] = Reply(b"x")
    with pytest.raises(FetchError, match="down for now"):
        fetcher.get(f"{site.url}/busy")
    assert fetcher.get(f"{site.url}/other").content == b"x"


def test_requests_to_one_host_stand_apart(site: Site) -> None:
    """The gap is counted from the end of one request to the begin of the next."""
    site.replies["/"] = Reply(b"x")
    with Fetcher(user_agent=AGENT, allow=("127.0.0.1",), gap_seconds=0.2, timeout_seconds=1) as fetcher:
        begin = time.monotonic()
        for _ in range(3):
            fetcher.get(site.url)
        assert time.monotonic() - begin >= 0.4


# ---- redirects ------------------------------------------------------------------------------------------------


def test_redirects_are_followed_to_the_final_address(site: Site, fetcher: Fetcher) -> None:
    """Relative and absolute locations, blanks and all."""
    site.replies["/a"] = Reply(status=301, headers={"Location": "/b c?x=1#frag"})
    site.replies["/b%20c?x=1"] = Reply(status=307, headers={"Location": f"{site.url}/d"})
    site.replies["/d"] = Reply(b"here")
    answer = fetcher.get(f"{site.url}/a")
    assert (answer.content, answer.url) == (b"here", f"{site.url}/d")


def test_a_circle_of_redirects_ends(site: Site, fetcher: Fetcher) -> None:
    """Five redirects are more than any feed needs."""
    site.replies["/a"] = Reply(status=302, headers={"Location": "/a"})
    with pytest.raises(FetchError, match="more than 5 redirects"):
        fetcher.get(f"{site.url}/a")
    assert len(site.requests) == 6


@pytest.mark.parametrize(
    "location",
    ["http://127.0.0.1:8000/secret", "http://169.254.169.254/latest/meta-data/", "http://[::1]/", "//10.0.0.1/"],
)
def test_a_redirect_to_a_private_address_is_refused(site: Site, fetcher: Fetcher, location: str) -> None:
    """Each hop is checked anew; the first address being public says nothing of the next."""
    site.replies["/a"] = Reply(status=302, headers={"Location": location})
    with pytest.raises(ForbiddenAddress):
        fetcher.get(f"{site.url}/a")


@pytest.mark.parametrize("location", ["", "file:///etc/passwd", "gopher://127.0.0.1/", "http://[bad/", "javascript:1"])
def test_a_redirect_to_what_is_no_web_address_is_refused(site: Site, fetcher: Fetcher, location: str) -> None:
    """Only http and https are ever asked."""
    site.replies["/a"] = Reply(status=302, headers={"Location": location} if location else {})
    with pytest.raises(FetchError):
        fetcher.get(f"{site.url}/a")


# ---- addresses ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://localhost/",
        "http://localhost:8080/",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0177.0.0.1/",
        "http://0.0.0.0/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://example.org@127.0.0.1/",
        "http://127.0.0.1:22/",
        "http://10.1.2.3/",
        "http://192.168.0.1/",
        "http://169.254.169.254/",
    ],
)
def test_private_and_local_addresses_are_refused_however_they_are_written(url: str) -> None:
    """A feed may name any address; the machine's own services must stay out of its reach."""
    with Fetcher(user_agent=AGENT) as fetcher, pytest.raises(ForbiddenAddress) as caught:
        fetcher.get(url)
    advice = ("allow", "use the host's name", "password_env")
    assert any(word in str(caught.value) for word in advice)


@pytest.mark.parametrize(
    "url", ["ftp://example.org/", "file:///etc/passwd", "no address", "", "http://", "http://[x/", "/a"]
)
def test_what_is_no_web_address_is_refused(url: str) -> None:
    """The message says what is wrong, and nothing is asked."""
    with Fetcher(user_agent=AGENT) as fetcher, pytest.raises(FetchError, match="correct it"):
        fetcher.get(url)


def test_an_allowed_host_is_allowed_on_its_port_only(site: Site) -> None:
    """An entry with a port opens that port, not the machine."""
    with Fetcher(user_agent=AGENT, allow=(site.origin,)) as fetcher, pytest.raises(ForbiddenAddress):
        fetcher.get("http://127.0.0.1:8000/")


def test_credentials_in_an_address_are_refused_even_where_the_host_is_allowed(site: Site) -> None:
    """`http://public@127.0.0.1/` is a disguise."""
    with Fetcher(user_agent=AGENT, allow=("127.0.0.1",)) as fetcher, pytest.raises(ForbiddenAddress):
        fetcher.get(f"http://example.org@{site.origin}/")


@pytest.mark.parametrize(
    ("entry", "origin"),
    [
        ("intranet.lan", ("intranet.lan", None)),
        (" Intranet.LAN:8000 ", ("intranet.lan", 8000)),
        ("[::1]:8000", ("::1", 8000)),
        ("::1", ("::1", None)),
        ("http://127.0.0.1:8000", ("127.0.0.1", 8000)),
        ("https://intranet.lan", ("intranet.lan", 443)),
    ],
)
def test_entries_of_allow_are_read_as_people_write_them(entry: str, origin: tuple[str, int | None]) -> None:
    """With and without port, brackets or scheme."""
    assert parse_origin(entry) == origin


def test_a_route_asks_another_server_under_the_same_name(site: Site) -> None:
    """The demo and staging sites stand in for the real one: same path, same Host, same address in the result."""
    site.replies["/2015/a?b=1"] = Reply(b"page")
    site.replies["/old"] = Reply(status=301, headers={"Location": "https://digital.test/2015/a?b=1"})
    with Fetcher(user_agent=AGENT, routes={"Digital.test": site.url}) as fetcher:
        answer = fetcher.get("https://digital.test/old")
    assert (answer.content, answer.url) == (b"page", "https://digital.test/2015/a?b=1")
    assert [headers["host"] for _, headers in site.requests] == ["digital.test", "digital.test"]


def test_a_route_may_lead_below_a_path(site: Site) -> None:
    """A staging copy may lie in a folder."""
    site.replies["/copy/feed?x=1"] = Reply(b"f")
    with Fetcher(user_agent=AGENT, routes={"e.test": f"{site.url}/copy/"}) as fetcher:
        assert fetcher.get("http://e.test/feed?x=1").content == b"f"


# ---- limits ---------------------------------------------------------------------------------------------------


def test_a_server_that_sends_byte_by_byte_is_given_up(site: Site) -> None:
    """A time limit per read never ends it; the deadline of the whole answer does."""

    def drip(write: Callable[[bytes], object]) -> None:
        write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        for _ in range(100):
            write(b"x")
            time.sleep(0.05)

    def drip_headers(write: Callable[[bytes], object]) -> None:
        write(b"HTTP/1.1 200 OK\r\n")
        for number in range(100):
            write(b"X-%d: y\r\n" % number)
            time.sleep(0.05)

    site.replies["/body"] = Reply(stream=drip)
    site.replies["/headers"] = Reply(stream=drip_headers)
    with Fetcher(user_agent=AGENT, allow=(site.origin,), timeout_seconds=0.5) as fetcher:
        for path in ("/body", "/headers"):
            begin = time.monotonic()
            with pytest.raises(FetchError, match=r"within 0\.5 seconds"):
                fetcher.get(f"{site.url}{path}")
            assert time.monotonic() - begin < 3


def test_no_part_of_an_answer_escapes_the_deadline() -> None:
    """Chunks without end, interim answers without end, and a handshake that never begins."""

    def chunks(connection: socket.socket) -> None:
        connection.recv(65_536)
        connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        for _ in range(60):
            connection.sendall(b"1\r\nx\r\n")
            time.sleep(0.05)

    def interim(connection: socket.socket) -> None:
        connection.recv(65_536)
        for _ in range(60):
            connection.sendall(b"HTTP/1.1 103 Early Hints\r\n\r\n")
            time.sleep(0.05)

    def handshake(connection: socket.socket) -> None:
        connection.recv(65_536)
        connection.sendall(b"\x16\x03\x03\x40\x00")  # a record of 16 KB is announced
        for _ in range(60):
            connection.sendall(b"\x02")
            time.sleep(0.05)

    for scheme, behave in (("http", chunks), ("http", interim), ("https", handshake)):
        with _serving(behave) as origin:
            begun = time.monotonic()
            with (
                Fetcher(user_agent=AGENT, allow=(origin,), timeout_seconds=0.5) as fetcher,
                pytest.raises(FetchError, match=r"within 0\.5 seconds"),
            ):
                fetcher.get(f"{scheme}://{origin}/")
            assert time.monotonic() - begun < 10


@contextmanager
def _serving(behave: Callable[[socket.socket], None]) -> Iterator[str]:
    """Serve one connection on loopback by *behave*, below the level of HTTP."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with suppress(OSError):
            connection, _ = listener.accept()
            with connection:
                behave(connection)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.close()
        thread.join()


def test_an_endless_body_is_cut_off(site: Site, fetcher: Fetcher) -> None:
    """Chunked or until the connection closes, the limit of bytes holds."""

    def endless(write: Callable[[bytes], object]) -> None:
        write(b"HTTP/1.1 200 OK\r\n\r\n")
        for _ in range(1_000):
            write(b"x" * 65_536)

    site.replies["/"] = Reply(stream=endless)
    with pytest.raises(FetchError, match="larger than 1,000,000 bytes"):
        fetcher.get(site.url, max_bytes=1_000_000)


def test_an_announced_length_above_the_limit_is_not_read(site: Site, fetcher: Fetcher) -> None:
    """No need to wait for what will be refused."""
    site.replies["/"] = Reply(b"x" * 2_000)
    with pytest.raises(FetchError, match="larger than 1,000 bytes"):
        fetcher.get(site.url, max_bytes=1_000)


@pytest.mark.parametrize(("encoding", "window"), [("gzip", 31), ("deflate", 15), ("deflate", -15)])
def test_a_bomb_is_cut_off(site: Site, fetcher: Fetcher, encoding: str, window: int) -> None:
    """A few hundred kilobytes unpack to hundreds of megabytes; the limit counts what comes out."""
    packer = zlib.compressobj(9, zlib.DEFLATED, window)
    bomb = b"".join(packer.compress(bytes(1_000_000)) for _ in range(200)) + packer.flush()
    site.replies["/"] = Reply(bomb, headers={"Content-Encoding": encoding})
    with pytest.raises(FetchError, match="larger than 10,000,000 bytes"):
        fetcher.get(site.url)


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, br", "gzip, gzip"])
def test_an_encoding_that_was_not_asked_for_is_not_unpacked(site: Site, fetcher: Fetcher, encoding: str) -> None:
    """809 bytes of brotli unpack to a gigabyte in one step that nothing stops."""
    site.replies["/"] = Reply(b"\x1b\xff\xff", headers={"Content-Encoding": encoding})
    with pytest.raises(FetchError, match="not asked for"):
        fetcher.get(site.url)


def test_a_wrong_length_is_no_reason_to_wait_or_to_believe_half(site: Site, fetcher: Fetcher) -> None:
    """Less than announced is a broken answer; what stands behind the announced end belongs to nobody."""
    head = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n<rss/>"
    site.replies["/less"] = Reply(stream=lambda write: write(head % 600) and None)
    site.replies["/more"] = Reply(stream=lambda write: write(head % 3) and None)
    site.replies["/two"] = Reply(
        stream=lambda write: write(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 6\r\n\r\n<rss/>") and None
    )
    for path in ("/less", "/two"):
        with pytest.raises(FetchError, match="broke off"):
            fetcher.get(f"{site.url}{path}")
    assert fetcher.get(f"{site.url}/more").content == b"<rs"


def test_a_compressed_answer_is_unpacked(site: Site, fetcher: Fetcher) -> None:
    """Feeds shrink to a fifth by gzip."""
    site.replies["/"] = Reply(gzip.compress(b"<rss/>" * 1000), headers={"Content-Encoding": "gzip"})
    assert fetcher.get(site.url).content == b"<rss/>" * 1000


def test_a_broken_answer_is_an_error_with_a_name(site: Site, fetcher: Fetcher) -> None:
    """What the connection or the packing does wrong never comes out as another exception."""
    site.replies["/cut"] = Reply(gzip.compress(b"x" * 5000)[:20], headers={"Content-Encoding": "gzip"})
    site.replies["/short"] = Reply(
        stream=lambda write: write(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx") and None
    )
    site.replies["/junk"] = Reply(stream=lambda write: write(b"SSH-2.0\r\n\r\n") and None)
    for path, message in (("/cut", "cut off"), ("/short", "broke off"), ("/junk", "broke off")):
        with pytest.raises(FetchError, match=message):
            fetcher.get(f"{site.url}{path}")


def test_a_server_that_is_not_there_is_an_error_with_advice() -> None:
    """Nothing listens on the port of a site that has been closed."""
    with running_site() as gone:
        pass
    with Fetcher(user_agent=AGENT, allow=(gone.origin,), timeout_seconds=2) as fetcher:
        with pytest.raises(FetchError, match="check the address"):
            fetcher.get(gone.url)
        with pytest.raises(FetchError, match="no connection"):
            fetcher.get(gone.url.replace("http:", "https:"))


# ---- bodies ---------------------------------------------------------------------------------------------------

TEXT = b"All the news of the week. " * 400


def _in_pieces(packed: bytes) -> list[bytes]:
    return [packed[at : at + 7] for at in range(0, len(packed), 7)]


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("", TEXT),
        ("identity", TEXT),
        ("gzip", gzip.compress(TEXT)),
        ("X-GZIP", gzip.compress(TEXT[:100]) + gzip.compress(TEXT[100:])),
        ("gzip", gzip.compress(TEXT) + b"\0" * 20),
        ("deflate", zlib.compress(TEXT)),
        ("deflate", zlib.compress(TEXT)[2:-4]),
    ],
    ids=range(7),  # gzip writes the time into its bytes, and a test's name must not change with it
)
def test_every_encoding_that_is_asked_for_is_read(encoding: str, packed: bytes) -> None:
    """In whatever pieces it arrives; gzip may have members and padding, deflate may be bare."""
    assert read_body(_in_pieces(packed), encoding=encoding, max_bytes=50_000) == TEXT
    assert read_body([packed], encoding=encoding, max_bytes=50_000) == TEXT


@pytest.mark.parametrize("encoding", ["gzip", "deflate", ""])
def test_an_empty_body_is_empty_in_every_encoding(encoding: str) -> None:
    """Servers name an encoding for nothing, too."""
    assert read_body([b""], encoding=encoding, max_bytes=10) == b""


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("br", b"x"),
        ("gzip, gzip", gzip.compress(gzip.compress(TEXT))),
        ("gzip", b"not packed at all"),
        ("gzip", gzip.compress(TEXT)[:-12]),
        ("deflate", zlib.compress(TEXT)[:-12]),
        ("gzip", gzip.compress(b"") * 200),
    ],
    ids=range(6),
)
def test_an_unreadable_body_is_named_so(encoding: str, packed: bytes) -> None:
    """Half a feed would look like a feed with fewer pieces."""
    with pytest.raises(UnreadableBody):
        read_body([packed], encoding=encoding, max_bytes=10_000)


def test_the_limit_holds_for_what_comes_in_and_for_what_comes_out() -> None:
    """Exactly the limit passes, one byte more does not."""
    assert len(read_body([bytes(100)], encoding="", max_bytes=100)) == 100
    for encoding, packed in (
        ("", bytes(101)),
        ("gzip", gzip.compress(bytes(101))),
        ("deflate", zlib.compress(bytes(101))),
    ):
        with pytest.raises(TooLarge):
            read_body([packed], encoding=encoding, max_bytes=100)
