"""Reads the dates that sites write: RFC 822, RFC 3339, ISO 8601, the epoch, and dates in words of nine languages.

Decides the zone where none is given (the publication's), what a zone's name means, and what is no date at all: before
1995, ambiguous (3/4/2024), or garbage. Reads absolute dates only: it knows no "now", so "yesterday" is no date here.
"""

from __future__ import annotations

__all__ = ["ParsedDate", "parse_date"]

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from digest.collect.calendar_words import FILLERS, MONTHS, OFFSETS, REGIONS, fold
from digest.model import Precision

if TYPE_CHECKING:
    from collections.abc import Sequence

FIRST_YEAR, LAST_YEAR = 1995, 2100
LONGEST = 120
"""Characters; anything longer is a sentence and no date."""
LEAP_SECOND = 60
_NOON = time(12)

_COMMENT = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_IDEOGRAPHS = re.compile(r"(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]\s?")
_EPOCH = re.compile(r"(\d{9,10}|\d{12,13})(?:\.\d+)?")
_CLOCK = r"(\d{1,2})(?::?(\d{2}))?(?::?(\d{2})(?:[.,](\d+))?)?"
_ISO = re.compile(rf"(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}})(?:(?:\s*T\s*|[\s,]+){_CLOCK}(?!\d))?(.*)", re.IGNORECASE)
_BASIC = re.compile(
    r"(\d{4})(\d{2})(\d{2})(?:\s*T?\s*(\d{2}):?(\d{2})(?::?(\d{2})(?:[.,](\d+))?)?)?(?!\d)(.*)", re.IGNORECASE
)
_WEEK = re.compile(r"(\d{4})-?W(\d{2})-?([1-7])(?:T(\d{2}):?(\d{2})(?::?(\d{2})(?:[.,](\d+))?)?)?(.*)", re.IGNORECASE)
_DAY_FIRST = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})\b(.*)")
_SLASHES = re.compile(r"(\d{1,2})([/-])(\d{1,2})\2(\d{4})\b(.*)")
_TIME = re.compile(
    r"""(?<![\d.:+-])(\d{1,2})
        (?: (?:\s?[:h]\s?|\.(?=\d\d(?!\.)))(\d{2})(?::(\d{2})(?:[.,](\d+))?)?\s?(?:h(?:rs)?\b)?
            (?:\s*([ap])\.?\s?m\b\.?)?
          | \s*([ap])\.?\s?m\b\.? | \s?(?:h|uhr)\b)(?!\d)""",
    re.IGNORECASE | re.VERBOSE,
)
_OFFSET = re.compile(
    r"(?:\b(?:GMT|UTC|UT|Z))?\s*([+-])(\d{1,2})(?::?(\d{2}))?(?::?\d{2})?(?!\d)(?:\s+[A-Z]{2,5})?$", re.IGNORECASE
)
_REGION = re.compile(r"\b(?:[A-Z][A-Za-z]+/)+[A-Z][A-Za-z_]+\b")
_ZONE = re.compile(
    r"""\s*(?: (?P<spoken>Eastern|Central|Mountain|Pacific)(?:\s(?:Standard|Daylight))?(?:\sTime)?
          | (?P<offset>(?:(?:GMT|UTC|UT|Z)\s?)?[+-]\d{1,2}(?::?\d{2}){0,2})(?:\s[A-Z]{2,5})?
          | (?P<name>(?:[A-Z][A-Za-z]+/)+\w+|[A-Za-z]{1,5}) )\b""",
    re.VERBOSE,
)
_WORD = re.compile(r"[^\W\d_]+|\d+")


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedDate:
    """An instant in UTC and how exactly it is known."""

    instant: datetime
    precision: Precision


@dataclass(frozen=True, slots=True)
class _Local:
    """A wall-clock reading: the day, the time if there was one, and what was said of the zone."""

    day: date
    clock: time | None = None
    zone: str = ""
    is_next_day: bool = False


@lru_cache(maxsize=4_096)
def parse_date(raw: str, *, zone: ZoneInfo) -> ParsedDate | None:
    """Read *raw* as a date; None where it is none, is ambiguous or lies before 1995. Never raises.

    A time without a zone is a time in *zone*. A date without a time becomes noon in *zone*, with precision `day`.

    >>> parse_date("Tue, 2 Jul 2024 9:30 AM ET", zone=ZoneInfo("UTC")).instant.isoformat()
    '2024-07-02T13:30:00+00:00'
    """
    text = " ".join(_COMMENT.sub(" ", raw[: 2 * LONGEST]).split()).strip(" ,;.|–—")
    if not text or len(text) > LONGEST:
        return None
    try:
        epoch = _EPOCH.fullmatch(text)
        if epoch:
            return _checked(_from_epoch(text))
        local = _iso(text) or _numeric(text) or _worded(text)
        return _resolved(local, zone) if local else None
    except (ValueError, OverflowError):
        return None


