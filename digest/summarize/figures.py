"""Figures and dates of a text in one form each, so that "1,200", "1.200" and "1200" are the same.

Decides what is a figure, with its unit and scale ("$5m" and "5 million dollars" are one), and what is a date. Number
words and names of days are known in English, German, French and Spanish, names of days and months in some more; what a
figure counts is not known.
"""

from __future__ import annotations

import re

__all__ = ["days", "figures"]


def _table(lines: str) -> dict[str, str]:
    """Read a table: `form|other form=meaning`, divided by white space; a form without a meaning means itself."""
    pairs = (entry.partition("=")[::2] for entry in lines.split())
    return {form: meaning or form for forms, meaning in pairs for form in forms.split("|")}


def _counted(lines: str) -> dict[str, str]:
    """Read number words: from two to twenty, then the tens."""
    values = (*range(2, 21), *range(30, 100, 10))
    return {form: str(value) for value, forms in zip(values, lines.split(), strict=True) for form in forms.split("|")}


# "One", "ein", "un", "uno" are articles and pronouns as often as numbers: left out.
_WORDS = {
    "en": {
        **_counted("""
            two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
            eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety
        """),
        **_table("""
            zero=0 dozen|dozens half halves=half third|thirds quarter|quarters twice double|doubled triple|tripled
            hundred|hundreds=hundred fourth fifth sixth seventh eighth ninth tenth
        """),
    },
    "de": {
        **_counted("""
            zwei|zwo drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn
            achtzehn neunzehn zwanzig dreissig vierzig fünfzig sechzig siebzig achtzig neunzig
        """),
        **_table(
            "null=0 halb|halbe|halben|halbes|halber|hälfte=halb drittel viertel doppelt verdoppelt zweimal dreimal"
        ),
    },
    "fr": {
        **_counted("""
            deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit
            dix-neuf vingt trente quarante cinquante soixante soixante-dix quatre-vingts|quatre-vingt quatre-vingt-dix
        """),
        **_table(
            "zéro=0 dizaine|dizaines douzaine|douzaines quinzaine vingtaine trentaine cinquantaine centaine|centaines"
        ),
        **_table("cent|cents=cent moitié tiers quart double triple"),
    },
    "es": {
        **_counted("""
            dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete
            dieciocho diecinueve veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa
        """),
        **_table(
            "cero=0 decena|decenas docena|docenas cien|ciento|cientos=cien centenar|centenares mitad tercio cuarto"
        ),
        **_table("doble triple"),
    },
}
_SCALES = _table("""
    k|thousand|thousands|tausend|tausende|tausenden|tsd|mille|mil|miles|millares=thousand
    m|mn|mio|mill|million|millions|millionen|millón|millones|millioner|miljoner|miljoen|milioni|milhões=million
    b|bn|billion|billions|billionen|billones=billion mrd|milliarde|milliarden|milliard|milliards|miljard=milliard
    tn|trillion|trillions=trillion
""")
_UNITS = _table("""
    percent|prozent|prosent|procent|pct=% us$|usd|dollar|dollars|dólares|dólar=$
    eur|euro|euros=€ gbp|pound|pounds|pfund=£
""")
_GERMAN_COMPOUND = (
    r"[^\W\d_]*(?:hundert|tausend|dutzend)[^\W\d_]*|"
    r"[^\W\d_]{3,}und(?:zwan|drei|vier|fünf|sech|sieb|acht|neun)(?:z|ss)ig"
)
_LONG_SCALE = "|".join(sorted((form for form in _SCALES if len(form) > 1), key=len, reverse=True))
_UNIT = "|".join(sorted(map(re.escape, (*_UNITS, *"%$€£¥₹₩₽‰")), key=len, reverse=True))


def _pattern(lang: str) -> re.Pattern[str]:
    """Build the pattern of a figure in *lang*, for text that `facts.told` made alike and that is case-folded."""
    words = "|".join(sorted(map(re.escape, _WORDS.get(lang, ())), key=len, reverse=True)) or "(?!)"
    compound = _GERMAN_COMPOUND if lang == "de" else "(?!)"
    return re.compile(
        rf"""
        (?P<code>(?<!\w)(?:\d{{4}}-\d\d-\d\d(?!\w)|[^\W\d_]\w*\d\w*))
        | (?:(?P<before>(?<!\w)(?:us\$|usd|eur|gbp|[$€£¥₹₩₽])|[$€£¥₹₩₽])\ ?)?
          (?P<figure>(?:(?<![\w.,])[-−])?(?:(?<![\w.])\.)?
            (?<!\w)(?:\d{{1,3}}(?:\ \d{{3}}){{1,5}}(?!\w)(?:[.,]\d+)?|\d+(?:[.,':/⁄]\d+)*))
          (?P<glued>[a-zß-ÿ]*)
          (?:\ ?(?P<scale>(?:{_LONG_SCALE})(?!\w))(?:(?<=mio|mrd|tsd)\.)?)?
          (?:\ ?(?P<after>(?:per\ cent|pour\ cent|por\ ciento|{_UNIT})(?!\w)))?
        | (?<!\w)(?P<word>(?:{words})(?!\w)|{compound})(?:[\ -](?P<counted>(?:{_LONG_SCALE})(?!\w)))?
          (?:\ (?P<unit>(?:per\ cent|pour\ cent|por\ ciento|{_UNIT})(?!\w)))?
        | (?<!\w)(?P<alone>(?:{_LONG_SCALE})(?!\w))
        """,
        re.VERBOSE,
    )


