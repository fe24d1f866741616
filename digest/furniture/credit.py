"""Finds who made a picture in the words beside it: a credit line, or the tail of a caption.

Knows the forms `Photo: X`, `Top image credit: X`, `Caption (AP Photo/X)`, `Caption [X photo by Y]`, `Caption | X`,
`Caption. X/Getty Images` and their like in five languages. Does not know whether the picture is the right one.
"""

from __future__ import annotations

import re

from digest.text import collapse

__all__ = ["image_credit", "is_credit_line", "is_picture_credit", "strip_credit"]

_KIND = (
    r"(?:images?|photos?|photographs?|photography|photographer|pictures?|pics?|illustrations?|graphics?|artwork|"
    r"screenshots?|screengrab|fotos?|bild(?:er)?|fotografie|fotograf|fotograf[íi]as?|fot[óo]grafo|imagen|im[áa]genes|"
    r"photographie|photographe|bilde|collage|montage|map|chart|cover|cartoon|illustrasjon)"
)
_WHICH = r"(?:(?:top|lead|main|cover|header|featured?|hero|title|banner|gallery|video|thumbnail)\s)?"
_NAMED = r"(?=(?-i:[A-ZÀ-Þ@\[(]))"

# Each label ends where the name begins. `Photo by photo` and `Image of` are prose: after "by" a capital is asked for.
_LABEL_WORDS = rf"""
    {_WHICH}{_KIND}\s(?:credits?|source|courtesy|rights?)\s?(?:[:/|–—-]+|(?:of|by|to)\b|(?=©))\s?
  | {_WHICH}{_KIND}\s?:\s?
  | {_KIND}\s?[©®]\s?
  | {_WHICH}{_KIND}\s(?:by|via|courtesy\s(?:of|by)|from|von|di|de|av|par|por)\s{_NAMED}
  | {_KIND}\s(?:provided|supplied)\sby\s{_NAMED}
  | (?:image|photo)\s?/\s?{_NAMED}
  | (?:(?:gallery|media|video|art|illustration|photo)\s)?credits?\s?(?::|\.{{3}}|…)\s?
  | credit\s(?=(?-i:[A-Z])[\w.]+/)
  | (?:bild|foto)(?:quelle|nachweis|rechte|credits?|kredit)\s?:\s?
  | (?:quelle|source|fuente|kilde)\s?:\s?(?=\S+(?:\s\S+){{0,4}}$)
  | cr[ée]dits?\s(?:photos?|images?)\s?[:/©]*\s?
  | cr[ée]ditos?\s?:\s?
  | (?:photo|image)\sd['’]illustration\s?[.:/–-]\s?
  | \(c\)\s?{_NAMED}
  | courtesy\s(?:of|photo\s?[:/]?|image\s?[:/]?)\s?{_NAMED}
  | ©\s?(?:\d{{4}}\s)?(?!\d{{4}}$|.{{0,60}}(?:rights\sreserved|alle\srechte|tous\sdroits))
"""
_LABEL = re.compile(_LABEL_WORDS, re.IGNORECASE | re.VERBOSE)

