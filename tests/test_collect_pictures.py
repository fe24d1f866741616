"""Pictures become plain JPEGs of the asked size, whatever they were; what is none is refused with advice."""

from __future__ import annotations

import hashlib
import io
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from digest.collect.pictures import MAX_BYTES, Picture, fetch_picture, make_picture
from digest.errors import FetchError, ParseError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def drawn(size: tuple[int, int] = (800, 400), mode: str = "RGB", kind: str = "PNG", **options: object) -> bytes:
    """Draw a picture whose left half is dark and whose right half is light."""
    image = Image.new("RGB", size, (220, 220, 220))
    image.paste((30, 30, 30), (0, 0, size[0] // 2, size[1]))
    out = io.BytesIO()
    image.convert(mode).save(out, kind, **options)
    return out.getvalue()


def opened(picture: Picture) -> Image.Image:
    """Open what was made."""
    return Image.open(io.BytesIO(picture.content))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_every_format_of_the_web_becomes_a_progressive_jpeg(kind: str) -> None:
    """Outlook shows no WebP, and mail should carry one format only."""
    picture = make_picture(drawn(kind=kind), width=400, ratio=None)
    image = opened(picture)
    assert (image.format, image.size, image.mode) == ("JPEG", (400, 200), "RGB")
    assert "progressive" in image.info
    assert picture.name == hashlib.sha256(picture.content).hexdigest()[:24] + ".jpg"


def test_the_same_picture_gives_the_same_bytes() -> None:
    """Its name is its hash: a second run must not make a second file."""
    assert make_picture(drawn(), width=300, ratio=1.5) == make_picture(drawn(), width=300, ratio=1.5)


def test_a_picture_is_never_enlarged() -> None:
    """Blown-up pictures look worse than small ones."""
    picture = make_picture(drawn((100, 50)), width=400, ratio=None)
    assert (picture.width, picture.height) == (100, 50)


@given(st.integers(1, 300), st.integers(1, 300), st.integers(1, 200), st.none() | st.floats(0.2, 5, allow_nan=False))
@settings(deadline=None, max_examples=60)
def test_width_and_ratio_hold_for_every_size(across: int, down: int, width: int, ratio: float | None) -> None:
    """Thumbnails come in all shapes, some of one pixel."""
    picture = make_picture(drawn((across, down)), width=width, ratio=ratio)
    assert opened(picture).size == (picture.width, picture.height)
    assert 1 <= picture.width <= min(width, across)
    if ratio is not None and min(picture.width, picture.height) > 40:
        assert picture.width / picture.height == pytest.approx(ratio, rel=0.08)


def test_the_crop_is_taken_from_the_middle() -> None:
    """Without knowing what is on it, the middle is the best guess."""
    image = opened(make_picture(drawn((800, 400)), width=400, ratio=1.0))
    assert image.getpixel((10, 200))[0] < 60
    assert image.getpixel((390, 200))[0] > 190


def test_a_phone_picture_stands_upright_and_loses_its_metadata() -> None:
    """EXIF holds the turn of the camera, and the place where the photographer lives."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x013B] = "Jane Doe"
    picture = make_picture(drawn((800, 400), kind="JPEG", exif=exif.tobytes()), width=400, ratio=None)
    assert (picture.width, picture.height) == (400, 800)
    assert not opened(picture).getexif()
    assert b"Jane Doe" not in picture.content


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "L", "1", "I;16"])
def test_every_colour_mode_is_flattened_on_white(mode: str) -> None:
    """A transparent logo on black ground cannot be read."""
    if mode in {"RGBA", "LA"}:
        image = Image.new(mode, (40, 20), (0,) * len(mode))
    elif mode == "I;16":
        image = Image.new("I;16", (40, 20), 65535)
    else:
        image = Image.new("RGB", (40, 20), "white").convert(mode)
    out = io.BytesIO()
    image.save(out, "PNG")
    assert opened(make_picture(out.getvalue(), width=40, ratio=None)).getpixel((5, 5)) == (255, 255, 255)


def test_colours_of_a_profile_are_turned_into_the_web_s_and_a_broken_profile_does_no_harm() -> None:
    """Without its profile a picture would look dull; with a broken one it must still come out."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for icc in (profile, b"no profile"):
        picture = make_picture(drawn(kind="JPEG", icc_profile=icc), width=100, ratio=None)
        assert "icc_profile" not in opened(picture).info
    assert make_picture(drawn(mode="CMYK", kind="JPEG"), width=100, ratio=None).width == 100


@pytest.mark.parametrize(
    "content",
    [b"", b"<svg/>", b"GIF89a", drawn()[:60], drawn(kind="JPEG")[:500], drawn(kind="BMP"), b"\x00" * (MAX_BYTES + 1)],
)
def test_what_is_no_usable_picture_is_refused(content: bytes) -> None:
    """Broken files, other formats and very large ones must not stop the edition."""
    with pytest.raises(ParseError, match=r"save it again|make it smaller"):
        make_picture(content, width=100, ratio=None)


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    """A few kilobytes can unpack to gigabytes."""
    with pytest.raises(ParseError, match="more than 40 megapixels"):
        make_picture(drawn((10_000, 5_000), mode="1"), width=100, ratio=None)


@pytest.mark.parametrize(("width", "ratio"), [(0, None), (10, 0.0), (10, -1.0)])
def test_a_senseless_size_is_the_caller_s_mistake(width: int, ratio: float | None) -> None:
    """It comes from code or configuration, not from a page."""
    with pytest.raises(ValueError, match="must be positive"):
        make_picture(drawn(), width=width, ratio=ratio)


class Pictures(BaseHTTPRequestHandler):
    """Serves one picture and one text."""

    def do_GET(self) -> None:
        """Answer with the picture, or with words under its name."""
        body = drawn() if self.path == "/a.png" else b"not a picture"
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[str]:
    """Serve on loopback; give the address."""
    with HTTPServer(("127.0.0.1", 0), Pictures) as http:
        thread = threading.Thread(target=http.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{http.server_port}"
        http.shutdown()
        thread.join()


def test_a_picture_is_fetched_and_made_fit(server: str) -> None:
    """The one way from a page's address to a file of ours."""
    from digest.collect.fetch import Fetcher

    with Fetcher(user_agent="digest-test", allow=(server.removeprefix("http://"),)) as fetcher:
        assert fetch_picture(f"{server}/a.png", fetcher, width=200, ratio=2.0).width == 200
        with pytest.raises(ParseError, match=r"^http://127\.0\.0\.1:\d+/b\.png: this is no readable"):
            fetch_picture(f"{server}/b.png", fetcher, width=200, ratio=2.0)
        with pytest.raises(FetchError, match="must begin with https"):
            fetch_picture("ftp://127.0.0.1/a.png", fetcher, width=200, ratio=None)


def test_a_file_is_read_only_from_the_source_s_folder(tmp_path: Path) -> None:
    """A feed must not be able to print a file of the server."""
    from digest.collect.fetch import Fetcher

    inside, outside = tmp_path / "in", tmp_path / "out"
    for folder in (inside, outside):
        folder.mkdir()
        (folder / "a b.png").write_bytes(drawn())
    (inside / "link.png").symlink_to(outside / "a b.png")
    (inside / "big.png").write_bytes(b"\x00" * (MAX_BYTES + 1))
    address = inside.as_uri()
    with Fetcher(user_agent="digest-test") as fetcher:
        assert fetch_picture(f"{address}/a%20b.png", fetcher, width=200, ratio=None, folders=(inside,)).width == 200
        for name in (f"{address}/../out/a%20b.png", f"{address}/link.png", "file://host/a.png"):
            with pytest.raises(FetchError, match="outside the source's folder"):
                fetch_picture(name, fetcher, width=200, ratio=None, folders=(inside,))
        with pytest.raises(FetchError, match="cannot be read"):
            fetch_picture(f"{address}/none.png", fetcher, width=200, ratio=None, folders=(inside,))
        with pytest.raises(ParseError, match="larger than 8 MB"):
            fetch_picture(f"{address}/big.png", fetcher, width=200, ratio=None, folders=(inside,))
