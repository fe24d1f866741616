"""Sentences that speak to the reader about the page instead of telling the piece: one table of openings."""

from __future__ import annotations

import re

__all__ = ["is_call"]

_OPENINGS = (
    # what the reader should do
    r"(?:please\s)?(?:click|tap|scroll|swipe|subscribe|donate|retweet)\b",
    r"(?:please\s)?(?:sign\sup|register|log\sin|rsvp|apply)\s(?:for|now|here|today|by|at|to\s(?:receive|get|attend|join))\b",
    r"(?:please\s)?(?:read|see|view|watch|hear|learn|find|get|discover|explore|know)\s(?:out\s)?(?:the\s)?(?:full|more|rest)\b",
    r"(?:please\s)?(?:follow|join|like|find|contact|e-?mail|call|tell|ask|tweet|write\sto)\s(?:us|me|our)\b",
    r"(?:please\s)?(?:visit|check\sout|download|head\sto|go\sto)\s",
    r"please\s(?:contact|direct|send|submit|share|note|see|read|consider|help|feel|let|use|enable|join|click|check)\b",
    r"(?:please\s)?(?:feel\sfree|don[’']t\sforget|be\ssure|make\ssure)\sto\s",
    r"(?:watch|listen|read)\s(?:the|this|our|below|here|now|it)\b",
    (
        r"(?:for|if\syou(?:[’']d|\swould)?\s(?:have|want|like|need)\s?\w*)\s(?:any|more|further|additional)\s"
        r"(?:information|questions|details|help)\b"
    ),
    r"(?:here|below|above|following)\s(?:is|are)\s",
    r"(?:come|head)\s(?:on\s)?over\sto\b|leave\s(?:us\s)?a\s(?:message|comment|reply|note)\b|stay\stuned\b",
    (
        r"(?:to|for)\s(?:learn|read|find\sout|hear|see|register|sign\sup|apply|get\sinvolved|get\sstarted|more|current|further)\b"
        r"[^.!?]{0,120},\s(?:please\s)?(?:check\sout|visit|go\sto|see|contact|join|e-?mail|click|read|follow|sign\sup|register)\b"
    ),
    (
        r"if\s[^.!?]{5,160}[,)]\s(?:then\s)?(?:you\sshould\s|you\scan\s|please\s)?"
        r"(?:check\sout|visit|contact|join|sign\sup|e-?mail|subscribe|register|follow|let\sus\sknow)\b"
    ),
    # captions, credits, notes
    (
        r"(?:photo|image|picture|pictured|video|graphic|illustration|credit|source|above|below|left|right|file)\s?"
        r"(?::|\s[-–—]|\scredit|\sby\s|\scourtesy)"
    ),
    r"(?:editor|author|publisher)[’']?s?[’']?\s(?:note\b|s\s)|note:",
    r"(?:updated?|published|posted|correction|clarification|disclosure|disclaimer|editor)\s?(?::|on\s|at\s)",
    r"all\srights\sreserved|copyright|©|sponsored\b|advertisement\b",
    # about this very text
    (
        r"\[?this\s(?:post|article|story|piece|blog|blog\spost|guest\spost|page|interview|column|essay|op-ed|entry|report|"
        r"update|webinar|event|conversation|transcript|series|content|item)\s(?:is\s(?:part|the\s(?:first|second|third|fourth|"
        r"fifth|latest|next|last|final)|also|by|from|an?\s(?:guest|part|cross|excerpt|adaptation)|adapted|one\sin|cross)|"
        r"was|has\sbeen|have\sbeen|originally|first|also|will\sbe|appeared|contains|series)\b"
    ),
    r"(?:originally|first|cross-?)\s?(?:published|posted|appeared)\b|crossposted|previously\s(?:in|on)\sthis\b",
    r"(?:the\spost|the\sarticle)\s.{3,200}\s(?:appeared\sfirst|first\sappeared)\son\b",
    r"(?:in|for)\sthe\s(?:first|second|third|fourth|last|previous|next|final)\s(?:blog\s)?(?:post|part|article|installment)\b",
    # German, French, Spanish, Norwegian, Vietnamese
    (
        r"(?:lesen\ssie|hier\sklicken|klicken\ssie|abonnieren|melden\ssie|folgen\ssie|mehr\s(?:dazu|lesen|infos)|"
        r"weitere\sinformationen)\b|(?:foto|bild|quelle):"
    ),
    r"(?:lire\s(?:la\ssuite|aussi)|cliquez|abonnez|inscrivez|suivez-nous|crédit|retrouvez|découvrez)\b|photo\s?:",
    r"(?:haga\sclic|haz\sclic|síguenos|lea\s(?:también|más)|leer\smás)\b|suscríb|(?:foto|imagen|fuente):",
    r"(?:klikk|les\s(?:mer|også|hele)|abonner|meld\sdeg|følg\soss|arkivfoto|illustrasjonsfoto)\b|kilde:",
    r"xem\sthêm|đọc\sthêm|ảnh:|theo\sdõi\schúng",
)
_OPENING = re.compile("|".join(f"(?:{opening})" for opening in _OPENINGS), re.IGNORECASE)
_POINTING = re.compile(
    r"\b(?:scroll\sdown|click\s(?:here|below|on\sthe)|see\s(?:below|above)|read\smore\s(?:here|about)|link\sin\sbio|"
    r"(?:shown|pictured|listed|seen|described)\s(?:below|above|here)|full\stranscript|sign\sup\s(?:here|now)|"
    r"(?:chart|table|graph|figure|image|photo|video|map|list|links?)\s(?:below|above)|as\smentioned\s(?:above|earlier))\b",
    re.IGNORECASE,
)


def is_call(text: str) -> bool:
    """Whether *text* asks the reader for something, points at the page, or talks about the article as an article."""
    return bool(_OPENING.match(text.lstrip('“"‘«([*_ ')) or _POINTING.search(text))