_SOURCES = (
    r"(?:Getty(?:\sImages)?|GETTY(?:\sIMAGES)?|[Ss]hutterstock(?:\.com)?|Alamy(?:\sStock\sPhoto)?|iStock(?:[Pp]hoto)?|"
    r"Adobe\s?Stock|Unsplash|Pexels|Pixabay|Flickr|Wikimedia(?:\sCommons)?|Creative\sCommons|Public\sDomain|"
    r"CC[ -]BY(?:-[A-Z]+)*(?:\s\d\.\d)?|Depositphotos|Dreamstime|ZUMA(?:\sPress)?|[Ii]mago(?:\s[Ii]mages)?|IMAGO|"
    r"picture\salliance|(?:NTB\s)?Scanpix|NurPhoto|Anadolu(?:\sAgency|\sImages)?|SOPA\sImages|S[Ii][Pp][Aa](?:\sUSA|\sPress)?|"
    r"EPA(?:-EFE)?|Magnum(?:\sPhotos)?|Redux|Everett(?:\sCollection)?|Rex\sFeatures|REX|WireImage|FilmMagic|"
    r"USA\sTODAY(?:\sSports|\sNetwork)?|A[Pp]\s(?:Photo|Images|file)|Keystone|[Uu]llstein(?:\s[Bb]ild)?|Hans\sLucas|"
    r"Bloomberg|Xinhua|TASS|Reuters|REUTERS|AFP|AP|dpa|DPA|NTB|ANSA|EFE|PA(?:\sWire|\sImages)?)"
)
_NAME = r"(?:[A-ZÀ-Þ][\w.'’-]*)(?:\s(?:(?:de|van|von|der|la|al|bin|/)\s)?[A-ZÀ-Þ][\w.'’-]*){0,4}"
_BY_SOURCE = (
    rf"(?:{_NAME}\s?(?:/|,|\||via|for|-|–|—|\()\s?)?{_SOURCES}\)?"
    rf"(?:\s?(?:/|,|via|\||-)\s?(?:{_NAME}|{_SOURCES})){{0,2}}"
)
_ONLY_SOURCE = re.compile(rf"(?:[Vv]ia\s)?{_BY_SOURCE}\.?")
# Who and for whom, with a stroke between: `Lance Yamamoto/SFGATE`, `Icon Sportswire//Getty Images; Bo/WAFB/YouTube`.
_HALF = r"[A-ZÀ-Þ][\w.&'’-]*(?:\s(?:de|van|von|of|and|the|[A-ZÀ-Þ(][\w.&'’)-]*)){0,4}"
_STROKES = rf"{_HALF}(?:\s?/{{1,2}}\s?{_HALF}){{1,3}}(?:\s(?:via|for)\s{_HALF})?"
_STROKED = re.compile(rf"{_STROKES}(?:\s?;\s{_STROKES}){{0,4}}(?:,\s?(?:FILE|File|file))?\.?")

_PICTURE_WORD = re.compile(
    rf"\b(?:{_KIND}|courtesy|handout|cr[ée]dit|{_SOURCES}|getty|file)\b|©",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"\s*(?:\(([^()]{2,140})\)|\[([^\[\]]{2,140})\])\s*\.?$")
_BAR = re.compile(r"(?<=\S)\s\|\s([^|]{2,60}(?:\s?\|\s?[^|]{2,40})?)$")
_GLUED = re.compile(rf"(?<=[.!?…”\"'’)])\s*({_BY_SOURCE})\.?$")
_GLUED_STROKED = re.compile(rf"(?<=[.!?…”\"'’)])\s*({_STROKED.pattern})$")
_SHOUTED = re.compile(r"(?:PHOTOS?|IMAGES?|COURTESY)\s(?:BY|OF)\s((?:[A-Z][A-Z.'’-]+\s){1,4})(?=[A-Z][a-z’'])")
_LABELLED = re.compile(rf"(?<=[.!?…”\"'’)])\s*(?:{_LABEL_WORDS})(\S.{{1,90}})$", re.IGNORECASE | re.VERBOSE)
# A name, then a sentence; an initial or an abbreviation ends no name.
_MAKER_THEN_CAPTION = re.compile(
    rf"({_NAME}(?:\s?/\s?{_SOURCES})?)(?<!\b[A-Z])(?<!\b[DJMS][rst])\.\s((?:An?|The|[A-Z]\w+)\s.*\w[.!?])"
)
_EDGE = " \t.,;:|–—-/©"
_LONGEST_CREDIT = 120
_LONGEST_CAPTION = 1200
_SENTENCE_WORDS = 9


def image_credit(text: str) -> str:
    """Take the credit out of *text*, a credit line or a caption; empty where it names nobody.

    >>> image_credit("Blinken in Brussels. [State Department photo by Ron Przysucha]")
    'State Department photo by Ron Przysucha'
    >>> image_credit("Top image credit: Miss.Cabul via shutterstock.com")
    'Miss.Cabul via shutterstock.com'
    """
    return _split(collapse(text))[1]


