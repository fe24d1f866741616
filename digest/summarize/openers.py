"""Openings that lean on a sentence before: connectives and pronouns, by language.

A sentence that begins so cannot open a blurb unless it is the piece's own first one ("It may not be a looker, but the
toadfish …" is a fine beginning), nor stand after a sentence that it does not follow. A language that is missing here
has no such rule; its leads are contiguous anyway.
"""

from __future__ import annotations

import functools
import re

from digest.summarize.marks import OPENERS

__all__ = ["is_severed", "leans_back"]

_WORDS = {
    "en": """
        and but however so yet also still then thus hence therefore moreover furthermore additionally besides likewise
        meanwhile instead nevertheless nonetheless otherwise accordingly consequently similarly conversely again
        indeed finally lastly secondly thirdly plus or nor though elsewhere afterwards afterward rather regardless too
        here now others another such both neither yes no well ok okay sure right thanks unsurprisingly
        he he’s he’d he’ll she she’s she’d she’ll they they’re they’ve they’d they’ll his her hers their theirs him
        them it it’s it’ll it’d its this that that’s these those here’s second third
    """,
    "de": """
        aber und doch oder denn sondern jedoch allerdings dennoch trotzdem deshalb deswegen daher darum also zudem
        außerdem ferner überdies dagegen hingegen stattdessen dabei damit dafür dadurch daraufhin danach davor dann
        dazu davon darin darauf darüber daran darunter zwar gleichzeitig zugleich unterdessen inzwischen schließlich
        auch so somit folglich ebenso ebenfalls dort hierzu hierbei hier sonst anschließend zuvor später
        er sie es ihm ihn ihnen seine seiner seinem seinen sein ihre ihrer ihrem ihren ihr dies diese dieser dieses
        diesem diesen jener jene jenes solche solch derselbe beide beides letztere ersterer
    """,
    "fr": """
        mais et or donc car ainsi aussi cependant pourtant toutefois néanmoins ensuite puis enfin alors d’ailleurs
        là il elle ils elles son sa ses leur leurs ce cela ça ceci cette ces c’est celui celle ceux celles lui eux
    """,
    "es": """
        pero y e o sino aunque además también así entonces luego después asimismo
        él ella ellos ellas su sus este esta estos estas ese esa esos esas esto eso aquello aquel aquella ambos ambas
        dicho dicha dichos dichas
    """,
    "no": """
        og men eller for så derfor likevel imidlertid dessuten også samtidig deretter derimot dermed ellers altså
        da der her nå slik han hun disse dette denne hans hennes deres dens dets begge sistnevnte førstnevnte
    """,
    "sv": """
        och men eller så därför ändå däremot dessutom också samtidigt sedan därefter alltså dock då där här nu
        han hon dessa detta denna hans hennes deras dess båda
    """,
    "da": """
        og men eller for så derfor alligevel imidlertid desuden også samtidig derefter derimod dermed ellers altså
        dog da der her nu han hun disse dette denne hans hendes deres dens dets begge
    """,
    "nl": """
        en maar of want dus daarom echter toch bovendien ook daarna vervolgens daarnaast intussen ondertussen
        bijvoorbeeld hij zij ze haar hun dit deze beide zo dan daar hier
    """,
    "it": """
        ma e o però tuttavia quindi dunque perciò inoltre anche così infatti poi intanto invece
        egli lui lei essi loro suo sua suoi sue questo questa questi queste quello quella ciò entrambi
    """,
    "pt": """
        mas e ou porém contudo todavia portanto assim também então depois ele ela eles elas seu sua seus suas
        este esta estes estas esse essa esses essas isso isto aquele aquela ambos
    """,
    "vi": "nhưng và họ nó",
}

