"""Recognises what stands around a piece on a whole page: menus, forms, counters, tags, and where its text is over.

For the lines of a saved page alone: in a text that is known to be a piece, a heading such as "Contact" is its own.
"""

from __future__ import annotations

__all__ = ["ends_text", "opens_list", "why_beside"]

import re
from typing import Final

from digest.text import collapse

_FLAGS = re.IGNORECASE | re.VERBOSE
_LONGEST = 300
_DIVIDED = re.compile(r"\s*[|•·∙›/]\s*")
_MAX_PARTS = 12

_MENU = re.compile(
    r"""home(?:\s?page)? | about(?:\s(?:us|me))? | contact(?:\s(?:us|me))? | archives? | shop | store
      | (?:my\s|manage\s)?account
      | events | jobs | careers | (?:our\s|the\s)?(?:team|staff|masthead|partners|mission) | advertise(?:\swith\sus)?
      | faqs? | help(?:\scent(?:er|re))? | sections | navigation | site\s?(?:index|map) | today['’]s\spaper
      | accessibility
      | (?:privacy|cookies?)(?:\s(?:policy|notice|settings|preferences|choices))? | collection\snotice
      | terms(?:\s(?:of|and|&)\s\w+)? | (?:skip|jump|go)\s(?:to|past)\s[\w\s]{2,30} | skip\s[\w\s]{2,24}
      | (?:print|digital)\s(?:subscriptions?|edition) | subscribe\s(?:for|from)\s[$€£]?\d\S*
      | support\sthe\s[\w\s]{2,30}
      | (?:get|open)\sthe\sapp | start\syour\s[\w\s]{2,20} | cancel(?:\sreply)? | submit | okay?
      | accept(?:\sall)? | reject\sall
      | startseite | impressum | datenschutz(?:erklärung)? | agb | abo(?:nnement)? | mediadaten | über\suns
      | kontakt(?:\soss)?
      | zum\sinhalt\sspringen | zur\sstartseite | accueil | mentions\slégales | contribuer | se\sconnecter
      | aller\sau\scontenu
      | qui\ssommes-nous\s?\?? | inicio | aviso\slegal | quiénes\ssomos | ir\sal\scontenido | contacto
      | política\sde\s(?:privacidad|cookies) | hjem | forsiden? | personvern | om\soss
      | hopp\stil\sinnhold(?:et)? | meny""",
    _FLAGS,
)
_WHOLE: Final[tuple[tuple[str, re.Pattern[str]], ...]] = tuple(
    (why, re.compile(pattern, _FLAGS))
    for why, pattern in (
        (
            "share bar",
            r"""\d[\d.,]*\s?k? | click\sto\s(?:share|e-?mail|print)\b.* | .{0,60}\(opens\sin\s(?:a\s)?new\swindow\)
              | (?:like\s)?loading(?:\.{3}|…)? | likes? | restacks?
              | (?:share|save)(?:\sfull)?\s(?:article|story|post)s?
              | (?:reuse|reprint)\sthis\scontent | order\sreprints | remind\sme\sin\s\w+ | save\sfor\slater | bookmark
              | ajouter\sà\s(?:vos|mes)\ssélections | offrir\s(?:cet\s)?(?:l['’])?article
              | \d+\s(?:likes?|shares?|views?)""",
        ),
        (
            "comment box",
            r"""your\se-?mail\saddress\swill\snot\sbe\spublished\..* | required\sfields\sare\smarked.* | reply
              | (?:comment|name|website)\s?\* | save\smy\sname,?\se-?mail.* | [\w.\s'’-]{2,40}\ssays:
              | notify\sme\sof\s.{4,60} | this\ssite\suses\sakismet.*""",
        ),
        (
            "tags",
            r"""(?:tagged|posted\sin|filed\s(?:under|in|to)|tags?|topics|categor(?:y|ies)|schlag(?:wörter|worte)|themen
                |mots[-\s]clés|étiquettes|archivado\sen|etiquetas|emneord|stikkord|see\smore\son)\b\s?:?\s?[^.!?]{0,160}
              | explore\smore\son\sthese\stopics | (?:\#[\w-]{2,40}\s?,?\s?){1,12}""",
        ),
        (
            "page label",
            r"""(?:post|article)\snavigation
              | (?:previous|next|newer|older)(?:\s(?:post|article|story|entry))?s?\s?[:«»←→].{0,160}
              | recent\s(?:posts|comments) | archives | categories | blogroll | proudly\spowered\sby\s.{2,40}
              | powered\sby\s[\w\s]{2,40} | (?:part\sof|from)\s(?:a|our|the)\sseries\b.{0,60}
              | listen\sto\sthis\s(?:article|story)\b.*
              | support\s(?:us\s)?(?:once|monthly) | today['’]s\spaper
              | (?:article\s)?réservé\saux\sabonnés | ready\sfor\smore\? | paid | free""",
        ),
    )
)
_ENDS = re.compile(
    r"""\d[\d.,]*\s(?:thoughts?|comments?|responses?|repl(?:y|ies)|kommentare?|commentaires?|comentarios?|kommentarer)
        (?:\s(?:on|to|zu|sur|sobre|til)\b.*)?
      | leave\sa\s(?:reply|comment)\b.* | (?:comments|kommentare|commentaires|comentarios|kommentarer)(?:\s\(?\d+\)?)?
      | discussion\sabout\sthis\s\w+ | post\snavigation | explore\smore\son\sthese\stopics | reuse\sthis\scontent
      | (?:posted\sin|filed\sunder|tagged|archivado\sen|see\smore\son)\b[^.!?]{0,160} | recent\s(?:posts|comments)
      | (?:about|meet)\sthe\sauthors? | about\s(?:our|the)\s(?:writers?|contributors?)
      | über\s(?:den\sautor|die\sautor\w+)
      | à\spropos\sde\sl['’]auteure? | sobre\s(?:el\sautor|la\sautora) | om\sforfatteren | authors?
      | most\s(?:viewed|read|popular|shared) | site\s(?:index|map) | ready\sfor\smore\?""",
    _FLAGS,
)
_OPENS = re.compile(
    r"""(?:related|popular|trending|latest|more|other|recent|further|recommended|suggested|top)\b[^.!?:]{0,50}:?
      | read\s(?:next|more|also)
      | (?:you\s(?:may|might)\s|up\snext|see\salso|editor['’]s?|don['’]t\smiss|what\sto\sread)[^.!:]{0,40}
      | (?:mehr|weitere|verwandte|das\skönnte|lesen\ssie)\b[^.!:]{0,50} | meistgelesen
      | (?:à\slire|lire\saussi|sur\sle\smême|articles\sliés|les\splus\slus)\b[^.!:]{0,30}
      | (?:lea\stambién|te\spuede|noticias\srelacionadas|más)\b[^.!:]{0,40}
      | (?:les\sogså|relaterte|mest\slest|siste)\b[^.!:]{0,30}""",
    _FLAGS,
)


def why_beside(line: str) -> str | None:
    """Say why *line* of a page is no part of any piece; None where its words alone do not tell.

    >>> why_beside("Privacy ∙ Terms ∙ Collection notice")
    'menu'
    """
    text = collapse(line)
    if len(text) > _LONGEST:
        return None
    parts = _DIVIDED.split(text, maxsplit=_MAX_PARTS)
    if all(_MENU.fullmatch(part) for part in parts):
        return "menu"
    return next((why for why, pattern in _WHOLE if pattern.fullmatch(text)), None)


def ends_text(line: str) -> bool:
    """Whether nothing below *line* is the piece's text any more: comments, tags, or a note on the author begin."""
    return len(line) <= _LONGEST and _ENDS.fullmatch(line) is not None


def opens_list(line: str) -> bool:
    """Whether *line*, a related teaser, is but the heading of a list of them."""
    return len(line) <= _LONGEST and _OPENS.fullmatch(line) is not None
