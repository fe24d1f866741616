"""Finds the piece's lead picture, its alternative text and who made it.

Decides which of the page's pictures leads and where its credit stands: in the metadata, in a marked element beside the
picture, or at the end of the caption. Fetches nothing, so it knows no sizes.
"""

from __future__ import annotations

__all__ = ["lead_image"]

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

from digest.collect.document import visible_text
from digest.collect.markup import clean_title
from digest.collect.meta_tags import class_words
from digest.furniture import image_credit
from digest.model import Image

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

    from digest.collect.jsonld import JsonPiece
    from digest.collect.meta_tags import PageTags

_NO_PICTURE = re.compile(
    r"(?:^|[/_.-])(?:logo|logos|favicon|icon|icons|sprite|placeholder|default|blank|spacer|pixel|avatar|gravatar|fallback|no[-_]?image)s?(?=[/_.-]|$)|\.svg(?:$|\?)|^data:",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"\b(?:credits?|copyright|photographer|source|photo ?by|photo ?credit|attribution|courtesy|quelle|nachweis)\b"
)
_CAPTION = re.compile(
    r"\b(?:caption|figcaption|cutline|legende|bildunterschrift|wp caption text|media info|photo info|image info)\b"
)
_SIZE = re.compile(
    r"(?:[-_.]?\d{2,5}x\d{2,5}|[-_](?:scaled|large|small|medium|thumb(?:nail)?|crop(?:ped)?|\d{2,5}w?))+$",
    re.IGNORECASE,
)
_CREDIT_ATTRIBUTES = (
    "data-credit",
    "data-image-credit",
    "data-copyright",
    "data-photographer",
    "data-source",
    "credit",
)
_LABEL = re.compile(r"^(?:image\s)?(?:source|credit|copyright|by)\b[\s:,]*", re.IGNORECASE)
_NO_ALT = re.compile(
    r"\S+\.(?:jpe?g|png|webp|gif)|\S*[_\d]\S*|\W*|true|false|null|undefined|image|photo|picture", re.IGNORECASE
)
_BESIDE = frozenset({"aside", "nav", "footer"})
_OTHERS = re.compile(
    r"\b(?:related|recommend\w*|teasers?|more-from|read-?(?:more|next)|keep-reading|promo\w*)\b", re.IGNORECASE
)
_PICTURE_FILE = re.compile(r"\.(?:jpe?g|png|webp|gif|avif)$", re.IGNORECASE)
_SENTENCE_WORDS = 8
_MAX_FIGURES = 12
_LONGEST_CREDIT = 120
_LONGEST_ALT = 400
_LONGEST_CAPTION = 600


def lead_image(
    root: HtmlElement, heading: HtmlElement | None, tags: PageTags, declared: JsonPiece, *, url: str
) -> Image | None:
    """Find the lead picture of the page at *url*: the declared one, else the first one below the *heading*."""
    addresses = [
        *tags.all("og:image:secure_url", "og:image", "og:image:url"),
        *(image.url for image in declared.images),
        *tags.all("twitter:image", "twitter:image:src", "item:image", "thumbnail"),
    ]
    figures = list(_figures(root, heading))
    address = next((found for raw in addresses if (found := _absolute(raw, url))), "")
    own = [element for element in figures if address and _same_picture(element, address)]
    if not address:
        near = (element for element in figures if not _leads_elsewhere(element, url))
        address, own = next(((found, [element]) for element in near if (found := _source(element, url))), ("", []))
    if not address:
        return None
    return Image(url=address, alt=_alt(own, tags, declared), credit=_credit(own, figures, declared, address, heading))


def _absolute(raw: str, base: str) -> str:
    try:
        address = urljoin(base, raw.strip())
        parts = urlsplit(address)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return ""
    return address if usable and not _NO_PICTURE.search(parts.path) else ""


def _figures(root: HtmlElement, heading: HtmlElement | None) -> Iterator[HtmlElement]:
    """Yield the pictures around the headline: those below it, then those before it in the page's main part."""
    if heading is not None:
        yield from heading.xpath("following::img[position() <= 12]")
        yield from heading.xpath("preceding::img[ancestor::figure or ancestor::article or ancestor::main]")[-3:]
    else:
        yield from root.xpath("//article//img | //main//img | //figure//img")[:_MAX_FIGURES]


def _leads_elsewhere(element: HtmlElement, url: str) -> bool:
    """Whether a picture belongs to another piece: in a box beside this one, or in a link to another page."""
    for ancestor in element.iterancestors():
        names = f"{ancestor.get('class') or ''} {ancestor.get('id') or ''}"
        if ancestor.tag in _BESIDE or _OTHERS.search(names):
            return True
        if ancestor.tag == "a" and (target := _absolute(ancestor.get("href") or "", url)):
            path = urlsplit(target).path
            return not _PICTURE_FILE.search(path) and path.rstrip("/") != urlsplit(url).path.rstrip("/")
    return False


