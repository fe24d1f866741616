"""Words with a full stop that ends no sentence, and words that begin one; what sentencex's own lists lack for news."""

from __future__ import annotations

__all__ = ["ALWAYS", "BEFORE_NAME", "BEFORE_NUMBER", "BRANDS", "MONTHS", "STARTERS", "TIME_WORDS", "TITLES"]


def _words(lines: str) -> frozenset[str]:
    """Read a table: words divided by white space."""
    return frozenset(lines.split())


TITLES = _words("""
    Mr Mrs Ms Messrs Mme Mlle Dr Prof Gen Sen Rep Gov Sgt Capt Lt Cmdr Maj Rev Hon Supt Insp Det Pres Amb Mt Ft
    Hr Fr Frl Sr Sra Srta Dra Ud Uds Dott Sig Avv Dhr Mevr Mw Drs Tp Ts Pgs Gs Bs Tx Tt TP TS PGS GS ThS BS TX TT
    GS.TS PGS.TS Mgr Ing Inż Fa
""")
"""Without the last full stop, case matters: a name follows, whatever it looks like."""

ALWAYS = _words("""
    e.g i.e cf vs viz approx dr prof sig.ra prof.ssa dott mevr dhr hr d.ª
    z.b d.h u.a bzw bspw ggf inkl vgl sog evtl
    bl.a f.eks o.l dvs ca kl mill tlf t.ex hab np tzn tzv bijv resp
""")
"""Lower-case, without the last full stop: what follows belongs to the same sentence."""

BEFORE_NAME = _words("St Av Ave Blvd Jr Inc Ltd Co Corp Bros Dept Univ Assn Mfg Plc LLC Esq M.A B.A Ph.D")
"""Case matters: the sentence goes on unless a `STARTERS` word follows."""

BEFORE_NUMBER = _words("""
    no nos n nr núm num nº n° p pp pg pág vol fig figs sec sect art abs ch chap cap ca c kl tel ext rm bd s ver v para
    jan feb mar apr jun jul aug sep sept oct nov dec okt dez des mai janv févr avr juil oct déc ene abr ago dic
    mär gen mag giu lug ott bzw § r nro rn kap zif ziff rev op
""")
"""The sentence goes on when a figure or a currency follows."""

MONTHS = _words("""
    January February March April May June July August September October November December
    Januar Februar März Mai Juni Juli Oktober Dezember Jänner Jahrhundert Jahrhunderts
    januar februar mars mai juni juli august september oktober november desember december
""")
"""What an ordinal with a full stop may stand before, in any language."""

TIME_WORDS = _words("""
    Monday Tuesday Wednesday Thursday Friday Saturday Sunday Mon Tue Tues Wed Thu Thur Thurs Fri Sat Sun
    EST EDT ET CST CDT CT MST MDT MT PST PDT PT GMT BST UTC CET CEST Eastern Pacific Central Mountain Greenwich
    January February March April May June July August September October November December
    Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec
""")
"""What goes on after a.m. and p.m."""

STARTERS = _words("""
    The A An He She It They We You This That These Those There Here His Her Its Their Our My Your
    And But Or So Yet In On At For As If When While After Before Because Although Though Since Until By From To With
    Without What Who Why How Where Which Some Many Most Several All Both Each Every No Not Now Then Today Meanwhile
    Do Does Did Is Are Was Were Have Has Can Could Will Would Should Nobody Nothing Everyone Someone Thousands Millions
    However Also Another Other One Under Over Between During Still Even Only
    Der Die Das Den Dem Des Er Sie Es Wir Ihr Ein Eine Einen Einem Einer Und Aber Doch Oder Denn Im Am An Auf Aus Bei
    Beim Mit Nach Von Vom Vor Zu Zum Zur Für Durch Über Unter Auch Noch Nur Nun Dann Danach Dabei Damit Dafür Dazu
    Dort Hier Heute Gestern Seine Ihre Sein Diese Dieser Dieses Als Wenn Weil Wer Was Wie Warum Wo Jetzt Schon So
    Le La Les Un Une Des Il Elle Ils Elles On Nous Vous Je Ce Cette Ces Et Mais Ou Donc Or Car Dans Sur Pour Par Avec
    Sans Selon Puis Ensuite Pourtant Son Sa Ses Leur Leurs
    El Los Las Una Unos Unas Ella Ellos Ellas Y Pero En Con Por Para Según Su Sus Luego Entonces Este Esta Estos Estas
    Han Hun Det De Den Vi Jeg Du Og Men Eller På Etter Da Nå Dette Disse En Et Også For Fra Til Ved Mens Hans Hennes
    Deres Derfor Der Här Hon Och Att Som Från Till Efter Där
""")
"""Words with which a new sentence begins rather than a name goes on; case matters."""

BRANDS = _words("Yahoo! Jeopardy! Panic! Wham! Joomla! Oklahoma! Mamma! Airplane! Moulin!")
"""Names that end with an exclamation mark."""
