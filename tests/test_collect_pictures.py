"""Pictures become JPEGs or, if drawn, PNGs of the asked size, whatever they were; what is none is refused."""

from __future__ import annotations

import hashlib
import io
import random
import struct
import subprocess
import sys
import threading
import zlib
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageCms, ImageDraw, ImageStat

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


def photographed(size: tuple[int, int] = (800, 400), mode: str = "RGB", kind: str = "PNG", **options: object) -> bytes:
    """Make soft spots with grain, as a photograph has them; always the same."""
    chance = random.Random(7)
    spots = Image.frombytes("RGB", (20, 10), chance.randbytes(600)).resize(size, Image.Resampling.BICUBIC)
    grain = Image.frombytes("RGB", size, chance.randbytes(3 * size[0] * size[1]))
    return saved(Image.blend(spots, grain, 0.08).convert(mode), kind, **options)


def charted(size: tuple[int, int] = (2400, 1350)) -> Image.Image:
    """Draw a chart: bars, lines and years, its edges smoothed as drawing programs do."""
    image = Image.new("RGB", (2 * size[0], 2 * size[1]), "white")
    pen = ImageDraw.Draw(image)
    width, height = image.size
    for number, colour in enumerate(("#0b4f7a", "#9b2226", "#ee9b00", "#0a9396", "#222222")):
        left, top = width * (2 * number + 1) // 11, height // (number % 3 + 2)
        pen.line((0, height * number // 5, width, height * number // 5), fill="#777777", width=8)
        pen.rectangle((left, top, left + width // 9, height * 9 // 10), fill=colour)
        pen.text((left, height * 92 // 100), f"{2022 + number}", fill="#333333", font_size=height // 20)
    pen.line(
        (width // 20, height // 2, width // 2, height // 4, width * 19 // 20, height // 3), fill="#222222", width=24
    )
    return image.resize(size, Image.Resampling.LANCZOS)


def saved(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    """Give the bytes of *image* as a file."""
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def opened(picture: Picture) -> Image.Image:
    """Open what was made."""
    return Image.open(io.BytesIO(picture.content))


def shown(picture: Picture) -> Image.Image:
    """Open what was made, palette or not, as it is seen."""
    return opened(picture).convert("RGB")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_a_photograph_in_any_format_of_the_web_becomes_a_progressive_jpeg(kind: str) -> None:
    """Outlook shows no WebP, and a photograph is many times larger as a PNG."""
    picture = make_picture(photographed(kind=kind), width=400, ratio=None)
    image = opened(picture)
    assert (image.format, image.size, image.mode) == ("JPEG", (400, 200), "RGB")
    assert "progressive" in image.info
    assert picture.name == hashlib.sha256(picture.content).hexdigest()[:24] + ".jpg"


def test_the_same_picture_gives_the_same_bytes() -> None:
    """Its name is its hash: a second run must not make a second file."""
    for content in (drawn(), photographed(), saved(charted())):
        assert make_picture(content, width=300, ratio=1.5) == make_picture(content, width=300, ratio=1.5)


def test_another_process_makes_the_same_bytes_too() -> None:
    """Nothing in it may hang on the order of a set, or on what was made before."""
    code = (
        "import hashlib, io, sys\nfrom digest.collect.pictures import make_picture\n"
        "print(make_picture(sys.stdin.buffer.read(), width=300).name)"
    )
    content = saved(charted((1200, 675)))
    done = subprocess.run([sys.executable, "-c", code], input=content, capture_output=True, check=True)
    assert done.stdout.decode().strip() == make_picture(content, width=300).name


@pytest.mark.parametrize("kind", ["PNG", "GIF", "WEBP", "JPEG"])
@pytest.mark.parametrize("width", [1184, 224])
def test_a_chart_becomes_a_smaller_and_truer_png(kind: str, width: int) -> None:
    """A JPEG blurs its edges and colours, and takes more bytes for that."""
    content = saved(charted(), kind, **({"quality": 90} if kind in {"JPEG", "WEBP"} else {}))
    picture = make_picture(content, width=width, ratio=16 / 9)
    image = opened(picture)
    assert (image.format, image.mode) == ("PNG", "P")
    assert picture.name == hashlib.sha256(picture.content).hexdigest()[:24] + ".png"
    true = Image.open(io.BytesIO(content)).convert("RGB").resize(image.size, Image.Resampling.LANCZOS, reducing_gap=3.0)
    jpeg = saved(true, "JPEG", quality=82, optimize=True, progressive=True, subsampling="4:2:0")
    assert len(picture.content) < len(jpeg)
    far_off = ImageStat.Stat(ImageChops.difference(true, Image.open(io.BytesIO(jpeg)))).rms
    assert max(ImageStat.Stat(ImageChops.difference(true, image.convert("RGB"))).rms) < max(far_off)


@pytest.mark.parametrize("mode", ["1", "P", "L", "RGBA", "LA"])
def test_a_logo_in_any_mode_keeps_its_colours_exactly(mode: str) -> None:
    """Two colours stay two colours: a JPEG would ring around every edge."""
    drawing = Image.new("RGB", (300, 200), "white")
    ImageDraw.Draw(drawing).rectangle((40, 40, 250, 150), fill="black")
    picture = make_picture(saved(drawing.convert(mode)), width=400)
    assert picture.name.endswith(".png")
    assert ImageChops.difference(shown(picture), drawing).getbbox() is None
    assert len(picture.content) < 400


def test_grey_photographs_stay_jpegs_although_they_have_few_colours() -> None:
    """256 greys are exact in a palette, and several times as many bytes."""
    for mode in ("L", "P"):
        assert make_picture(photographed(mode=mode), width=800).name.endswith(".jpg")
    noise = Image.frombytes("L", (300, 200), random.Random(3).randbytes(60_000))
    assert make_picture(saved(noise), width=300).name.endswith(".jpg")


def test_sixteen_bits_a_pixel_are_brought_to_eight() -> None:
    """Scans come so; without it all but the darkest would be white."""
    deep = Image.frombytes("I;16", (64, 4), b"".join(struct.pack("<H", 1024 * x) for x in range(64)) * 4)
    row = [shown(make_picture(saved(deep), width=64)).getpixel((x, 1))[0] for x in range(64)]
    assert row == pytest.approx([4 * x for x in range(64)], abs=3)


def test_of_a_moving_picture_the_first_frame_is_taken() -> None:
    """Outlook shows no other; and the weight of the film stays away."""
    frames = [Image.new("RGB", (60, 40), colour) for colour in ("red", "green", "blue")]
    for kind in ("GIF", "WEBP", "PNG"):
        moving = saved(
            frames[0], kind, save_all=True, append_images=frames[1:], **({"lossless": True} if kind == "WEBP" else {})
        )
        picture = make_picture(moving, width=60)
        assert shown(picture).getpixel((30, 20)) == (255, 0, 0)
        assert getattr(opened(picture), "n_frames", 1) == 1


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
    image = shown(make_picture(drawn((800, 400)), width=400, ratio=1.0))
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
    assert shown(make_picture(out.getvalue(), width=40, ratio=None)).getpixel((5, 5)) == (255, 255, 255)


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
    with pytest.raises(ParseError, match="more than 40 megapixels; make it smaller"):
        make_picture(drawn((10_000, 5_000), mode="1"), width=100, ratio=None)


@pytest.mark.parametrize("side", [6_400, 50_000, 2**31 - 1])
def test_a_claim_of_enormous_size_is_refused_by_its_header(side: int) -> None:
    """Nothing needs to be in the file for that: 50,000 pixels square would take 7.5 GB."""
    with pytest.raises(ParseError, match="more than 40 megapixels; make it smaller"):
        make_picture(claiming(side), width=100, ratio=None)


def claiming(side: int) -> bytes:
    """Write the beginning of a PNG that says it is *side* pixels wide and high."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(64))) + chunk(b"IEND", b"")


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
