"""Chooses the picture of an entry, and finds its alternative text and its maker.

Prefers what the feed names as the entry's picture over what stands in its text. Passes over counting pixels, avatars,
emoji and buttons. Does not fetch anything: whether the address leads to a picture is seen later.
"""

from __future__ import annotations

__all__ = ["picture_of"]

import re
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from digest.collect.markup import absolute_url, clean_title
from digest.furniture import image_credit, strip_credit
from digest.model import Image
from digest.text import collapse, shorten

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

    from digest.collect.feeds.raw import Medium

LONGEST_ALT = 300
LONGEST_CREDIT = 150
SMALLEST = 100
"""Pixels; a picture in the text that says it is narrower or lower is an icon."""
MAX_LOOKED_AT = 30

_NO_PICTURE = re.compile(
    r"""gravatar\.com | /emoji/ | s\.w\.org/ | smilies | feeds?\.feedburner\.com | feedsportal | doubleclick | pixel\b
      | \b1x1\b | spacer | blank\.gif | /b\.gif | tracking | count(?:er)?\.(?:gif|png|php) | badge | share[-_]?button
      | stats\.wordpress | medium\.com/_/stat | \.svg(?:$|\?) | avatar | /icons?/ | favicon | statcounter
      | amazon-adsystem       | assoc-amazon | /ads?/ | paypal | creativecommons\.org""",
    re.IGNORECASE | re.VERBOSE,
)
_SIZE = re.compile(r"-\d{2,4}x\d{2,4}(?=\.\w+$)|-scaled(?=\.\w+$)")
_FILE_NAME = re.compile(
    r"^\S+\.(?:jpe?g|png|gif|webp|avif)$|^[\w-]*\d[\w-]*$|^(?:image|img|photo|picture|thumbnail)$", re.IGNORECASE
)


def picture_of(media: tuple[Medium, ...], root: HtmlElement | None, *, base: str) -> Image | None:
    """Choose among *media*, which the feed names, and the pictures in the parsed text; None where there is none."""
    best = _best(media, base)
    inside = iter(()) if root is None else _pictures_in(root, base)
    if best is None:
        first = next(inside, None)
        return _from_text(first) if first else None
    name = _file(best.url)
    twin = next((element for url, element in inside if _file(url) == name), None)
    return _shown(best, twin.get("alt", "") if twin is not None else "", base)


def _best(media: tuple[Medium, ...], base: str) -> Medium | None:
    """Give the widest picture, full ones before thumbnails, the first where no width is given."""
    usable = [medium for medium in media if absolute_url(medium.url, base) and not _NO_PICTURE.search(medium.url)]
    full = [medium for medium in usable if not medium.is_thumbnail] or usable
    return max(full, key=lambda medium: medium.width) if full else None


def _shown(medium: Medium, alt: str, base: str) -> Image:
    caption = collapse(clean_title(medium.caption, 1_000))
    title = clean_title(medium.title)
    own = "" if _FILE_NAME.match(title) else title
    named = clean_title(medium.credit)
    return Image(
        url=absolute_url(medium.url, base),
        alt=_alt(alt) or _short(strip_credit(caption)) or own,
        credit=shorten(image_credit(named) or named or image_credit(caption), LONGEST_CREDIT),
    )


def _pictures_in(root: HtmlElement, base: str) -> Iterator[tuple[str, HtmlElement]]:
    for element in islice(root.iter("img"), MAX_LOOKED_AT):
        source = element.get("src", "")
        source = element.get("data-src", "") if not source or source.startswith("data:") else source
        url = absolute_url(source, base)
        if url and not _NO_PICTURE.search(url) and not _is_small(element):
            yield url, element


def _is_small(element: HtmlElement) -> bool:
    sizes = (re.match(r"\s*(\d{1,5})(?:px)?\s*$", element.get(name, "")) for name in ("width", "height"))
    return any(size and int(size[1]) < SMALLEST for size in sizes)


def _from_text(picture: tuple[str, HtmlElement]) -> Image:
    url, element = picture
    caption = _caption(element)
    return Image(
        url=url,
        alt=_alt(element.get("alt", "")) or _short(strip_credit(caption)),
        credit=shorten(image_credit(caption), LONGEST_CREDIT),
    )


def _caption(element: HtmlElement) -> str:
    """Find the caption of a picture: a figcaption, or WordPress's paragraph of class `wp-caption-text`."""
    for around in element.iterancestors():
        is_frame = around.tag == "figure" or "wp-caption" in around.get("class", "")
        if is_frame:
            captions = around.xpath(".//figcaption | .//*[contains(@class, 'wp-caption-text')]")
            return collapse(captions[0].text_content()) if captions else ""
    return ""


def _short(caption: str) -> str:
    """Give a caption that can stand for its picture; what is longer, or has addresses in it, describes a video."""
    return caption if len(caption) <= LONGEST_ALT and "://" not in caption else ""


def _alt(text: str) -> str:
    alt = clean_title(text, LONGEST_ALT)
    return "" if _FILE_NAME.match(alt) else alt


def _file(url: str) -> str:
    """Give the name of the file, without the size that WordPress writes into it."""
    return _SIZE.sub("", urlsplit(url).path.rpartition("/")[2].lower())
