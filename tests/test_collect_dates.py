"""The dates that sites write, read or refused, never guessed."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.collect.calendar_words import MONTHS, fold
from digest.collect.dates import parse_date
from digest.model import Precision

NEW_YORK = ZoneInfo("America/New_York")


def read(raw: str, zone: str = "America/New_York") -> str | None:
    """Read *raw* and give the instant in short, with a D for a day."""
    parsed = parse_date(raw, zone=ZoneInfo(zone))
    if parsed is None:
        return None
    assert parsed.instant.tzinfo is UTC
    return parsed.instant.strftime("%Y-%m-%d %H:%M:%S") + (" D" if parsed.precision is Precision.DAY else "")


@pytest.mark.parametrize(
    ("raw", "instant"),
    [
        ("Tue, 02 Jan 2024 15:04:05 GMT", "2024-01-02 15:04:05"),
        ("Tue, 02 Jan 2024 15:04:05 -0500", "2024-01-02 20:04:05"),
        ("Tue, 02 Jan 2024 15:04:05 -500", "2024-01-02 20:04:05"),
        ("Tue, 02 Jan 2024 15:04:05 +01:00", "2024-01-02 14:04:05"),
        ("Tue, 02 Jan 2024 15:04:05 GMT+0100 (Central European Standard Time)", "2024-01-02 14:04:05"),
        ("Tue, 02 Jan 2024 15:04:05 +0530 IST", "2024-01-02 09:34:05"),
        ("Tue, 02 Jan 2024 15:04:05 America/Los_Angeles", "2024-01-02 23:04:05"),
        ("Tue, 02 Jan 2024 15:04:05 A", "2024-01-02 15:04:05"),
        ("2 Jan 24 15:04 EST", "2024-01-02 20:04:00"),
        ("Fri, 31 Dec 99 23:59:59 GMT", "1999-12-31 23:59:59"),
        ("Wed, 2 Oct 02 08:00:00 EST", "2002-10-02 13:00:00"),
        ("Tue Jan  2 15:04:05 EST 2024", "2024-01-02 20:04:05"),
        ("Tue, 02 Jan 2024 15:04:05 gmt", "2024-01-02 15:04:05"),
        ("02-Jan-2024 10:00", "2024-01-02 15:00:00"),
        ("02 Jan 2024 +0000", "2024-01-02 17:00:00 D"),
    ],
)
def test_rfc_822_is_read_in_all_its_spellings(raw: str, instant: str) -> None:
    """RFC 822, 2822, 5322, asctime, and what browsers print."""
    assert read(raw) == instant


@pytest.mark.parametrize(
    ("raw", "instant"),
    [
        ("Tue, 02 Jul 2024 10:00:00 BST", "2024-07-02 09:00:00"),
        ("Tue, 02 Jul 2024 10:00:00 IST", "2024-07-02 04:30:00"),
        ("Tue, 02 Jul 2024 10:00:00 CEST", "2024-07-02 08:00:00"),
        ("Tue, 02 Jul 2024 10:00:00 AEST", "2024-07-02 00:00:00"),
        ("Tue, 02 Jul 2024 10:00:00 ET", "2024-07-02 14:00:00"),
        ("Tue, 02 Jan 2024 10:00:00 ET", "2024-01-02 15:00:00"),
        ("Tue, 02 Jul 2024 10:00:00 PT", "2024-07-02 17:00:00"),
        ("Tue, 02 Jul 2024 10:00 AM EST", "2024-07-02 15:00:00"),
        ("Jul. 2, 2024 3:04 p.m. Eastern Time", "2024-07-02 19:04:00"),
        ("Tue, 02 Jul 2024 10:00:00 XXQ", "2024-07-02 14:00:00"),
        ("Tue, 02 Jul 2024 10:00:00", "2024-07-02 14:00:00"),
    ],
)
def test_names_of_zones_are_what_sites_mean_by_them(raw: str, instant: str) -> None:
    """Libraries take BST, IST, CEST and AEST for UTC and so are 1 to 10 hours wrong; ET in July is EDT."""
    assert read(raw) == instant


@pytest.mark.parametrize(
    ("raw", "zone", "instant"),
    [
        ("Tue, 02 Jul 2024 10:00:00 IST", "Europe/Dublin", "2024-07-02 09:00:00"),
        ("Tue, 02 Jan 2024 10:00:00 IST", "Asia/Jerusalem", "2024-01-02 08:00:00"),
        ("Tue, 02 Jul 2024 10:00:00 CST", "Asia/Shanghai", "2024-07-02 02:00:00"),
        ("Tue, 02 Jan 2024 10:00:00 CST", "Europe/Oslo", "2024-01-02 16:00:00"),
    ],
)
def test_an_ambiguous_zone_is_the_publications_own_where_it_can_be(raw: str, zone: str, instant: str) -> None:
    """IST is Dublin's, Jerusalem's or Kolkata's."""
    assert read(raw, zone) == instant


