"""The patterns of the furniture, one table, in the order in which they are asked.

A pattern of `WHOLE` must fit the whole line; one of `OPENING` its beginning, on lines of at most so many characters.
"""

from __future__ import annotations

import re
from typing import Final

__all__ = ["OPENING", "WHOLE"]

_FLAGS = re.IGNORECASE | re.VERBOSE

_NETWORK = (
    r"(?:facebook|twitter|x|linked-?in|whats-?app|telegram|reddit|e-?mail|mail|pinterest|flipboard|instagram|threads|"
    r"bluesky|mastodon|xing|tumblr|youtube|tiktok|snapchat|rss|messenger|pocket|print|copy(?:\slink)?|link|"
    r"share|tweet|save|more|drucken|teilen|imprimer|partager|imprimir|compartir|del|tips)"
)
_MONTH = (
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|jän|mär|mai|okt|dez|janv|févr|avr|juin|juil|août|sept|déc|"
    r"ene|abr|ago|dic|des)\w*\.?"
)
_DAY = (
    r"(?:(?:mon|tues?|wednes|thurs?|fri|satur|sun)(?:day)?|montag|dienstag|mittwoch|donnerstag|freitag|samstag"
    r"|sonntag|"
    r"lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|miércoles|jueves|viernes|sábado|domingo|"
    r"mandag|tirsdag|onsdag|torsdag|fredag|lørdag|søndag|wed|thu|sat)\.?"
)
_DATE = (
    rf"(?:{_DAY},?\s)?(?:(?:den|le|el)\s)?(?:{_MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?,?(?:\s\d{{4}})?|"
    rf"\d{{1,2}}(?:st|nd|rd|th|er)?\.?\s(?:de\s)?{_MONTH}(?:,?\s(?:de\s)?\d{{4}})?|"
    r"\d{1,2}[./]\s?\d{1,2}[./]\s?\d{2,4}|\d{4}[-/]\d{2}[-/]\d{2})"
)
_CLOCK = (
    r"(?:(?:at|um|à|a\slas|kl\.?|klokken)\s)?\d{1,2}[:.h]\d{2}(?::\d{2})?(?:\s?[ap]\.?m\.?)?(?:\s?uhr|\s?h)?"
    r"(?:,?\s\(?[A-Z]{2,5}\)?)?(?:,?\s(?:uk|us))?"
)
_STAMP_WORD = (
    r"(?:first\s)?(?:published|posted|updated|last\s(?:updated|modified)|modified|created|filed|stand|aktualisiert|"
    r"veröffentlicht|erstellt|publié|mis\sà\sjour|modifié|publicado|actualizado|publisert|oppdatert|sist\soppdatert)"
)
_STAMP = (
    rf"(?:(?:{_STAMP_WORD})(?:\s(?:on|at|am|le|el|den|il\sy\sa))?\s?:?\s?)?"
    rf"(?:{_DATE}(?:,?\s?[-–—|•·@]?\s?{_CLOCK})?|{_CLOCK}(?:,?\s?[-–—|•·]?\s?{_DATE})?)"
)

