"""Makes a picture fit for an e-mail: opened safely, cropped, scaled down, flattened and saved as a JPEG or a PNG.

Decides size and format; the same bytes in give the same bytes out, so that a picture keeps its name. What is
transparent is laid on white for good: on the dark ground of a mail client a black logo would vanish. Does not know
which picture a piece should have, and never enlarges one.
"""

from __future__ import annotations

__all__ = ["Picture", "fetch_picture", "make_picture"]

import hashlib
import io
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from digest.errors import FetchError, ParseError

if TYPE_CHECKING:
    from PIL.Image import Image as Raster

    from digest.collect.fetch import Fetcher

MAX_BYTES = 8_000_000
MAX_PIXELS = 40_000_000
"""Larger pictures are refused before they are unpacked: 40 megapixels take 160 MB."""
QUALITY = 82
FORMATS = ("JPEG", "PNG", "GIF", "WEBP")
PALETTE = 256
"""Colours of a PNG with one byte a pixel."""
FLAT_SHARE = 0.9
"""So much of a chart, a logo or a drawing is covered by `PALETTE` colours; of photographs and paintings 0 to 0.7 is."""
MOST_COLOURS = 16_384
"""A raster with more colours is no drawing: scaled charts have 1,000 to 7,000, along their edges."""

_ACCEPT = "image/jpeg,image/png,image/webp,image/gif;q=0.9"
_NAME_LENGTH = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture as it is mailed and shown."""

    name: str
    """File name, made from the hash of the bytes."""
    content: bytes
    width: int
    height: int


def make_picture(content: bytes, *, width: int, ratio: float | None = None) -> Picture:
    """Make a JPEG or PNG of at most *width* pixels, cropped around its centre to *ratio* (width by height), if any.

    Charts, logos and other drawings of flat colours become PNGs, sharp and smaller; everything else a JPEG.

    Raises ParseError for what is no JPEG, PNG, GIF or WebP, is damaged, or has more than `MAX_PIXELS`.
    """
    if width < 1 or (ratio is not None and ratio <= 0):
        raise ValueError("width and ratio must be positive")
    raster = _scaled(_cropped(_opened(content), ratio), width)
    saved, suffix = _saved(raster)
    name = f"{hashlib.sha256(saved).hexdigest()[:_NAME_LENGTH]}.{suffix}"
    return Picture(name=name, content=saved, width=raster.width, height=raster.height)


def fetch_picture(
    url: str, fetcher: Fetcher, *, width: int, ratio: float | None = None, folders: tuple[Path, ...] = ()
) -> Picture:
    """Get the picture at *url* and make it fit; a `file:` URL must lead into one of *folders*.

    Raises FetchError where it cannot be had, ParseError where it is no usable picture; both name the URL.
    """
    parts = urlsplit(url)
    if parts.scheme == "file":
        content = _read_file(url, Path(unquote(parts.path)), folders)
    elif parts.scheme in {"http", "https"}:
        content = fetcher.get(url, max_bytes=MAX_BYTES, accept=_ACCEPT).content
    else:
        raise FetchError("a picture's address must begin with https://, http:// or file:///", resource=url)
    try:
        return make_picture(content, width=width, ratio=ratio)
    except ParseError as error:
        raise ParseError(error.message, resource=url) from error


def _read_file(url: str, path: Path, folders: tuple[Path, ...]) -> bytes:
    real = path.resolve()
    if urlsplit(url).netloc not in {"", "localhost"} or not any(
        real.is_relative_to(folder.resolve()) for folder in folders
    ):
        raise FetchError("the file lies outside the source's folder; move it there", resource=url)
    try:
        if real.stat().st_size > MAX_BYTES:
            raise ParseError(f"the picture is larger than {MAX_BYTES // 1_000_000} MB; make it smaller", resource=url)
        return real.read_bytes()
    except OSError as error:
        raise FetchError(f"the file cannot be read ({error.strerror}); check its name", resource=url) from error


def _saved(raster: Raster) -> tuple[bytes, str]:
    """Write *raster* in the format that suits it, and name its suffix: a PNG where it is no larger and no less true."""
    jpeg = _written(raster, "JPEG", quality=QUALITY, optimize=True, progressive=True, subsampling="4:2:0")
    if _is_drawn(raster):
        from PIL import Image

        drawing = raster.quantize(PALETTE, dither=Image.Dither.NONE)
        png = _written(drawing, "PNG", optimize=True)
        if len(png) <= len(jpeg) and _distance(raster, drawing) <= _distance(raster, Image.open(io.BytesIO(jpeg))):
            return png, "png"
    return jpeg, "jpg"


def _written(raster: Raster, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    raster.save(out, kind, **options)
    return out.getvalue()


def _is_drawn(raster: Raster) -> bool:
    """Tell whether nearly all of *raster* is covered by few colours."""
    colours = raster.getcolors(MOST_COLOURS)
    if colours is None:
        return False
    covered = sum(sorted((count for count, _ in colours), reverse=True)[:PALETTE])
    return covered >= FLAT_SHARE * raster.width * raster.height


def _distance(raster: Raster, copy: Raster) -> float:
    """Measure how far *copy* is from *raster*: the squared differences of all their bytes, added up."""
    from PIL import ImageChops, ImageStat

    return float(sum(ImageStat.Stat(ImageChops.difference(raster, copy.convert("RGB"))).sum2))


def _opened(content: bytes) -> Raster:
    """Open, check and unpack the first frame, upright, on white."""
    from PIL import Image, ImageOps

    if len(content) > MAX_BYTES:
        raise ParseError(f"the picture is larger than {MAX_BYTES // 1_000_000} MB; make it smaller")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow warns of odd metadata and of bombs; the size is checked here
        try:
            with Image.open(io.BytesIO(content), formats=FORMATS) as check:
                if check.width * check.height > MAX_PIXELS:
                    raise _too_many_pixels()
                check.verify()
            with Image.open(io.BytesIO(content), formats=FORMATS) as image:
                image.load()
                return _flattened(_in_srgb(ImageOps.exif_transpose(image)))
        except Image.DecompressionBombError as error:  # Pillow's own limit stands behind ours
            raise _too_many_pixels() from error
        except (OSError, SyntaxError, ValueError, ArithmeticError, LookupError, TypeError, MemoryError) as error:
            raise ParseError(
                f"this is no readable JPEG, PNG, GIF or WebP picture ({type(error).__name__}); save it again"
            ) from error


def _too_many_pixels() -> ParseError:
    return ParseError(f"the picture has more than {MAX_PIXELS // 1_000_000} megapixels; make it smaller")


def _in_srgb(image: Raster) -> Raster:
    """Turn the colours to sRGB, which is what a JPEG without a profile means; a broken profile is left aside."""
    from PIL import ImageCms

    profile = image.info.get("icc_profile")
    if not profile or image.mode not in {"RGB", "CMYK", "L"}:
        return image
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        turned = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError):
        return image
    return turned if turned is not None else image


def _flattened(image: Raster) -> Raster:
    from PIL import Image

    if image.mode in {"RGBA", "LA", "PA", "La", "RGBa"} or "transparency" in image.info:
        layer = image.convert("RGBA")
        ground = Image.new("RGBA", layer.size, "white")
        return Image.alpha_composite(ground, layer).convert("RGB")
    if image.mode.startswith("I") or image.mode == "F":
        return image.point(lambda value: value * (1 / 256)).convert("L").convert("RGB")
    return image.convert("RGB")


def _cropped(image: Raster, ratio: float | None) -> Raster:
    if ratio is None:
        return image
    if image.width / image.height > ratio:
        width, height = max(1, round(image.height * ratio)), image.height
    else:
        width, height = image.width, max(1, round(image.width / ratio))
    width, height = min(width, image.width), min(height, image.height)
    left, top = (image.width - width) // 2, (image.height - height) // 2
    return image.crop((left, top, left + width, top + height))


def _scaled(image: Raster, width: int) -> Raster:
    from PIL import Image

    clean = Image.new("RGB", image.size)
    clean.paste(image)  # a new raster carries no metadata into the file
    if image.width <= width:
        return clean
    height = max(1, round(image.height * width / image.width))
    return clean.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)