@pytest.mark.parametrize(
    ("raw", "instant"),
    [
        ("2024-01-02T03:04:05Z", "2024-01-02 03:04:05"),
        ("2024-01-02t03:04:05.123456789+01:00", "2024-01-02 02:04:05"),
        ("2024-01-02T03:04:05,5+0100", "2024-01-02 02:04:05"),
        ("2024-01-02T03:04:05-05", "2024-01-02 08:04:05"),
        ("2024-01-02T03:04Z", "2024-01-02 03:04:00"),
        ("2024-01-02T03Z", "2024-01-02 03:00:00"),
        ("2024-01-02 03:04:05", "2024-01-02 08:04:05"),
        ("2024-01-02 3:04 PM", "2024-01-02 20:04:00"),
        ("2024-01-02T24:00:00Z", "2024-01-03 00:00:00"),
        ("2016-12-31T23:59:60Z", "2016-12-31 23:59:59"),
        ("2024-07-02T10:00:00 Europe/Berlin", "2024-07-02 08:00:00"),
        ("2024-01-02T03:04:05.000Z[UTC]", "2024-01-02 03:04:05"),
        ("20240102T030405Z", "2024-01-02 03:04:05"),
        ("20240102030405", "2024-01-02 08:04:05"),
        ("2024-W01-2T03:04Z", "2024-01-02 03:04:00"),
        ("2016/6/29 15:07:41", "2016-06-29 19:07:41"),
        ("1704164645", "2024-01-02 03:04:05"),
        ("1704164645123", "2024-01-02 03:04:05"),
        ("2024年1月2日 15:04", "2024-01-02 20:04:00"),
    ],
)
def test_iso_8601_its_relatives_and_the_epoch_are_read(raw: str, instant: str) -> None:
    """`2016/6/29 15:07:41` is no first of November, as one library has it."""
    assert read(raw) == instant


@pytest.mark.parametrize(
    ("raw", "instant"),
    [
        ("2024-01-02", "2024-01-02 17:00:00 D"),
        ("2024-1-2", "2024-01-02 17:00:00 D"),
        ("2024-07-02Z", "2024-07-02 16:00:00 D"),
        ("20240102", "2024-01-02 17:00:00 D"),
        ("2024-W01-2", "2024-01-02 17:00:00 D"),
        ("Tue, 02 Jul 2024", "2024-07-02 16:00:00 D"),
        ("02.01.2024", "2024-01-02 17:00:00 D"),
        ("13/01/2024", "2024-01-13 17:00:00 D"),
        ("01/13/2024", "2024-01-13 17:00:00 D"),
        ("2/2/2024", "2024-02-02 17:00:00 D"),
    ],
)
def test_a_date_without_a_time_is_local_noon_of_that_day(raw: str, instant: str) -> None:
    """Noon stays on its day in every zone where readers are; the precision says that it is a day."""
    assert read(raw) == instant