_PATTERNS: dict[str, re.Pattern[str]] = {lang: _pattern(lang) for lang in ("", *_WORDS)}


def figures(folded: str, lang: str) -> dict[str, str]:
    """Map the one form of every figure in *folded* to the form that stands there.

    >>> sorted(figures("$5m for 1,200 of twelve", "en"))
    ['$|5|million', '|1200|', '|12|']
    """
    words = _WORDS.get(lang, {})
    return {_one_form(match, words): match[0].strip() for match in _PATTERNS[lang if words else ""].finditer(folded)}


def _one_form(match: re.Match[str], words: dict[str, str]) -> str:
    if match["code"]:
        return match["code"]
    if match["alone"]:
        return f"||{_SCALES[match['alone']]}"
    if match["word"]:
        value, glued, unit = words.get(match["word"], match["word"]), "", match["unit"] or ""
        scale = match["counted"] or ""
    else:
        value, glued = _plain(match["figure"]), match["glued"]
        scale, unit = match["scale"] or "", match["before"] or match["after"] or ""
    if glued in _UNITS:
        unit = unit or glued
    elif glued:
        scale = glued
    unit = "%" if unit in ("per cent", "pour cent", "por ciento") else _UNITS.get(unit, unit)
    return f"{unit}|{value}|{_SCALES.get(scale, scale)}"


def _plain(figure: str) -> str:
    """Leave out what divides thousands, and write a decimal comma as a point.

    Three figures after a lone comma or point are thousands: no language's rule holds in another's text.
    """
    sign = "-" if figure[0] in "-−" else ""
    bare = figure.lstrip("-−")
    if bare.startswith("."):
        bare = "0" + bare
    if re.search("[:/⁄]", bare):
        return sign + bare
    groups = re.split("[.,' ]", bare)
    *whole, last = groups
    if len(groups) > 1 and len(groups[0]) <= 3 and all(len(group) == 3 for group in whole[1:]):  # noqa: PLR2004 - thousands
        return sign + "".join(whole) + (last if len(last) == 3 else f".{last}")  # noqa: PLR2004 - thousands
    return sign + ".".join(groups)


# ---- days ---------------------------------------------------------------------------------------------------------

# May and March are English words, mars and mar are more than months: where a capital tells, the rule of names does.
_DAYS = {
    "en": _table("""
        january|jan=1 february|feb=2 april|apr=4 june|jun=6 july|jul=7 august|aug=8 september|sept|sep=9 october|oct=10
        november|nov=11 december|dec=12 monday tuesday wednesday thursday friday saturday sunday
        today tonight yesterday tomorrow
    """),
    "de": _table("""
        januar|jänner=1 februar=2 märz=3 april=4 mai=5 juni=6 juli=7 august=8 september=9 oktober=10 november=11
        dezember=12 montag dienstag mittwoch donnerstag freitag samstag|sonnabend sonntag heute
        gestern morgen vorgestern
    """),
    "fr": _table("""
        janvier|janv=1 février=2 mars=3 avril=4 mai=5 juin=6 juillet=7 août=8 septembre=9 octobre=10 novembre=11
        décembre=12 lundi mardi mercredi jeudi vendredi samedi dimanche aujourd hier demain
    """),
    "es": _table("""
        enero=1 febrero=2 marzo=3 abril=4 mayo=5 junio=6 julio=7 agosto=8 septiembre|setiembre=9 octubre=10 noviembre=11
        diciembre=12 lunes martes miércoles jueves viernes sábado domingo hoy ayer mañana
    """),
    "it": _table("""
        gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre
        lunedì martedì mercoledì giovedì venerdì sabato domenica oggi ieri domani
    """),
    "pt": _table("""
        janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro
        segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado domingo hoje ontem amanhã
    """),
    "nl": _table("""
        januari februari maart april mei juni juli augustus september oktober november december
        maandag dinsdag woensdag donderdag vrijdag zaterdag zondag vandaag gisteren morgen
    """),
    "no": _table("""
        januar februar mars april mai juni juli august september oktober november desember
        mandag tirsdag onsdag torsdag fredag lørdag søndag
    """),
    "sv": _table("""
        januari februari mars april maj juni juli augusti september oktober november december
        måndag tisdag onsdag torsdag fredag lördag söndag idag igår imorgon
    """),
    "da": _table("""
        januar februar marts april maj juni juli august september oktober november december
        mandag tirsdag onsdag torsdag fredag lørdag søndag
    """),
}
_SAME_AS = {"nb": "no", "nn": "no"}
_DAY = re.compile(r"[^\W\d_]+(?:-feira)?")


def days(folded: str, lang: str) -> dict[str, str]:
    """Map the one form of every day and month that *folded* names to the form that stands there.

    >>> days("on friday, sept 3", "en")
    {'friday': 'friday', '9': 'sept'}
    """
    known = _DAYS.get(_SAME_AS.get(lang, lang), {})
    return {known[match[0]]: match[0] for match in _DAY.finditer(folded) if match[0] in known}