def _from_epoch(text: str) -> datetime:
    seconds = float(text)
    return datetime.fromtimestamp(seconds / 1000 if seconds > 1e11 else seconds, UTC)  # noqa: PLR2004 - millis or secs


def _checked(instant: datetime, precision: Precision = Precision.INSTANT) -> ParsedDate | None:
    if not FIRST_YEAR <= instant.year <= LAST_YEAR:
        return None
    return ParsedDate(instant=instant, precision=precision)


# ---- figures --------------------------------------------------------------------------------------------------


def _iso(text: str) -> _Local | None:
    """Read year, month and day in this order, or an ISO week, with or without a time."""
    text = _IDEOGRAPHS.sub(r"\1-\2-\3 ", text).strip()
    found = _ISO.fullmatch(text)
    if found:
        year, _, month, day, *clock, rest = found.groups()
        return _local(date(int(year), int(month), int(day)), clock, rest)
    found = _WEEK.fullmatch(text)
    if found:
        year, week, weekday, *clock, rest = found.groups()
        return _local(date.fromisocalendar(int(year), int(week), int(weekday)), clock, rest)
    found = _BASIC.fullmatch(text)
    if found:
        year, month, day, *clock, rest = found.groups()
        return _local(date(int(year), int(month), int(day)), clock, rest)
    return None


def _numeric(text: str) -> _Local | None:
    """Read a date in figures that does not begin with the year; one that can be read in two ways is no date."""
    found = _DAY_FIRST.fullmatch(text)
    if found:
        day, month, year, rest = found.groups()
        return _with_time(date(int(year), int(month), int(day)), rest)
    found = _SLASHES.fullmatch(text)
    if not found:
        return None
    first, _, second, year, rest = found.groups()
    month, day = int(first), int(second)
    is_american = bool(
        re.search(r"[ap]\.?m\b", rest, re.IGNORECASE)
    )  # only there are such dates written with AM and PM
    if month > 12:  # noqa: PLR2004 - there are twelve months
        month, day = day, month
    elif day <= 12 and day != month and not is_american:  # noqa: PLR2004 - as above
        return None
    return _with_time(date(int(year), month, day), rest)


def _with_time(day: date, rest: str) -> _Local | None:
    found = _TIME.search(rest)
    if not found:
        return None if re.search(r"\d", rest) else _Local(day)
    clock, is_next_day = _time_of(found)
    return _Local(day, clock, _zone_name(rest[found.end() :]), is_next_day)


def _local(day: date, clock: Sequence[str | None], rest: str) -> _Local | None:
    """Put a day and the four parts of a time together; *rest* holds the zone, perhaps after AM or PM."""
    hour, minute, second, fraction = clock
    rest = rest.strip()
    if hour is None:
        return _Local(day) if not rest or re.fullmatch(r"Z|[+-]\d\d:?\d\d", rest, re.IGNORECASE) else None
    half = re.match(r"([ap])\.?m\.?\b\s*", rest, re.IGNORECASE)
    if minute is None and half is None:
        # ISO 8601 lets `T15` stand for a full hour; a bare figure after a date is anything.
        return None if not rest and len(hour) < 2 else _Local(day, time(int(hour)), _zone_name(rest))  # noqa: PLR2004 - two figures
    clock_time, is_next_day = _clock(int(hour), int(minute or 0), int(second or 0), fraction, half and half[1])
    return _Local(day, clock_time, _zone_name(rest[half.end() :] if half else rest), is_next_day)


# ---- words ----------------------------------------------------------------------------------------------------


def _worded(text: str) -> _Local | None:
    """Read a date whose month is a word; day, year and time may stand in any order around it."""
    clock, is_next_day, zone = None, False, ""
    found = _TIME.search(text)
    if found:
        clock, is_next_day = _time_of(found)
        before, after = text[: found.start()], text[found.end() :]
        zone, after = _take_zone(after)
        text = f"{before} {after}"
    else:
        text = re.sub(r"\s[+-]\d{4}$", "", text)  # an offset without a time
    day = _day_in_words([fold(word) for word in _WORD.findall(text)])
    return _Local(day, clock, zone, is_next_day) if day else None