def _source(element: HtmlElement, base: str) -> str:
    width = element.get("width") or ""
    if width.isdigit() and int(width) < 200:  # noqa: PLR2004 - pixels; smaller ones are buttons and faces
        return ""
    for name in ("src", "data-src", "data-lazy-src", "data-original", "data-runner-src"):
        found = _absolute(element.get(name) or "", base) if element.get(name) else ""
        if found:
            return found
    return ""


def _same_picture(element: HtmlElement, address: str) -> bool:
    wanted, path = _stem(address), urlsplit(address).path
    spellings = " ".join(str(value) for name, value in element.items() if "src" in name or name == "data-runner-src")
    if len(path) > 1 and path in spellings:
        return True
    return len(wanted) > 4 and any(_stem(part) == wanted for part in re.split(r"[\s,]+", spellings) if "/" in part)  # noqa: PLR2004 - shorter stems are "1" or "img"


def _stem(address: str) -> str:
    """Name a picture by its file, without size and suffix; pictures behind a resizer keep the inner name."""
    path = unquote(unquote(address)).split("?")[0].rstrip("/")
    inner = re.findall(r"[^/=&?]+\.(?:jpe?g|png|gif|webp|avif)", unquote(unquote(address)), re.IGNORECASE)
    name = (inner[-1] if inner else path.rsplit("/", 1)[-1]).rsplit(".", 1)[0]
    return _SIZE.sub("", name).lower()


def _alt(own: list[HtmlElement], tags: PageTags, declared: JsonPiece) -> str:
    texts = [element.get("alt") or "" for element in own]
    texts += tags.all("og:image:alt", "twitter:image:alt")
    texts += [image.caption for image in declared.images]
    usable = (clean_title(text, _LONGEST_ALT) for text in texts)
    return next((text for text in usable if not _NO_ALT.fullmatch(text)), "")


def _credit(
    own: list[HtmlElement], figures: list[HtmlElement], declared: JsonPiece, address: str, heading: HtmlElement | None
) -> str:
    for element in own:
        credit = _beside(element)
        if credit:
            return credit
    stem = _stem(address)
    images = sorted(declared.images, key=lambda image: _stem(image.url) != stem)
    for image in images:
        if image.credit and not _is_own_house(image.credit, declared):
            return _tidy(image.credit)
    for image in images:
        if image_credit(image.caption):
            return image_credit(image.caption)
    # The picture that is shared is often another crop under another name: then the first figure speaks for it.
    if any(element.xpath("boolean(ancestor::figure)") for element in own):
        return ""
    framed = (element for element in figures if element.xpath("boolean(ancestor::figure)"))
    first = next((element for element in framed if not _leads_elsewhere(element, address)), None)
    return (_beside(first) if first is not None else "") or _below(heading)


def _below(heading: HtmlElement | None) -> str:
    """Read the first caption or credit below the headline, where pictures are put in by script and are no elements."""
    if heading is None:
        return ""
    for element in heading.xpath(
        "following::*[self::figcaption or contains(@class, 'aption') or contains(@class, 'redit')]"
    )[:2]:
        names = (f"{box.get('class') or ''} {box.get('id') or ''}" for box in element.iterancestors())
        text = visible_text(element)
        if 1 < len(text) <= _LONGEST_CAPTION and not any(map(_OTHERS.search, names)) and image_credit(text):
            return image_credit(text)
    return ""


def _is_own_house(credit: str, declared: JsonPiece) -> bool:
    return bool(declared.publisher) and credit.casefold() == declared.publisher.casefold()


def _beside(element: HtmlElement) -> str:
    """Read the credit in the figure around a picture, or in the caption that follows it."""
    for name in _CREDIT_ATTRIBUTES:
        if element.get(name):
            return _tidy(element.get(name) or "")
    box = _box(element)
    captions = []
    for part in box.iter():
        if not isinstance(part.tag, str) or part is element:
            continue
        words = class_words(part)
        if _CREDIT.search(words) and part.tag not in {"source", "img", "picture"}:
            following = part.getnext()  # libxml2 puts a paragraph in <small> behind it
            text = visible_text(part) or (visible_text(following) if following is not None else "")
            if 1 < len(text) <= _LONGEST_CREDIT:
                return _tidy(text)
        if part.tag == "figcaption" or _CAPTION.search(words):
            captions.append(visible_text(part))
    return next((credit for text in captions if (credit := image_credit(text))), "")


def _box(element: HtmlElement) -> HtmlElement:
    box = next(element.iterancestors("figure"), element)
    if box is not element:
        return box
    for ancestor in element.iterancestors():
        is_page = ancestor.tag in {"body", "article", "main", "section"}
        if is_page or len(visible_text(ancestor)) > _LONGEST_CAPTION:
            break
        box = ancestor
    return box


def _tidy(text: str) -> str:
    """Read a marked credit; a sentence is none, it is the caption."""
    credit = image_credit(text) or clean_title(_LABEL.sub("", text.strip(" ()[]|")), _LONGEST_CREDIT)
    return "" if len(credit.split()) >= _SENTENCE_WORDS and credit.endswith(".") else credit
