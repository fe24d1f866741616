"""The words in dates: months in nine languages, names of zones, and words that mean nothing.

Words are compared folded: in lower case, without accents.
"""

from __future__ import annotations

__all__ = ["FILLERS", "MONTHS", "OFFSETS", "REGIONS", "fold"]

import unicodedata


def fold(word: str) -> str:
    """Give *word* in lower case and without accents.

    >>> fold("Février")
    'fevrier'
    """
    if word.isascii():
        return word.lower()
    return "".join(char for char in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(char))


_NAMES = (
    # en, de, fr, es, nb/nn/da/sv, it, pt, nl; abbreviations as they stand in feeds
    "jan january januar janner jaenner janvier janv enero ene januari gennaio gen janeiro",
    "feb february februar feber fevrier fevr fev febrero februari febbraio fevereiro",
    "mar march marz maerz mrz mars marzo marts marco maart mrt",
    "apr april avril avr abril abr aprile",
    "may mai mayo mei maj maio maggio mag",
    "jun june juni juin junio giugno giu junho",
    "jul july juli juillet juil julio luglio lug julho",
    "aug august aout agosto ago augusti augustus ags",
    "sep sept september septembre septiembre setiembre settembre set setembro",
    "oct october oktober okt octobre octubre ottobre ott outubro out",
    "nov november novembre noviembre novembro",
    "dec december dezember dez decembre diciembre dic desember des dicembre dezembro",
)
MONTHS = {name: number for number, names in enumerate(_NAMES, 1) for name in names.split()}

_NOTHING = (
    "st nd rd th er de del d of the a um uhr kl klokka den der le la el il at on am dia y og i",
    "published posted updated date publie publicado veroffentlicht stand publisert last modified h",
)
FILLERS = frozenset(word for words in _NOTHING for word in words.split())
"""Words that may stand in a date and say nothing; a weekday may stand first in any language."""

REGIONS = {
    # Generic names, which the season decides: ET in July is EDT.
    "ET": "America/New_York",
    "CT": "America/Chicago",
    "MT": "America/Denver",
    "PT": "America/Los_Angeles",
    "AKT": "America/Anchorage",
    "AT": "America/Halifax",
    "EASTERN": "America/New_York",
    "CENTRAL": "America/Chicago",
    "MOUNTAIN": "America/Denver",
    "PACIFIC": "America/Los_Angeles",
    "UK": "Europe/London",
}

_HOURS = {
    "UTC UT GMT Z WET": 0,
    "BST CET MEZ WEST MET WAT": 1,
    "CEST MESZ MEST EET CAT SAST": 2,
    "EEST MSK TRT EAT IDT": 3,
    "GST SAMT MUT": 4,
    "PKT UZT YEKT": 5,
    "ALMT OMST BDT": 6,
    "ICT WIB NOVT KRAT": 7,
    "HKT SGT AWST PHT MYT WITA IRKT": 8,
    "JST KST WIT YAKT": 9,
    "AEST CHST VLAT": 10,
    "AEDT MAGT": 11,
    "NZST FJT": 12,
    "NZDT": 13,
    "EDT AST CLT BOT VET": -4,
    "EST CDT PET COT": -5,
    "CST MDT": -6,
    "MST PDT": -7,
    "PST AKDT": -8,
    "AKST HDT": -9,
    "HST": -10,
    "SST": -11,
    "ADT BRT ART UYT CLST": -3,
}
OFFSETS = {name.upper(): hours * 60 for names, hours in _HOURS.items() for name in names.split()}
OFFSETS |= {"IST": 330, "NPT": 345, "MMT": 390, "ACST": 570, "ACDT": 630, "NST": -210, "NDT": -150, "IRST": 210}
# RFC 5322 §4.3: the one-letter zones of RFC 822 were defined the wrong way round; they say nothing of the place.
OFFSETS |= dict.fromkeys("ABCDEFGHIKLMNOPQRSTUVWXY", 0)
"""Minutes east of Greenwich. Ambiguous names mean what most sites mean by them, unless the publication's own zone
uses the name: IST is India's, BST British Summer Time, CST America's."""
