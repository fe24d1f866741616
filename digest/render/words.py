"""The edition's own voice: fixed words, plurals and dates in the publication's language.

Decides the wording by `words.toml` and by CLDR (through Babel). Does not know where a word is printed.
"""

from __future__ import annotations

__all__ = ["Tongue", "Words", "direction_of", "load_tongue"]

import re
from dataclasses import dataclass, fields
from string import Formatter
from typing import TYPE_CHECKING

from babel import Locale, UnknownLocaleError
from babel.dates import format_date

from digest.errors import RenderError
from digest.render.tables import line_of, read_tables

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    from digest.render.tables import Entry, Found

_FALLBACK = "en"
_PLURALS = ("pieces", "minutes")
_FORMS = frozenset({"zero", "one", "two", "few", "many", "other"})
_PLACEHOLDERS = {
    "sent_to": "address",
    "why": "title",
    "pieces": "n",
    "minutes": "n",
    "issue": "n",
    "sponsored": "name",
}
_MAY_BE_EMPTY = frozenset({"greeting", "closing"})
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
# Letters that join, or that have no case: capitals mean nothing there, and letter spacing tears Arabic apart.
_UNCASED = frozenset({"ar", "fa", "he", "hi", "ja", "ko", "th", "ur", "yi", "zh"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The fixed words; `sent_to` has the place {address}, `why` {title}, `issue` {n}, `sponsored` {name}."""

    keep_reading: str
    in_brief: str
    view_in_browser: str
    forwarded: str
    subscribe: str
    support: str
    sponsored: str
    """Above an appeal that somebody pays for."""
    sent_to: str
    why: str
    unsubscribe: str
    issue: str
    """The edition's number."""
    contents: str
    greeting: str
    """How a letter begins; may be empty."""
    closing: str
    """How a letter ends, above the signature; may be empty."""
    comma: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tongue:
    """A language as the templates need it."""

    tag: str
    """BCP 47, as written into `lang`."""
    words: Words
    locale: Locale
    """Whose dates are written; English where CLDR does not know the language."""
    _pieces: Mapping[str, str]
    _minutes: Mapping[str, str]
    _counting: Locale

    @property
    def direction(self) -> str:
        """`ltr` or `rtl`."""
        return "rtl" if self.locale.character_order == "right-to-left" else "ltr"

    @property
    def is_cased(self) -> bool:
        """Whether the script has capitals."""
        return self.locale.language not in _UNCASED

    def pieces(self, count: int) -> str:
        """Say *count* pieces."""
        return self._plural(self._pieces, count)

    def minutes(self, count: int) -> str:
        """Say *count* minutes."""
        return self._plural(self._minutes, count)

    def long_date(self, day: date) -> str:
        """Write *day* with its weekday, as a line begins: `Friday 20 November 2026`."""
        # CLDR's plain "en" is American; a publication that wants that says en-US.
        is_plain_english = self.locale.language == "en" and not self.locale.territory
        written = format_date(day, "EEEE d MMMM y" if is_plain_english else "full", locale=self.locale)
        return written[:1].upper() + written[1:]

    def short_date(self, day: date) -> str:
        """Write *day* without its weekday: `20 November 2026`."""
        is_plain_english = self.locale.language == "en" and not self.locale.territory
        return format_date(day, "d MMMM y" if is_plain_english else "long", locale=self.locale)

    def _plural(self, forms: Mapping[str, str], count: int) -> str:
        form = forms.get(self._counting.plural_form(count), forms["other"])
        return form.format(n=count)


def direction_of(tag: str) -> str:
    """Return `ltr` or `rtl` for a BCP 47 *tag*; unknown languages run from left to right."""
    return "rtl" if _locale(tag).character_order == "right-to-left" else "ltr"


def load_tongue(folders: tuple[Path, ...], tag: str) -> Tongue:
    """Read `words.toml` of all *folders* for the language *tag*, the first folder's words winning.

    Words that a language lacks are English. Raise `RenderError` for an unknown word or place.
    """
    found = read_tables(folders, "words.toml")
    for entry in found.values():
        _check(entry)
    locale = _locale(tag)
    spoken = next((name for name in _groups(locale) if any(group == name for group, _ in found)), _FALLBACK)
    words = {field.name: str(_entry(found, locale, field.name).value) for field in fields(Words)}
    return Tongue(
        tag=str(locale).replace("_", "-") if not _is_tag(tag) else tag,
        words=Words(**words),
        locale=locale,
        _pieces=_forms(_entry(found, locale, "pieces")),
        _minutes=_forms(_entry(found, locale, "minutes")),
        _counting=locale if spoken != _FALLBACK else Locale(_FALLBACK),
    )


def _is_tag(tag: str) -> bool:
    return bool(tag) and all(part.isalnum() and part.isascii() for part in tag.split("-"))


def _locale(tag: str) -> Locale:
    if not _is_tag(tag.replace("_", "-")):
        return Locale(_FALLBACK)
    try:
        return Locale.parse(tag.replace("_", "-"), sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale(_FALLBACK)


def _groups(locale: Locale) -> tuple[str, ...]:
    """Return the groups of words.toml to look into, the nearest first: for zh-TW, CLDR adds the script."""
    parts = ((locale.script, locale.territory), (locale.territory,), (locale.script,), ())
    return tuple(dict.fromkeys("-".join(filter(None, (locale.language, *part))) for part in parts))


def _entry(found: Found, locale: Locale, name: str) -> Entry:
    for group in (*_groups(locale), _FALLBACK):
        if (group, name) in found:
            return found[group, name]
    raise RenderError(f"the word {name!r} is missing; set it in [{_FALLBACK}]", resource="words.toml")


def _forms(entry: Entry) -> Mapping[str, str]:
    assert isinstance(entry.value, dict)  # _check has seen it
    return entry.value


def _check_group(entry: Entry) -> None:
    """Refuse a group that no language would look into."""
    try:
        names = _groups(Locale.parse(entry.group.replace("_", "-"), sep="-"))
    except (UnknownLocaleError, ValueError):
        names = ()
    if not names:
        message = f"there is no language {entry.group!r} in CLDR; name the group as in [de] or [pt-BR]"
        raise RenderError(message, resource=line_of(entry))
    if entry.group not in names:
        raise RenderError(f"nothing looks into [{entry.group}]; write [{names[0]}]", resource=line_of(entry))


def _check(entry: Entry) -> None:
    known = {field.name for field in fields(Words)} | set(_PLURALS)
    _check_group(entry)
    if entry.name not in known:
        raise RenderError(
            f"there is no word {entry.name!r}; known are {', '.join(sorted(known))}", resource=line_of(entry)
        )
    texts = _texts(entry)
    for text in texts:
        _check_text(entry, text)
    if entry.name in _PLACEHOLDERS:
        _check_place(entry, str(texts[0]))


def _texts(entry: Entry) -> tuple[object, ...]:
    """Return the texts of *entry*, of a plural the form `other` first."""
    if entry.name not in _PLURALS:
        return (entry.value,)
    forms = entry.value
    if not isinstance(forms, dict) or "other" not in forms or not _FORMS.issuperset(forms):
        raise RenderError(
            f"{entry.name!r} must be a table of plural forms with at least 'other'", resource=line_of(entry)
        )
    return (forms["other"], *forms.values())


def _check_text(entry: Entry, text: object) -> None:
    allowed = _PLACEHOLDERS.get(entry.name, "")
    try:
        # A place is bare: what follows its name, `{n:d}` or `{n!r}`, fails on some values only.
        parts = [part[1:] for part in Formatter().parse(text) if part[1] is not None] if isinstance(text, str) else None
    except ValueError:
        parts = None
    if parts is None or any(part != (allowed, "", None) for part in parts):
        may = f"only {{{allowed}}} may stand in braces" if allowed else "it has no place in braces"
        raise RenderError(f"{entry.name!r} is {text!r}; it must be text, and {may}", resource=line_of(entry))
    if not str(text).strip() and entry.name not in _MAY_BE_EMPTY:
        raise RenderError(f"{entry.name!r} says nothing; give it text", resource=line_of(entry))
    if _CONTROL.search(str(text)):
        raise RenderError(
            f"{entry.name!r} is {text!r}; write it in one line, of visible letters", resource=line_of(entry)
        )


def _check_place(entry: Entry, text: str) -> None:
    """Refuse a text that leaves out what it is there to say; `one` and `two` of a plural need no figure."""
    if f"{{{_PLACEHOLDERS[entry.name]}}}" not in text:
        raise RenderError(
            f"{entry.name!r} is {text!r}; it must hold {{{_PLACEHOLDERS[entry.name]}}}", resource=line_of(entry)
        )