_PHRASES = {
    "en": """
        because of this|for example|for instance|for one|for that|for this|in addition|in fact|in other words
        in contrast|in turn|in short|in the meantime|in particular
        in response|in doing so|in this|in that|in these|in those
        in both cases|in each case|in conclusion|in summary|in comparison|in all|as a result|as such|as with|as noted
        as mentioned|as for|at the same time|at that|at this|by contrast|by comparison|by then|by doing|by this|by that
        by the same token|on the other hand|on the contrary|on top of|on the one hand|to that end|to this end
        to be clear|to be sure|of course|of these|of those|of them|of that|of this|with that
        with this|with these|with those|with it|from there|from then|from this|from that|after that|after this|after all
        before that|before this|since then|until then|above all|first of all|even so|even then|what is more|what’s more
        not only|not so|not surprisingly|either way|when asked|asked if|asked whether|asked about|asked why|one of them
        some of them|many of them|most of them|all of them|each of them|one of these|one of those|some of these
        many of these|all of this|all this|all that|all these|all of these|much of this|none of this|another one
        the latter|the former|the two|the pair|the duo|the trio|the couple|the same|the second|the third|the other
        the others|the rest|the next|the move|the result|the incident|the remaining|the above|the following|the reason
        the answer|the last of|one such|thank you|among them|among these|along with this|despite this|despite that
        like this|in a similar|in much the same|under this|under these|through this|through these|let’s|we also|i also
    """,
    "de": """
        das ist|das war|das sind|das wird|das hat|das kann|das gilt|das heißt|das bedeutet|das sei|zum beispiel
        im gegensatz dazu|im übrigen|darüber hinaus|in der tat|mit anderen worten|nicht zuletzt|vor allem
    """,
    "fr": """
        par ailleurs|en outre|de plus|en effet|par conséquent|par exemple|au contraire|en revanche|de même|du coup
        dès lors|malgré tout|pour autant|à l’inverse|d’autre part|dans le même temps|tous deux|en cela|quant à
    """,
    "es": """
        sin embargo|no obstante|por lo tanto|por tanto|por eso|por ello|por otra parte|por otro lado|por ejemplo
        en cambio|en efecto|en este sentido|mientras tanto|de hecho|es decir|a su vez|al mismo tiempo|de esta manera
        de este modo|con ello|en ese|en esa|por su parte
    """,
    "no": """
        i tillegg|for eksempel|på den annen side|til slutt|i stedet|heller ikke|det er|det var|det har|det blir|det ble
        det kan|det vil|det skal|det går|det gir|den er|den har|de er|de har|de to|de andre|dette er
    """,
    "sv": "i stället|till exempel|det är|det var|det har|det blir|det kan|den är|den har|de är|de har|de två|de andra",
    "da": "i stedet|for eksempel|det er|det var|det har|det bliver|det kan|den er|den har|de er|de har|de to|de andre",
    "nl": "dat is|dat was|dat heeft|het is|het was|om die reden|aan de andere kant|op die manier",
    "it": "per esempio|d’altra parte|al contrario|a sua volta|di conseguenza|nel frattempo",
    "pt": "além disso|no entanto|por isso|por exemplo|por outro lado|ao mesmo tempo|de fato|ou seja",
    "vi": """
        tuy nhiên|tuy vậy|do đó|vì vậy|vì thế|ngoài ra|bên cạnh đó|đồng thời|trong khi đó|sau đó|ông ấy|bà ấy|anh ấy
        chị ấy|cô ấy|điều này|điều đó|việc này|người này|những người này|theo đó
    """,
}

_PREFIXES = {
    "ar": "لكن|ولكن|كما|وقال|وأضاف|وأوضح|وأكد|وتابع|وأشار|ومع ذلك|لذلك|ولذلك|ثم|هو |هي |هم |هذا|هذه|ذلك|تلك",
    "ja": "しかし|だが|また|そして|それ|これ|その|この|そこ|ここ|彼|だから|さらに|なお|ただし|一方|すると|ところが",
    "zh": "但|但是|然而|因此|所以|而且|此外|他|她|它|这|那|其中|同时|另外|不过",
    "ko": "그러나|하지만|그리고|또한|또 |그래서|따라서|그는|그녀는|이는|이에|그들은|한편",
}
"""Openings in scripts where a space alone does not tell a word's end."""

# "This week", "diese Woche", "cette année": a time, no reference back; "this post": the piece itself.
_TIME = (
    r"(?!\s(?:(?:past|coming|last|next|blog)\s)?(?:post|article|column|episode|week|weekend|month|year|"
    r"morning|afternoon|evening|summer|winter|spring|"
    r"autumn|fall|season|january|february|(?-i:March|May)|april|june|july|august|september|october|november|december|"
    r"monday|tuesday|wednesday|thursday|friday|saturday|sunday|woche|jahr|jahres|monat|tage|montag|dienstag|mittwoch|"
    r"donnerstag|freitag|samstag|sonntag|sommer|semaine|année|mois|matin|soir|été|lundi|mardi|mercredi|jeudi|"
    r"vendredi|samedi|dimanche|semana|año|mes|mañana|tarde|lunes|martes|miércoles|jueves|viernes|sábado|domingo|"
    r"uken|uka|året|måneden|sommeren|helgen|helga)\b)"
)
# "Specifically, …", "Ultimately, …": with a comma they sum up or narrow what was said; without one they may not.
_COMMA_WORDS = (
    r"(?:(?:more|most)\s)?(?:specifically|precisely|generally|broadly|importantly|notably|concretely|incidentally|"
    r"interestingly|ultimately|overall|eventually|subsequently|previously|originally|initially|first|next|last)\s?,"
)
_LATER = {
    "en": (
        rf"{_COMMA_WORDS}|(?:[\w-]+\s){{1,3}}(?:hours|days|weeks|months|years|decades|day|week|month|year|decade)\s"
        r"(?:later|earlier|before\sthat|after\sthat)|given\s(?:the|this|that|these|those|such|its|their|his|her|our|"
        r"(?:[\w.-]+\s){0,2}[\w.-]+['’]s)|the\s(?:next|following|same)\s(?:day|week|month|year|morning|evening)|"
        r"(?:soon|shortly|long)\safter(?:wards?)?\s?,"
    ),
    "de": r"(?:genauer|konkret)\sgesagt|\w+\s(?:tage|wochen|monate|jahre)\s(?:später|zuvor|danach)",
    "fr": r"plus\s(?:précisément|exactement)|\w+\s(?:heures|jours|semaines|mois|ans)\s(?:plus\stard|après|auparavant)",
    "es": r"(?:más\s)?concretamente|en\sconcreto|\w+\s(?:días|semanas|meses|años)\s(?:después|más\starde|antes)",
    "no": r"nærmere\sbestemt|mer\s(?:presist|konkret)|\w+\s(?:dager|uker|måneder|år)\s(?:senere|etterpå|tidligere)",
}
"""What narrows or dates by the sentence before, where a table of words does not reach."""
_SAME_AS = {"nb": "no", "nn": "no"}


