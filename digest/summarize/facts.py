"""Names, quotations and odd characters of a text, and whether a piece has them.

Compares after NFKC and case folding, apostrophes made alike; a possessive is the name. Decides nothing about figures
(see `figures`), and knows of names only what capitals tell: in German, whose nouns all have one, words and their stems
are compared, and in scripts without capitals every word.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from itertools import pairwise

from digest.summarize.abbreviations import STARTERS
from digest.summarize.figures import days, figures
from digest.summarize.words import words
from digest.text import printed

__all__ = ["Source", "quotations", "told"]


def _set(lines: str) -> frozenset[str]:
    """Read a table: words divided by white space."""
    return frozenset(lines.split())


_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼʻ´`＇‛", "'"))
_TRADE = re.compile("[™℠®]")
_ACRONYM = re.compile(r"(?<!\w)(?:[^\W\d_]\.){2,}")
_WORD = re.compile(r"[^\W_]+")
_QUOTES = re.compile(r"[\"'“”„‟«»‹›‘’‚‛『』「」《》＂]+")
_DOUBLE = re.compile('["“”„‟«»‹›「」『』《》＂]')
# Who closes whom; a single mark also is an apostrophe, so it opens and closes at a word's end only.
_QUOTATION = re.compile(
    r"“([^“”]*)”|„([^„“”]*)[“”]|”([^”]*)”|«([^«»]*)»|»([^«»]*)«|‹([^‹›]*)›|›([^‹›]*)‹|「([^「」]*)」|『([^『』]*)』|《([^《》]*)》|"
    r"[\"＂]([^\"＂]*)[\"＂]|‚([^‚‘’]*)[‘’]|(?<!\w)‘(?!\d\ds?\b)((?:[^‘’]|(?<=\w)’(?=\w))+)’(?!\w)|"
    r"(?<!\w)'(?!\d\ds?\b)((?:[^']|(?<=\w)'(?=\w))+)'(?!\w)"
)
_INCHES = re.compile(r"(?<=\d)[\"″”]")
_EDGE = " .,;:!?…"
_PARTICLES = _set("of von vom van der den de del della la le da di du des dos das bin ibn al el y")
_MINUS = "−"
"""A sign of figures, which are compared by their own rule."""
_ODD = frozenset({"So", "Sm", "Sk", "Cf", "Cc", "Co", "Cn", "Cs", "Zl", "Zp"})
_MARKUP = frozenset("*_`#<>{}|\\[]@~^=")
_GENITIVE = frozenset({"de", "no", "nb", "nn", "sv", "da", "nl"})
"""Languages that write the genitive of a name with a bare s."""
_SUFFIX = re.compile(r"(?:innen|ern|en|er|em|es|e|n|s|in)$")
_STEM = 4
_COMPOUND = 6
"""Letters from which a German word may be looked for at the beginning of a compound."""
_UMLAUTS = str.maketrans("äöü", "aou")
_COMMON = frozenset(map(str.casefold, STARTERS)) | _set("""
    about above across against along amid among around behind below beside besides beyond despite inside into
    like near off onto out outside past per than through throughout toward towards underneath unlike up upon via
    within according more most less least few fewer such same new old last next first once here there nearly
    almost roughly early late later recently soon just already perhaps maybe rather whether either neither
    though whereas wherever whenever whoever whatever officials residents police people experts researchers
    scientists critics supporters opponents lawmakers workers authorities others anyone everyone plans work life
    part much any having being using following including
    ab bis gegen ohne seit statt trotz wegen während zwischen rund etwa mehr viele einige manche alle kein keine
    keiner bereits bisher derzeit damals zunächst künftig obwohl nachdem bevor sobald falls ob dass wie wo man
    sich sind ist hat haben wird werden soll sollen kann können muss müssen wurde wurden neben hinter außerdem
    dazu darum laut
    après avant depuis pendant entre sous vers chez contre malgré grâce face plus moins plusieurs certains
    chaque tout tous toute toutes aucun aucune comme quand lorsque si selon ainsi alors à au aux du de cet cela
    c d l qu s n
    tras ante bajo contra desde durante entre hacia hasta mediante sobre al del cada todo todos toda todas
    algunos varias varios más menos cuando mientras aunque si como no ya lo
