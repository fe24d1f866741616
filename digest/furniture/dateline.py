"""Finds the dateline that opens an agency's sentence: `WASHINGTON (AP) — `, `PARIS, 3 Feb. (Reuters) - `.

A dateline is a place in capitals, or any place with an agency behind it, or an agency alone, closed by a dash (or by
a colon after an agency); or a date alone, closed so (`Feb. 23, 2015 -- `). An acronym before a parenthetical dash
(`NATO — once thought dead — is back`) is none.
"""

from __future__ import annotations

import re

__all__ = ["is_dateline", "strip_dateline"]

AGENCIES = (
    r"A\.?P|Associated Press|AFP|AFX|Reuters|dpa|DPA|UPI|CNN(?: Business)?|Xinhua|TASS|Kyodo(?: News)?|ANSA|EFE|"
    r"EUROPA PRESS|Europa Press|NTB|TT|Ritzau|STT|APA|SDA|KNA|epd|EPD|sid|SID|PTI|ANI|IANS|PNA|PA(?: Media)?|Bloomberg|"
    r"Belga|ANP|Lusa|MTI|PAP|Yonhap|RNS|IPS|Axios|[A-Z][A-Za-z]+ News(?: Service)?"
)

_CAPS = r"[^\W\d_a-zß-öø-ÿ](?:[^\W\d_a-zß-öø-ÿ]|[.'’-]){1,24}"
_WORD = r"[^\W\d_a-zß-öø-ÿ][^\W\d_]*(?:[.'’-][^\W\d_]+)*\.?"
_REGION = rf"(?:,\s?{_WORD}(?:\s{_WORD}){{0,2}})"
_MONTH = (
    r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec|ene|abr|ago|dic|janv|févr|avr|juil|août|déc|Mai|Mär|Okt|"
    r"Dez|des|okt)[a-zäéû]*\.?"
)
_DATE = rf"(?:,?\s(?:\d{{1,2}}\.?\s(?:de\s)?{_MONTH}|{_MONTH}\s\d{{1,2}})(?:,?\s\d{{4}})?)"
_AGENCY = rf"(?:\s?[(/\[](?:{AGENCIES})(?:[/,-]\s?(?:{AGENCIES}|[a-z]{{2,4}}))?[)/\]])"
_DASH = r"(?:\s*(?:[—–―]|--+)\s*|\s*-\s+)"

_CAPITALS = re.compile(
    rf"(?P<place>{_CAPS}(?:\s{_CAPS}){{0,3}})(?P<region>{_REGION})?{_DATE}?(?P<agency>{_AGENCY})?{_DASH}"
)
_PLACE_AND_AGENCY = re.compile(
    rf"{_WORD}(?:\s(?:de|la|du|am|an|der|of|the)\b|\s{_WORD}){{0,3}}{_REGION}?{_DATE}?{_AGENCY}(?:{_DASH}|\s?:\s|\s(?=[\"“„«]))"
)
_AGENCY_ALONE = re.compile(rf"[(\[](?:{AGENCIES})[)\]](?:{_DASH}|\s?:\s)")
_WEEKDAY = (
    r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|Mo|Di|Mi|Do|Fr|Sa|So|lun|mar|mer|jeu|ven|sam|dim|mié|jue|vie|sáb|man|tir|ons|tor|"
    r"fre|lør|søn)[^\W\d_]*[,.]?\s(?:den\s)?)"
)
_TIME = r"(?:,?\s(?:at\s)?\d{1,2}[:.]\d{2}(?:\s?[AaPp]\.?[Mm]\.?)?(?:\s[A-Z]{2,4})?)"
# Feb. 23, 2015 -- / 26. januar 2001: / Monday, 3 June –
_DATE_ALONE = re.compile(
    rf"{_WEEKDAY}?(?i:\d{{1,2}}\.?\s(?:de\s)?{_MONTH}|{_MONTH}\s\d{{1,2}})(?:,?\s(?:de\s)?\d{{4}}(?=\D))?"
    rf"{_TIME}?(?:{_DASH}|(?<=\d{{4}}):\s)"
)
_BARE = re.compile(
    rf"(?:{_CAPS}(?:\s{_CAPS}){{0,3}}{_REGION}?{_DATE}?{_AGENCY}|{_CAPS}(?:\s{_CAPS}){{0,3}}{_REGION}?{_DATE})\s*[—–―:-]*"
)

_ACRONYMS = frozenset(
    [
        "NATO",
        "NASA",
        "OPEC",
        "UNESCO",
        "UNICEF",
        "BRICS",
        "ASEAN",
        "USAID",
        "IAEA",
        "FIFA",
        "UEFA",
        "NAFTA",
        "EU",
        "UN",
        "US",
        "USA",
        "UK",
        "UAE",
        "AI",
        "CIA",
        "FBI",
        "IMF",
        "WHO",
        "WTO",
        "NSA",
        "DOJ",
        "EPA",
        "FDA",
        "CDC",
        "GOP",
        "DNC",
        "RNC",
        "ISIS",
        "IRA",
        "IRS",
        "SEC",
        "FTC",
        "FCC",
        "NRA",
        "BBC",
        "PBS",
        "NPR",
        "MSNBC",
        "HBO",
        "NFL",
        "NBA",
        "MLB",
        "NHL",
        "COVID",
        "GDP",
        "CEO",
        "UPDATE",
        "UPDATED",
        "UPDATES",
        "FILE",
        "FILES",
        "WATCH",
        "READ",
        "MORE",
        "RELATED",
        "VIDEO",
        "PHOTOS",
        "EXCLUSIVE",
        "BREAKING",
        "OPINION",
        "ANALYSIS",
        "NOTE",
        "PHOTO",
        "PICTURES",
        "LIVE",
        "CORRECTION",
        "WARNING",
        "SPOILER",
    ]
)
"""Words in capitals that stand before a dash and are no places."""

_REACH = 90
"""A dash like the first one within this many characters closes a parenthesis: then the first opened it."""


def strip_dateline(sentence: str) -> int:
    """Count the leading characters of *sentence* that are a dateline or an agency's mark; 0 where there is none.

    >>> text = "WASHINGTON (AP) — The meeting has been canceled."
    >>> text[strip_dateline(text) :]
    'The meeting has been canceled.'
    """
    lead = len(sentence) - len(sentence.lstrip())
    for pattern in (_AGENCY_ALONE, _CAPITALS, _PLACE_AND_AGENCY, _DATE_ALONE):
        found = pattern.match(sentence, lead)
        if found and _opens_sentence(sentence, found):
            return found.end()
    return 0


def is_dateline(line: str) -> bool:
    """Whether *line* is a dateline and nothing else: `WASHINGTON, Feb. 3 (Reuters)`."""
    return bool(_BARE.fullmatch(line.strip()))


def _opens_sentence(sentence: str, found: re.Match[str]) -> bool:
    rest = sentence[found.end() :]
    first = rest.lstrip("\"'“„«‘( ")[:1]
    if not first or first.islower():
        return False
    parts = found.groupdict()
    if parts.get("agency") or "place" not in parts:
        return True
    words = re.split(r"[\s-]", parts["place"])
    if not parts["region"] and words[0].strip(".") in _ACRONYMS:
        return False
    dash = found.group().strip()[-1]
    return not re.search(rf"\s{re.escape(dash)}+\s+[a-zß-öø-ÿ]", rest[:_REACH])