WHOLE: Final[tuple[tuple[str, re.Pattern[str]], ...]] = tuple(
    (why, re.compile(pattern, _FLAGS))
    for why, pattern in (
        (
            "share bar",
            rf"""(?:follow|like|find|join)\s(?:us|me|along)(?:\s(?:on|at))?(?:\s(?:social(?:\smedia)?|{_NETWORK}
              |and|,|&))*[.:!]?
              | \d{{1,3}}\s?(?:of|/)\s?\d{{1,3}}
              | (?:please\s)?share(?:\s(?:this|the|on|via|with|it|article|story|post|page|options|your\sthoughts
                |{_NETWORK}))*\s?[:!]?
              | (?:{_NETWORK}(?:\s?[|,/•·]?\s?(?:(?:share|post|send)\s(?:on|by|via|to)\s)?)){{1,12}}
              | (?:share|post|send)\s(?:on|by|via|to)\s{_NETWORK}
              | (?:artikel|beitrag|seite)\s(?:teilen|drucken|merken|anhören)(?:\sauf\s{_NETWORK})?
              | auf\s{_NETWORK}\steilen
              | partage[rz]\s(?:(?:cet?\s)?(?:l['’])?article|sur\s{_NETWORK})
              | compart(?:ir|e)\s(?:este\sartículo|esta\snoticia|en\s{_NETWORK})
              | del\s(?:artikkelen|saken|på\s{_NETWORK})
              | (?:seguir|síguenos|suivez-nous|folgen\ssie\suns|følg\soss)(?:\s(?:en|sur|auf|på)\s{_NETWORK})?.?
              | condividi | dela(?:\sartikeln)? | (?:copy|copied)\s(?:link|url)(?:\sto\sclipboard)?""",
        ),
        (
            "comment box",
            r"""(?:view\s|show\s|read\s|see\s|post\s|add\s|leave\s|\d[\d.,]*\s)?(?:all\s|a\s|your\s|\d[\d.,]*\s)?
                (?:comments?|kommentare?|commentaires?|comentarios?|kommentarer)(?:\s\(?\d+\)?)?
              | (?:leave|post|write)\sa\s(?:comment|reply)
              | join\sthe\s(?:conversation|discussion)[.!]?
              | what\sdo\syou\sthink\??
              | (?:let\sus\sknow|tell\sus)[\w\s']{0,40}\sin\sthe\scomments[\w\s]{0,20}[.!]?""",
        ),
        (
            "call to action",
            r"""(?:google|app|mobile|desktop|newsletter|donate|header|footer|sidebar|inline|article)\s(?:cta|promo
              |banner)
              | (?:keep|continue|start)\sreading(?:\.{3}|…)?(?:\s?show\sless)?(?:\sbelow)?
              | (?:read|show|see|view|load|learn)\s(?:more|less|all|full\s(?:story|article))(?:\s(?:stories
                |articles|posts|here))?
                (?:\.{3}|…|\s?[»›→>]+)?(?:\s?show\sless)?
              | (?:weiter\s?lesen|mehr\s(?:lesen|erfahren|anzeigen)|zum\sartikel|lire\sla\ssuite|en\ssavoir\splus
                |(?:voir|lire)\splus
                |leer\smás|seguir\sleyendo|ver\smás|les\s(?:mer|videre|hele\ssaken)|vis\smer)(?:\.{3}|…|\s?[»›→>]+)?
              | click\s(?:here|below|on)\b[^.!?]{0,90}[.!]?
              | tap\shere\b[^.!?]{0,90}[.!]?
              | want\smore\s(?:of\s)?(?:our|from\sus|like\sthis|stories)\b[^.!]{0,80}[.?!]?
              | (?:make|add|set|choose)\sus\s(?:as\s)?(?:your\s|a\s|on\s)?(?:preferred|google
                |favou?rite)\b[^.!?]{0,60}[.!]?
              | (?:log|sign)\s?(?:in|out|up)(?:\s(?:here|now|free|with\s\w+|/\s?register))?
              | (?:register|subscribe|subscribe\snow|donate|donate\s(?:now|today|here)|support\sus|join\s(?:now|us)
                |buy\snow|skip\sto\s
                (?:main\s)?content|back\sto\s(?:top|home(?:page)?)|menu|search|close|open\smenu|toggle\s\w+|next
                  |previous|home|download)
              | (?:abonnieren|jetzt\sabonnieren|spenden|jetzt\sspenden|anmelden|s['’]abonner|abonnez-vous
                |faire\sun\sdon|suscríbete|
                suscribirse|donar|iniciar\ssesión|abonner|bli\sabonnent|logg\sinn|støtt\soss)[.!]?
              | (?:download|get|install)\s(?:the|our)\s[\w\s']{0,30}app\b[^.!?]{0,60}[.!]?
              | (?:listen\s(?:to\s(?:this|the)\s(?:article|story|episode|post)|now)|play\s(?:audio
                |video))(?:\s\d+\smin\w*)?
              | (?:video\s?[-–:]\s?)?scroll\s(?:down\s)?(?:for|to)\s[\w\s]{2,40}
              | (?:story|article|post)\scontinues\s(?:below|after)[\w\s]*[.:]?
              | (?:continue|read)\s(?:below|on)\s?(?:the\sad\w*)?
              | (?:please\s)?(?:direct|send|submit)\s(?:any\s|all\s|your\s)?(?:questions|comments|tips|corrections
                |letters)\b.{0,120}
              | be\sthe\sfirst\sto\s(?:get|know|comment)[\w\s]{0,30}""",
        ),
        (
            "advertisement",
            r"""(?:advertisements?|advertising|ad|ads|sponsored(?:\s(?:content|link|by\s.{2,40}))?|paid\s(?:content
              |post)|promoted|skip\sadvertisement|
              promotion|anzeige|werbung|publicité|publicidad|annonse|reklame|advertiser\sdisclosure
                |sponsored\slinks?|article\scontinues\s(?:below|after)[\w\s]*)[.:]?
              (?:[\s–—-]*(?:scroll\sto\scontinue|continue\sreading(?:\sbelow)?))?""",
        ),
        (
            "related teaser",
            r"""(?:you\s(?:may|might)\s(?:also\s)?(?:like|be\sinterested\sin|enjoy)|(?:related|recommended|popular
              |trending|latest|
              most\s(?:read|popular|viewed|shared)|top|more|other|recent|further|suggested)\s
              (?:articles?|stories|posts?|news|content|reading|links?|coverage|videos?|topics|pieces|items|now)
              |related|recommended(?:\sfor\syou)?|trending|most\s(?:read|popular)|editor['’]s?['’]?\s(?:picks
                |choice)|read\s(?:next|also)
              |up\snext|more\s(?:from|on|in|about)\s[^.!?]{2,50}|see\salso|further\sreading|what\sto\sread\snext
                |don['’]t\smiss
              |mehr\szum\sthema|lesen\ssie\sauch|das\skönnte\s(?:sie|dich)\s(?:auch\s)?interessieren|meistgelesen
                |verwandte\sartikel|mehr\s(?:von|aus|über)\s[^.!?]{2,40}|weitere\s(?:artikel|themen|beiträge)
              |à\slire\saussi|lire\saussi|sur\sle\smême\s(?:sujet|thème)|articles\sliés|les\splus\slus
              |lea\stambién|te\spuede\sinteresar|noticias\srelacionadas|más\sleídas|más\sinformación
              |les\sogså|relaterte\s(?:saker|artikler)|mest\slest|siste\snytt)\s?:?""",
        ),
        (
            "time stamp",
            rf"""(?:by\s[\w.\s'’-]{{3,40}}[|,•·–-]?\s)?{_STAMP}(?:\s?[,|•·/–—-]\s?{_STAMP})?(?:\sby\s[\w.'’-]{{2,20}}(?:\s[\w.'’-]{{2,20}}){{0,2}})?(?:\s?[|•·-]?\s?\d+\smin(?:ute)?s?(?:\sread)?)?
              | (?:\d+|an?|one)\s(?:minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?)\sago
              | (?-i:[A-ZÀ-Þ])[\w\s]{{2,30}}\s[-–|]\s{_DATE}(?:,?\s[-–|]?\s?{_CLOCK})?
              | vor\s\d+\s(?:minuten?|stunden?|tagen?) | il\sy\sa\s\d+\s(?:minutes?|heures?|jours?)
              | hace\s\d+\s(?:minutos?|horas?|días?) | for\s\d+\s(?:minutter?|timer?|dager?)\ssiden
              | (?:reading\stime|lesezeit|temps\sde\slecture|tiempo\sde\slectura|lesetid
                |estimated\sread(?:ing)?\stime)\s?:?\s?\d+\s?\w*\.?
              | \d+[\s-]min(?:ute)?s?\.?\s(?:read|watch|listen|lesezeit|de\slecture|de\slectura|lesetid)""",
        ),
        (
            "copyright notice",
            r"""(?!.*(?:stock\sphoto|getty|shutterstock))(?:copyright|©|\(c\))\s?(?:©\s?)?(?:\d{4}|by\b|the\b|riproduzione).{0,160}
              | .{0,120}\ball\srights\sreserved\b.{0,160}
              | .{0,80}this\smaterial\smay\snot\sbe\s(?:published|reproduced).{0,140}
              | (?:reprinted|republished|excerpted|used)\s(?:by|with)\spermission\b.{0,200}
              | alle\srechte\svorbehalten.{0,60} | tous\sdroits\sréservés.{0,60}
                | todos\slos\sderechos\sreservados.{0,60}""",
        ),
        (
            "newsletter box",
            r"""(?:our\s|free\s|daily\s|weekly\s|the\s)?(?:e-?mail\s)?newsletters?(?:\s(?:sign[\s-]?up|subscription))?
              | (?:thank\syou|thanks)\sfor\s(?:signing\sup|subscribing)\b.{0,80}
              | (?:enter\s)?(?:your\s)?e-?mail(?:\saddress)?\s?\*? | stay\son\sthe\scutting\sedge
              | skip\spast\snewsletter\spromotion[.]? | after\snewsletter\spromotion
              | sign\sup\s(?:to|for)\s(?-i:[A-Z])[\w\s’'-]{2,50} | privacy\snotice:\snewsletters\smay\scontain\b.*
              | (?:das\s|unser\s)?newsletter(?:\sabonnieren)? | nyhetsbrev | boletín(?:\sde\snoticias)?
                | infolettre""",
        ),
    )
)
"""Why, and the pattern that the whole line must fit."""