""")
"""Words, case-folded, that have their capital from the sentence that they begin."""


def told(text: str) -> str:
    """Make *text* comparable and keep its case: NFKC, one apostrophe, acronyms without stops, white space collapsed."""
    plain = unicodedata.normalize("NFKC", _TRADE.sub("", printed(text))).translate(_APOSTROPHES)
    return printed(_ACRONYM.sub(lambda match: match[0].replace(".", ""), plain))


def quotations(text: str) -> tuple[tuple[str, ...], bool]:
    """Give what stands between quotation marks in *text*, the outermost ones, and whether a mark is left over."""
    found = tuple(next(filter(None, match.groups()), "") for match in _QUOTATION.finditer(text))
    return found, bool(_DOUBLE.search(_INCHES.sub("", _QUOTATION.sub("", text))))


def _unquoted(text: str) -> str:
    """Give *text* as quotations are compared: without a mark, in one case."""
    return printed(_QUOTES.sub("", unicodedata.normalize("NFKC", printed(text)))).casefold()


class Source:
    """What a piece says, made ready to be compared; its parts are computed where they are asked for."""

    def __init__(self, parts: tuple[str, ...], lang: str) -> None:
        """Take the *parts* of a piece (title, text, authors …); *lang* is a language subtag."""
        self._text = "\n".join(parts)
        self._lang = lang
        self._told = "\n".join(map(told, parts))
        self._folded = self._told.casefold()

    # ---- what the piece has -----------------------------------------------------------------------------------------

    @functools.cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(map(str.casefold, _WORD.findall(self._told)))

    @functools.cached_property
    def _small(self) -> frozenset[str]:
        """Words that somewhere stand without a capital: no names."""
        return frozenset(word for word in _WORD.findall(self._told) if word.islower())

    @functools.cached_property
    def _neighbours(self) -> frozenset[tuple[str, str]]:
        """Words that stand side by side, or with one capitalised word between them (Joe R. Biden)."""
        found = _WORD.findall(self._told)
        beside = {(one.casefold(), other.casefold()) for one, other in pairwise(found)}
        across = zip(found, found[1:], found[2:], strict=False)
        return frozenset(beside | {(a.casefold(), c.casefold()) for a, b, c in across if b[:1].isupper()})

    @functools.cached_property
    def _stems(self) -> frozenset[str]:
        return frozenset(map(_stem, self._words))

    @functools.cached_property
    def _any_words(self) -> frozenset[str]:
        return frozenset(words(self._told))

    @functools.cached_property
    def _figures(self) -> frozenset[str]:
        return frozenset(figures(self._folded, self._lang))

    @functools.cached_property
    def _days(self) -> frozenset[str]:
        return frozenset(days(self._folded, self._lang))

    @functools.cached_property
    def _quotable(self) -> str:
        return _unquoted(self._text)

    # ---- what a text has and the piece has not; empty where there is nothing ----------------------------------------

    def foreign_figure(self, text: str) -> str:
        """Give the first figure of *text* that the piece does not have."""
        found = figures(told(text).casefold(), self._lang)
        return next((shown for form, shown in found.items() if form not in self._figures), "")

    def foreign_day(self, text: str) -> str:
        """Give the first day or month that *text* names and the piece does not."""
        found = days(told(text).casefold(), self._lang)
        return next((shown for form, shown in found.items() if form not in self._days), "")

    def foreign_quotation(self, text: str) -> str:
        """Give the first quotation in *text* whose words do not stand so in the piece."""
        found, _ = quotations(text)
        return next((quoted for quoted in found if not self._has_quotation(_unquoted(quoted).strip(_EDGE))), "")

    def foreign_sign(self, text: str) -> str:
        """Give the first character of *text* that no prose has (a star, an emoji, a control), nor the piece."""
        return next((char for char in text if _is_odd(char) and char not in self._text), "")

    def foreign_name(self, sentence: str) -> str:
        """Give the first name in *sentence*, a word or a run of them, that the piece does not have."""
        plain = told(sentence)
        unknown = next(
            (word for word in words(plain) if any(map(_is_caseless, word)) and word not in self._any_words), ""
        )
        found = list(_WORD.finditer(plain))
        for place, match in enumerate(found):
            if match[0] != match[0].lower() and not self._has_name(match[0], is_first=place == 0):
                return match[0]
        return unknown or ("" if self._lang == "de" else self._foreign_run(plain, found))

    # ---- how --------------------------------------------------------------------------------------------------------

    def _has_quotation(self, quoted: str) -> bool:
        start, end = (r"(?<!\w)" if quoted[:1].isalnum() else ""), (r"(?!\w)" if quoted[-1:].isalnum() else "")
        return not quoted or bool(re.search(f"{start}{re.escape(quoted)}{end}", self._quotable))

    def _has_name(self, word: str, *, is_first: bool) -> bool:
        bare = word.casefold()
        if bare in self._words or (is_first and (bare in _COMMON or bare.removesuffix("s") in self._small)):
            return True
        if days(bare, self._lang) or figures(bare, self._lang):
            return True  # a rule of its own
        if self._lang in _GENITIVE and bare.removesuffix("s") in self._words:
            return True
        return self._lang == "de" and self._has_stem(bare)

    def _has_stem(self, bare: str) -> bool:
        """Whether the piece has another form of a German word, or a compound that begins with it."""
        is_long = len(bare) >= _COMPOUND
        return _stem(bare) in self._stems or (is_long and any(word.startswith(bare) for word in self._words))

    def _foreign_run(self, plain: str, found: list[re.Match[str]]) -> str:
        """Give the first two names in a row that no two names in the piece are (Ann Roe and Bo Fox make no Ann Fox)."""
        for place, (one, other) in enumerate(pairwise(found)):
            if not self._is_proper(one, is_first=place == 0) or not _touch(plain, one, other):
                continue
            pair = (one[0].casefold(), other[0].casefold())
            after = found[place + 2] if place + 2 < len(found) else None
            if self._is_proper(other) and pair not in self._neighbours:
                return plain[one.start() : other.end()]
            if pair[1] in _PARTICLES and after and self._is_proper(after) and _touch(plain, other, after):
                run = plain[one.start() : after.end()]
                if run.casefold() not in self._folded:
                    return run
        return ""

    def _is_proper(self, match: re.Match[str], *, is_first: bool = False) -> bool:
        """Whether the word is a name wherever it stands in the piece."""
        bare = match[0].casefold()
        if match[0] == match[0].lower() or bare in self._small:
            return False
        return not (is_first and bare in _COMMON) and not days(bare, self._lang)


def _touch(plain: str, one: re.Match[str], other: re.Match[str]) -> bool:
    """Whether nothing but a space, a hyphen, or the stop of an initial stands between two words."""
    return plain[one.end() : other.start()] in (" ", "-", ". ")


def _is_caseless(char: str) -> bool:
    return char.isalpha() and char.lower() == char.upper()


def _is_odd(char: str) -> bool:
    return char in _MARKUP or (unicodedata.category(char) in _ODD and char != _MINUS)


def _stem(word: str) -> str:
    """Give what is left of a German word without its ending, umlauts undone."""
    bare = word.translate(_UMLAUTS)
    cut = _SUFFIX.sub("", bare)
    return cut if len(cut) >= _STEM else bare