def _day_in_words(words: list[str]) -> date | None:
    places = [place for place, word in enumerate(words) if word in MONTHS]
    if not places:
        return None
    # The last one is the month: `mar` before it is the Spanish Tuesday.
    place = places[-1]
    numbers = [(at, word) for at, word in enumerate(words) if word.isdecimal()]
    others = [at for at, word in enumerate(words) if at != place and not word.isdecimal() and word not in FILLERS]
    # One word before everything else may be a weekday in any language; more words make a sentence.
    is_sentence = len(others) > 1 or (others and others[0] > min(place, *(at for at, _ in numbers)))
    if len(numbers) != 2 or is_sentence:  # noqa: PLR2004 - day and year
        return None
    (_, first), (_, second) = numbers
    day, year = (second, first) if len(first) == 4 else (first, second)  # noqa: PLR2004 - a year in full
    return date(_year(year), MONTHS[words[place]], int(day))


def _year(figures: str) -> int:
    """Read a year of four figures, or of two by RFC 5322 §4.3."""
    if len(figures) not in {2, 4}:
        raise ValueError(figures)
    year = int(figures)
    return year if len(figures) == 4 else year + (2000 if year < 50 else 1900)  # noqa: PLR2004 - RFC 5322's figures


# ---- times and zones ------------------------------------------------------------------------------------------


def _time_of(found: re.Match[str]) -> tuple[time, bool]:
    hour, minute, second, fraction, half, bare_half = found.groups()
    return _clock(int(hour), int(minute or 0), int(second or 0), fraction, half or bare_half)


def _clock(hour: int, minute: int, second: int, fraction: str | None, half: str | None) -> tuple[time, bool]:
    """Make a time of its parts, and say whether it is the midnight that ends the day (24:00)."""
    if half and 1 <= hour <= 12:  # noqa: PLR2004 - the twelve-hour clock
        hour = hour % 12 + (12 if half.lower() == "p" else 0)
    is_next_day = hour == 24 and minute == 0  # noqa: PLR2004 - ISO 8601 writes the end of a day so
    microsecond = int((fraction or "0")[:6].ljust(6, "0"))
    second = 59 if second == LEAP_SECOND else second
    return time(0 if is_next_day else hour, minute, second, microsecond), is_next_day


def _take_zone(after: str) -> tuple[str, str]:
    """Divide what follows a time into the name of a zone and the rest."""
    found = _ZONE.match(after)
    if not found:
        return "", after
    spoken, offset, name = found["spoken"], found["offset"], found["name"]
    if name and "/" not in name and (fold(name) in MONTHS or not (name.isupper() or name in {"z", "utc", "gmt"})):
        return "", after
    return spoken or offset or name, after[found.end() :]


def _zone_name(rest: str) -> str:
    return rest.strip(" ,;.")


def _resolved(local: _Local, zone: ZoneInfo) -> ParsedDate | None:
    day = local.day + timedelta(days=1) if local.is_next_day else local.day
    if local.clock is None:
        noon = datetime.combine(day, _NOON, zone)
        return _checked(noon.astimezone(UTC), Precision.DAY)
    wall = datetime.combine(day, local.clock)
    found = _tzinfo(local.zone, wall, zone)
    return _checked(wall.replace(tzinfo=found).astimezone(UTC)) if found else None


def _tzinfo(name: str, wall: datetime, zone: ZoneInfo) -> tzinfo | None:
    """Find what *name* means at *wall*; no name, or an unknown one in capitals, means *zone*."""
    if not name:
        return zone
    offset = _OFFSET.fullmatch(name)
    if offset:
        sign, hours, minutes = offset.groups()
        return timezone((1 if sign == "+" else -1) * timedelta(hours=int(hours), minutes=int(minutes or 0)))
    key = name.upper()
    if _REGION.fullmatch(name):
        return _region(name) or zone
    if wall.replace(tzinfo=zone).tzname() == key:
        return zone  # IST in Dublin, Jerusalem and Kolkata; CST in Chicago and Shanghai
    if key in REGIONS:
        return _region(REGIONS[key])
    if key in OFFSETS:
        return timezone(timedelta(minutes=OFFSETS[key]))
    return zone if key.isalpha() and len(key) <= 5 else None  # noqa: PLR2004 - no zone's name is longer


@lru_cache(maxsize=64)
def _region(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError):
        return None