def strip_credit(text: str) -> str:
    """Give the caption in *text* without its credit; empty where it is nothing but a credit."""
    return _split(collapse(text))[0]


def is_credit_line(line: str) -> bool:
    """Whether *line* opens with a credit's label, or is nothing but a maker and an agency."""
    bare = collapse(line).strip("([ ")
    return bool(_LABEL.match(bare) or _ONLY_SOURCE.fullmatch(bare.rstrip(")] ")))


def is_picture_credit(text: str) -> bool:
    """Whether *text*, found in brackets or behind a bar, has a word that only a picture's credit has.

    An agency's name alone does not do: `(Reuters)` closes texts as well as captions.
    """
    words = _PICTURE_WORD.findall(text)
    return bool(words) and not all(re.fullmatch(_SOURCES, word) and word in _WIRE for word in words)


_WIRE = frozenset(
    {"Reuters", "REUTERS", "AFP", "AP", "dpa", "DPA", "NTB", "ANSA", "EFE", "PA", "Bloomberg", "Xinhua", "TASS"}
)


def _split(text: str) -> tuple[str, str]:
    """Divide a line into its caption and its credit; either may be empty."""
    if len(text) > _LONGEST_CAPTION:
        return text, ""
    shouted = _SHOUTED.match(text)
    if shouted:
        return text[shouted.end() :], _clean(shouted[1].title())
    line = text if text.startswith("(c)") else text.lstrip("([ ")
    label = _LABEL.match(line)
    if label is None:
        return _split_caption(text)
    rest = line[label.end() :]
    caption, credit = _split_caption(rest)
    if credit and caption:
        return caption, credit
    # `Photo: Bo. A man on a quay.` goes on with the caption.
    opening = _MAKER_THEN_CAPTION.fullmatch(rest)
    if opening:
        return opening[2], _clean(opening[1])
    if _reads_as_sentence(rest):
        return rest, ""
    return "", _clean(rest)


def _split_caption(text: str) -> tuple[str, str]:
    if _ONLY_SOURCE.fullmatch(text.strip("()[] ")) or _STROKED.fullmatch(text.strip("()[] ")):
        return "", _clean(text)
    brackets = _BRACKETS.search(text)
    if brackets:
        inside = (brackets.group(1) or brackets.group(2)).strip()
        if (_PICTURE_WORD.search(inside) and _names_a_maker(inside)) or _STROKED.fullmatch(inside):
            return text[: brackets.start()].strip(), _clean(_unlabelled(inside))
    for pattern in (_LABELLED, _GLUED, _GLUED_STROKED, _BAR):
        tail = pattern.search(text)
        if tail and not _reads_as_sentence(tail.group(1)):
            return text[: tail.start()].strip(), _clean(_unlabelled(tail.group(1)))
    return text, ""


def _unlabelled(credit: str) -> str:
    label = _LABEL.match(credit)
    return credit[label.end() :] if label else credit


def _names_a_maker(inside: str) -> bool:
    """Whether brackets hold a name: `AP Photo/X` and `courtesy of X` do, `see the photo below` and `map` do not."""
    rest = _unlabelled(inside)
    capitals = re.findall(r"(?<!\w)[A-ZÀ-Þ@][\w.]+", rest)
    if rest != inside:
        return bool(rest) and not _reads_as_sentence(rest)
    return bool(capitals) and (
        inside[0].isupper() or inside.lower().startswith(("via ", "courtesy ", "photo ", "image "))
    )


def _reads_as_sentence(text: str) -> bool:
    return len(text.split()) >= _SENTENCE_WORDS and text.rstrip(")]”\"' ").endswith((".", "!", "?"))


def _clean(credit: str) -> str:
    bare = collapse(credit).strip(_EDGE)
    if bare.startswith(("(", "[")) or (bare.endswith((")", "]")) and not re.search(r"[(\[]", bare)):
        bare = bare.strip("()[]" + _EDGE)
    return bare if len(bare) <= _LONGEST_CREDIT else ""