@functools.cache
def _pattern(lang: str) -> re.Pattern[str] | None:
    """Build the pattern of one language's leaning openings."""
    if lang in _PREFIXES:
        return re.compile(rf"(?:{_PREFIXES[lang]})")
    if lang not in _WORDS:
        return None
    phrases = [phrase.strip() for line in _PHRASES[lang].splitlines() for phrase in line.split("|") if phrase.strip()]
    options = "|".join(
        re.escape(entry).replace("’", "['’]").replace(r"\ ", r"\s+")
        for entry in (*sorted(phrases, key=len, reverse=True), *sorted(_WORDS[lang].split(), key=len, reverse=True))
    )
    # "To do this, …", "To fix that, …": a purpose named before.
    purpose = r"to\s\w+\s(?:this|that|these|those|it|them|so)" if lang == "en" else "(?!)"
    later = _LATER.get(lang, "(?!)")
    return re.compile(rf"(?:{options}|{purpose}|{later})(?![\w-]|['’]\w){_TIME}", re.IGNORECASE)


# What a piece's own first sentence never says: what it speaks of was cut off above it. "It may not be a looker, but the
# toadfish …" is a fine beginning; "That was the strategy behind …" and "He said so." are none.
_SEVERED = {
    "en": (
        r"(?:that|those)(?:['’]s|\s(?:is|was|are|were|means|meant|said|makes|made|includes|included|happened|changed))\b|"
        r"(?:he|she|they|it)\s(?:also\s)?(?:said|says|added|told|explained|noted|continued|replied|went\son)\b|"
        r"(?:however|moreover|furthermore|nevertheless|nonetheless|consequently|additionally|likewise|therefore|thus|"
        r"hence|in\saddition|as\sa\sresult|for\sthis\sreason|by\scontrast|on\sthe\sother\shand|for\sexample|for\sinstance|"
        r"in\sother\swords|also|similarly|conversely|in\scontrast)\s?,|(?:the\slatter|the\sformer)\b"
    ),
    "de": (
        r"(?:er|sie|es)\s(?:sagte|erklärte|betonte|fügte|ergänzte)\b|das\s(?:sagte|bestätigte|teilte|erklärte)\b|"
        r"(?:außerdem|zudem|dennoch|deshalb|deswegen|daher|trotzdem|allerdings|jedoch|demnach|hingegen|dagegen|darüber\shinaus)\b"
    ),
    "fr": (
        r"(?:il|elle|ils|elles)\s(?:a|ont)\s(?:dit|déclaré|ajouté|précisé|expliqué)\b|"
        r"(?:cependant|néanmoins|toutefois|en\soutre|par\sconséquent|de\splus|en\srevanche|par\sailleurs|en\seffet)\b"
    ),
    "es": (
        r"(?:sin\sembargo|además|por\s(?:lo\s)?tanto|no\sobstante|asimismo|por\s(?:el\scontrario|otra\sparte|otro\slado)|"
        r"en\scambio|de\shecho|por\sejemplo)\b|(?:él|ella)\s(?:dijo|añadió|explicó|agregó)\b"
    ),
    "no": (
        r"(?:han|hun|de)\s(?:sier|sa|forteller|legger|mener)\b|(?:imidlertid|dessuten|derfor|likevel|derimot|i\stillegg)\b"
    ),
}


def is_severed(text: str, lang: str) -> bool:
    """Whether *text* speaks of what stood before it so plainly that it was no beginning, even where it comes first.

    >>> is_severed("That was the strategy behind it.", "en"), is_severed("It may not be a looker.", "en")
    (True, False)
    """
    pattern = _SEVERED.get(_SAME_AS.get(lang, lang))
    return bool(pattern and re.match(pattern, text.lstrip(OPENERS + "–—- "), re.IGNORECASE))


def leans_back(text: str, lang: str) -> bool:
    """Whether *text* begins with a connective or a pronoun of *lang*, a language subtag such as `en`.

    >>> leans_back("However, the vote failed.", "en"), leans_back("This week the vote failed.", "en")
    (True, False)
    """
    pattern = _pattern(_SAME_AS.get(lang, lang))
    return bool(pattern and pattern.match(text.lstrip(OPENERS + "–—- ")))
