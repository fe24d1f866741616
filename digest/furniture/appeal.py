"""Recognises a paragraph that asks the reader for money, or for consent to cookies.

An appeal speaks as "we", to "you", asks for something, and names money. All four together; a quoted appeal is news.
"""

from __future__ import annotations

import re

__all__ = ["is_appeal", "is_cookie_notice"]

_FLAGS = re.IGNORECASE | re.VERBOSE

_READER = re.compile(
    r"""\b(?:readers?|you|your|leser\w*|sie|ihre?n?|lecteurs?|vous|votre|lectores|usted|tú|tu|lesere?|du|din
      |deg)\b""",
    _FLAGS,
)
_WE = re.compile(
    r"""\b(?:our|us|we|unsere?n?|uns|wir|notre|nos|nous|nuestr[oa]s?|nosotros|vår[et]?|våre|oss|vi)\b""", _FLAGS
)
_I = re.compile(r"\b(?:I|ich|je|yo|jeg)\b")
_ASKS = re.compile(
    r"""\bplease\s(?:consider|support|donate|help|give|join|make)\b
      | \b(?:would|to)\sconsider\s(?:supporting|joining|donating|giving)\b
      | \b(?:consider|making|make)\s(?:a|your)\s[\w,\s-]{0,40}\b(?:contribution|donation|gift|pledge)\b
      | \bdonate\s(?:now|today|here|to\s(?:us|our)|a\b) | \bchip\sin\b
      | \bbecome\sa\s(?:member|supporter|patron|(?:paid\s)?subscriber)\b
      | (?:^|[.!?:—–-]\s|\b(?:please|you\scan|and|you\sto|how\sto)\s)support\s(?:our|us|independent|quality|this)\b
      | \bhelp\sus\s(?:keep|continue|raise\s(?:money|funds|\W)|reach\s(?:our|this)|fund)\b
      | \b(?:we|i)\s(?:rely|depend|count)\son\s(?:readers|your|you\b|the\ssupport|donations)
      | \b(?:your|a)\s(?:[\w-]+\s){0,2}(?:gift|donation|contribution|support)\s(?:will|helps?|makes?|today|allows?
        |keeps?)\b
      | \basking\s(?:you|our\sreaders)\b | \bif\syou\s(?:can\safford|value|enjoy(?:ed)?|appreciate|believe\sin)\b
      | \b(?:unterstützen|spenden)\ssie\b | \b(?:soutenez|faites\sun\sdon|aidez)\b
      | \b(?:haz(?:te)?\s(?:una\sdonación|socio)|apoya|colabora)\b | \b(?:støtt|vipps|bidra)\b""",
    _FLAGS,
)
_MONEY = re.compile(
    r"""\b(?:donat\w+|contributions?|tax[-\s](?:exempt|deductible)|membership|member|supporters?|patrons?|subscri\w+
        |reader[-\s]supported|fundrais\w+|give\smoney|(?:your|year-end|generous|matching|monthly)\sgift
        |supporting\s(?:us|the\s[\w\s]{2,40}['’]s?\sjournalism|our\s(?:\w+\s){0,2}(?:work|journalism)|independent)
        |support\s(?:our|this|independent|quality)\s(?:\w+\s){0,2}(?:work|journalism|reporting|mission|newsroom
          |coverage|magazine)
        |spenden?|abonn\w+|mitglied\w*|dons?|adhérent\w*|donación\w*|donativo\w*|soci[oa]s?|støtten?|gave)\b""",
    _FLAGS,
)
_SAID = re.compile(r"\b(?:said|says|asked|told|wrote|sagte|a\sdéclaré|dijo|sa)\b", re.IGNORECASE)
_COOKIES = re.compile(r"\b(?:cookies?|informasjonskapsler)\b|\bcookie-", re.IGNORECASE)
_CONSENT = re.compile(
    r"""\b(?:we\suse\s(?:\w+\s){0,3}cookies|our\suse|we\sand\sour\spartners|uses?\s(?:\w+\s)?cookies|accept(?:ing)?\s(?:all|cookies)|by\s(?:continuing|using
      |clicking)|consent
        |manage\s(?:your\s)?(?:cookies|preferences)|privacy\s(?:policy|notice|settings)|third[-\s]part(?:y|ies)
        |wir\s(?:verwenden|nutzen)|nous\sutilisons|utilizamos|usamos|vi\sbruker|zustimm\w+|akzeptier\w+)\b""",
    _FLAGS,
)
_SHORT_NOTICE = 160
_LONGEST_NOTICE = 900
_QUOTES = '"“”„«»‘'


def is_appeal(text: str) -> bool:
    """Whether *text*, one paragraph, asks the reader for a donation, a membership or a subscription."""
    if text[:1] in _QUOTES or _SAID.search(text):
        return False
    asks = len(_ASKS.findall(text))
    speaks_to_reader = asks > 1 or bool(_READER.search(text))  # an imperative needs no "you"
    # A house that asks twice in one paragraph may speak of itself by its name.
    speaks_as_house = bool(_WE.search(text)) or (asks > 1 and not _I.search(text))
    return asks > 0 and speaks_to_reader and speaks_as_house and bool(_MONEY.search(text))


def is_cookie_notice(text: str) -> bool:
    """Whether *text*, one paragraph, asks for consent to cookies; a longer one must show it twice."""
    if len(text) > _LONGEST_NOTICE or text[:1] in _QUOTES or not _COOKIES.search(text):
        return False
    return len(_CONSENT.findall(text)) >= (1 if len(text) < _SHORT_NOTICE else 2)