@pytest.mark.parametrize(
    ("raw", "instant"),
    [
        ("2. Januar 2024", "2024-01-02 17:00:00 D"),
        ("Dienstag, 2. März 2024, 15:07 Uhr", "2024-03-02 20:07:00"),
        ("2. Jänner 2024 15.07 Uhr", "2024-01-02 20:07:00"),
        ("2. Maerz 2024, 15 Uhr", "2024-03-02 20:00:00"),
        ("mardi 2 janvier 2024 à 10h30", "2024-01-02 15:30:00"),
        ("1er août 2024", "2024-08-01 16:00:00 D"),
        ("2 de enero de 2024", "2024-01-02 17:00:00 D"),
        ("mar., 02 ene 2024 10:00:00 +0100", "2024-01-02 09:00:00"),
        ("lørdag 2. mars 2024 kl. 12.30", "2024-03-02 17:30:00"),
        ("2 gennaio 2024", "2024-01-02 17:00:00 D"),
        ("2 de março de 2024", "2024-03-02 17:00:00 D"),
        ("2 maart 2024", "2024-03-02 17:00:00 D"),
        ("January 2nd, 2024 at 10:30am PST", "2024-01-02 18:30:00"),
        ("Published January 2, 2024 at 3:04 PM", "2024-01-02 20:04:00"),
        ("Posted on Tuesday, 2 January 2024", "2024-01-02 17:00:00 D"),
        ("Tuesday, January 2, 2024 - 15:04", "2024-01-02 20:04:00"),
        ("2024 January 2", "2024-01-02 17:00:00 D"),
        ("Jan. 2, 2024 12:04 a.m.", "2024-01-02 05:04:00"),
        ("Jan. 2, 2024 12:04 pm", "2024-01-02 17:04:00"),
        ("Jan 2 2024 10 AM", "2024-01-02 15:00:00"),
        ("02.01.2024, 15.07 Uhr", "2024-01-02 20:07:00"),
        ("01/02/2024 3:04:05 PM", "2024-01-02 20:04:05"),
    ],
)
def test_dates_in_words_are_read_in_the_languages_of_our_publications(raw: str, instant: str) -> None:
    """In any order, with weekday, ordinal and small words."""
    assert read(raw) == instant


@pytest.mark.parametrize(
    "raw",
    [
        "", "hello", "yesterday", "2 days ago", "0", "-1", "170416464", "99999999999999999", "2024", "2024-01",
        "May 2024", "5 May", "12:30", "01/02/2024", "04/07/2024 14:30 GMT", "31 Feb 2024", "2024-13-01",
        "2024-02-30T10:00:00Z", "1704-01-01", "1970-01-01T00:00:00Z", "Mon, 01 Jan 0001 00:00:00 GMT", "2101-01-01",
        "2 January 2024 was fine", "we met 2 January 2024", "2024-01-02T25:00:00Z", "2024-01-02T10:61:00Z",
        "2024-01-02 10:00 +9900", "x" * 10_000, "2 January 123", "2 3 January 2024", "2024-01-02 7", "02.13.2024",
        "02.01.2024 7", "2024-01-02T10:00:00 whatever",
    ],
)  # fmt: skip
def test_what_is_no_date_or_may_be_two_is_no_date(raw: str) -> None:
    """A wrong date puts a piece into the wrong week; none puts it into the week in which it was first seen."""
    assert read(raw) is None


def test_every_name_of_a_month_is_folded() -> None:
    """A name with an accent in the table would never be found."""
    assert all(name == fold(name) for name in MONTHS)
    assert {MONTHS[fold(name)] for name in ("FÉVRIER", "Février", "fevrier")} == {2}


@given(st.text(max_size=150) | st.text(alphabet="0123456789-/.: TZ+GMTJanuary,", max_size=60))
def test_no_string_makes_it_fail(raw: str) -> None:
    """Feeds hold anything."""
    parsed = parse_date(raw, zone=NEW_YORK)
    assert parsed is None or 1995 <= parsed.instant.year <= 2100


@given(
    st.integers(min_value=820_454_400, max_value=4_070_908_800).map(lambda second: datetime.fromtimestamp(second, UTC))
)
def test_what_the_standards_write_comes_back(instant: datetime) -> None:
    """RFC 3339 and RFC 5322 to the second."""
    for form in ("%Y-%m-%dT%H:%M:%SZ", "%a, %d %b %Y %H:%M:%S +0000", "%Y%m%dT%H%M%SZ", "%d %B %Y %H:%M:%S GMT"):
        parsed = parse_date(instant.strftime(form), zone=NEW_YORK)
        assert parsed is not None
        assert (parsed.instant, parsed.precision) == (instant, Precision.INSTANT)