_NO_NAME = (
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|August|September"
    r"|October|"
    r"November|December|Early|Late|The|Then|Now|All|This|That|Any|Some|Most|Its?|His|Her|Their|Our|My)"
)
_ROLE = (
    r"(?:of|the|for|and|in|at|senior|staff|political|chief|special|to|editor|reporter|writer|correspondent|columnist|"
    r"contributor|freelance|redakteur\w*|journalist\w*)"
)
_OUR = r"(?:our|the\s[\w\s'’&-]{2,40}?|(?-i:[A-Z])[\w'’]+(?:\s[\w'’]+){0,3}['’]s?|free|this|daily|weekly)"
_PERIODICAL = (
    r"(?:newsletters?|mailing\slist|round-?up|briefing|bulletin|e-?mails?\b|updates|alerts|inbox|digest|substack)"
)

OPENING: Final[tuple[tuple[str, int, re.Pattern[str]], ...]] = tuple(
    (why, longest, re.compile(pattern, _FLAGS))
    for why, longest, pattern in (
        (
            "newsletter box",
            450,
            rf"""(?:please\s|want\s[\w\s]{{2,40}}\?\s|to\s[\w\s]{{2,60}},\s)?
                (?:subscribe|sign\s?up|opt\sin)\b(?:\snow|\stoday|\shere|\sfor\sfree|\sbelow)?\s?(?:to|for|and
                  |here)?\s[^.?!]{{0,120}}{_PERIODICAL}
              | (?:get|receive|have)\s[^.?!]{{2,140}}\b(?:(?:in|to)\syour\s(?:e-?mail\s)?inbox|by\se-?mail\b
                |{_OUR}\snewsletter)
              | (?:join|stay\s(?:up\sto\sdate|informed|in\sthe\sloop|connected)|never\smiss|don['’]t\smiss
                |keep\sup)\b[^.?!]{{0,140}}
                (?:\byour\sinbox|{_OUR}\s(?:\w+\s){{0,3}}newsletter|mailing\slist)
              | this\sarticle\s(?:is\s(?:from|adapted\sfrom)|(?:first\s)?appeared\sin)\s[^.]{{0,60}}newsletter
              | (?:thanks|thank\syou)\sfor\sreading\b[^.!]{{0,80}}[.!]
                \s(?:(?:please\s)?(?:subscribe|share|sign\sup)|this\spost)
              | [\w\s’'-]{{2,60}}\sis\sa\sreader-supported\s(?:publication|newsletter)\b.*\bsubscri
              | (?:follow|like)\s[^.!?]{{2,60}}\son\s(?:instagram|twitter|facebook|x\b|snapchat|tiktok|linkedin
                |bluesky|threads)
              | (?:abonnieren|bestellen)\ssie\s[^.!?]{{0,100}}newsletter | (?:melden\ssie\ssich
                |jetzt)\s[^.!?]{{0,60}}newsletter
              | (?:abonnez-vous|inscrivez-vous|recevez)\b[^.!?]{{0,120}}(?:newsletter|infolettre
                |lettre\sd['’]information|boîte\smail|e-mail)
              | (?:suscríbe(?:te|se)|apúnt[ae](?:te|se)|recib[ea])\b[^.!?]{{0,120}}(?:newsletter|boletín|correo)
              | (?:meld\sdeg|abonner|få)\b[^.!?]{{0,100}}(?:nyhetsbrev|innboks)""",
        ),
        (
            "call to action",
            260,
            r"""(?:click|tap)\shere\s(?:to|for)\b | (?:download|install|get)\s(?:our|the\sfree)\s[\w\s'’]{0,40}app\b
              | (?:watch|see|listen)\s?:\s | (?:now,\s)?(?:see|watch)\s(?:some\s)?more\s(?:of\s)?our\b
              | (?:subscribe|sign\sup|register|log\sin)\s(?:now|today|here|to\s(?:independent|read|continue|unlock
                |bookmark|comment))\b
              | want\sto\sbookmark\b | (?:to\sread\sthe\s(?:full|rest)|this\s(?:article
                |content)\sis\sfor\ssubscribers)\b
              | il\svous\sreste\s[\d.,]+\s?%\sde\scet\sarticle
              | (?:cet\s|la\ssuite\s.{0,10})?(?:article|contenu|est)\sréservée?\saux\sabonnés
              | regístrate\s(?:gratis\s)?para\sseguir | (?:jetzt\s)?weiterlesen\smit\b
              | (?:already|not\syet)\sa\ssubscriber\b | (?:you\shave\sreached|you['’]ve\sreached)\syour\b
              | do\syou\shave\sa\s(?:tip|story|question)\b[^?]{0,80}\? | (?:got|have)\sa\s(?:tip|story|question)\?
                | contact\sus\sat\b
              | [\s—–-]*(?:contact\s[\w.\s'’-]{3,50}\sat\s\S+@) | [\w.\s'’-]{3,50}\scan\sbe\s(?:reached
                |contacted)\sat\s\S+[@\d]""",
        ),
        (
            "related teaser",
            170,
            r"""[>»→•*\s(\[]*(?:read\smore|related(?:\s(?:story|article|content|coverage|video|stories))?
              |see\s(?:also|more)|also\sread|read\s(?:also|next)|
                more|further\sreading|don['’]t\smiss|must\sread|recommended|from\sthe\sarchives?)\s?(?::|\s[-–—|]\s
                  |[»>→]|-\s(?-i:[A-Z]))
              | >>>\s? | (?-i:READ(?:\sMORE|\sALSO|\sNEXT)?\s?[:|]|MORE\s?:|RELATED\s?[:|]|SEE\sALSO|WATCH\s?[:|])
              | (?:lesen\ssie\sauch|mehr\szum\sthema|lire\saussi|à\slire\saussi|à\slire|lea\stambién
                |le[ea]\stambién|más\sinformación|
                  te\spuede\sinteresar|les\sogså|mehr\sdazu
                |leggi\sanche|läs\socks[åa]|læs\sogså|lees\sook|leia\s(?:também|mais))\s?[:|–>»-]
              | for\smore,\sread\s""",
        ),
        (
            "by-line",
            160,
            rf"""(?-i:(?:By|BY|Von|Par|Por|Av|Af|Di|di|Door|Text|Words|Story|Written\sby|Posted\sby|Words\sby|Story\sby|Text\sby
              |Reporting\sby|Tekst|Texte|Texto)
                (?:\s?:)?\s(?!{_NO_NAME}\b)(?:(?:[A-ZÀ-Þ][\w.'’-]*+|de|van|von|der|la|al|bin)\s?+){{1,5}}
                (?:,?\s?(?:and|und|et|y|og|&|,|with)\s(?:(?:[A-ZÀ-Þ][\w.'’-]*+|de|van|von|der|la
                  |al)\s?+){{1,5}}){{0,4}}
                (?:\s?[|•·/–—]\s?[^.!?]{{2,70}}|\s?\([^()]{{2,60}}\)|,\s(?:(?:[A-ZÀ-Þ\d][\w.'’-]*+|{_ROLE}),?\s?+){{1,8}})?)$
              | (?:photos?|photography|words|text)\s(?:and\s(?:story|words|photos?|text)\s)by\s[\w.\s'’-]{{3,40}}$""",
        ),
        (
            "disclosure",
            900,
            r"""(?:the\s|any\s|all\s)?(?:views?|opinions?)(?:\s(?:and|or)\s\w+)?\s(?:expressed|presented|stated)\b[^.]{0,120}
                \b(?:do(?:es)?\snot\s(?:necessarily\s)?(?:reflect|represent)|(?:is|are)\s(?:solely\s|entirely\s)?(?:those\sof|(?:his|her|their|my)(?:\sown)?\b))
              | (?:all\s)?products?\s(?:featured|recommended|mentioned)\s(?:on|here
              |by)?[^.]{0,80}independently\s(?:selected|reviewed|chosen)
              | all\sproducts\s(?:featured\shere\s)?are\sindependently\s(?:selected|reviewed|chosen)
              | (?:when|if)\syou\s(?:buy|purchase|click|book)\b[^.]{0,140}\b(?:commission|affiliate)
              | (?:this\s(?:article|post|page|story)\s(?:may\s)?contains?|we\s(?:may|might|can)\s(?:earn|receive
                |get|make))\b[^.]{0,100}(?:affiliate|commission)
              | [\w\s'’]{2,40}\s(?:may|might)\s(?:earn|receive)\s[^.]{0,60}(?:commission|affiliate)
              | (?:dieser|der)\s(?:artikel|beitrag)\senthält\s[^.]{0,40}(?:affiliate|provision)""",
        ),
        (
            "editor's note",
            700,
            r"""[\[(*]{0,2}(?:editor|author|publisher)s?['’]?s?['’]?\snote\b\s?[:(—–-]? | [\[(*]{0,2}(?:correction
              |clarification)\s?(?::|\()
              | [\[(*]{0,2}this\s(?:article|story|post|piece|essay|column|report|interview)\s(?:was|has\sbeen|is
                |originally|first|also)
                \s?(?:been\s|was\s)?(?:originally\s|first\s)?(?:updated|corrected|amended|published|appeared|edited
                  |adapted|excerpted|lightly|republished|
                translated|produced|part\sof)\b
              | if\syour\stime\sis\sshort\s?:?$
              | (?:a\sversion\sof\s)?this\s(?:article|story|piece)\sappear(?:s|ed)\sin\s[^.]{0,80}
                \b(?:print|edition|issue|section)\b
              | this\s(?:interview|conversation)\s(?:has\sbeen|was)\s(?:lightly\s)?(?:edited|condensed)
              | (?:anmerkung\sder\sredaktion|note\sde\sla\srédaction|nota\s(?:de\sla\sredacción|del\seditor)
                |red(?:aksjonens)?\.?\sanm(?:erkning)?)\b""",
        ),
        (
            "agency note",
            320,
            r"""[—–-]{0,2}\s?(?:\(?reporting\sby\s.{2,120}?(?:editing|writing|additional)\b)
              | [\w.,\s'’&-]{3,160}\scontributed\s(?:to\sthis\s(?:report|story|article|piece)|reporting)\b
              | contribut(?:ing|ors?)\s?:\s(?=(?-i:[A-Z]))
              | (?:with\s(?:reporting|files|additional\sreporting)\s(?:from|by)|additional\sreporting\sby)\b
              | [—–]\s?(?:with\s)?(?:field\slevel\smedia|reuters|ap|afp|dpa|associated\spress)\.?$""",
        ),
    )
)
"""Why, the longest line in characters for which it holds, and the pattern that the line must open with."""
