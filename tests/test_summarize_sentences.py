"""Where sentences end: hard cases from the news, one a line, the borders shown by bars."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.summarize.sentences import primary, split

HARD = {
    "en": """
Sen. Bernie Sanders, I-Vt., spoke.|He left.
The suspect, identified as Lt. j.g. Smith, was held.|Nobody else was.
The St. Louis Cardinals beat the L.A. Dodgers 3-2.|It was close.
"I'm done," said Jones.|"It's over."
“What is this?” she asked.|“Who are you?”|He did not answer.
It costs £3.50.|It used to cost £2.
Apple Inc. CEO Tim Cook spoke.|Shares rose.
The company, Acme Ltd., closed.|Its owner, J.P. Morgan, said nothing.
He was born Jan. 1, 1990, in Washington, D.C.|He moved to N.Y. in 2010.
At 10:30 a.m. on Tuesday, Nov. 3, they met.|At 11 a.m. they left.
The E.U. and the U.K. signed.|The U.S. did not.
Chapter 11 vs. Chapter 7: which?|Ask a lawyer.
See p. 5.|Then see pp. 6-9.
Dr. No was a film.|So was Mr. Bean.
He said it was “fine.”|She disagreed.
He called it “a mess” (his words).|They agreed.
She asked, “Why me?”|Nobody knew.
"Go!" he shouted.|They went.
Really?|Yes, really!|Good.
The price fell 0.5 p.c. in Q1.|It rose in Q2.
Contact John F. Smith Jr. at the office.|He is in.
The film stars Robert Downey Jr. and Samuel L. Jackson.|It opens Friday.
Mr. Smith Sr. died.|Mr. Smith Jr. lives.
Sgt. Maj. Roe and Pvt. Doe fought.|Both survived.
The U.N. Security Council met.|The U.N. said so.
I live in the U.K.|Do you?
They sell shoes, hats, etc.|Prices vary.
He works for the F.B.I.|She works for the C.I.A.
It was 5 p.m.|Everyone left.
"This is it... I think," he said.|It was.
Well ... maybe.|Who knows?
In the '90s it was fun.|Now it isn't.
‘I won’t go,’ he said.|‘Not now.’
The 1,000 m. race was won by Kenya.|Ethiopia was second.
Rev. Dr. Martin Luther King Jr. had a dream.|So do I.
I agree with Plan A.|You don't.
The ship, H.M.S. Victory, is old.|It floats.
So did I.|Nobody else did.
He scored in World War I.|Then he retired.
The vitamin is B.|It helps.
Is it No. 1?|No.|It is No. 2.
He paid $1.2 million.|That's a lot.
He ran 3.1 mi. in 20 min. on Monday.|She ran 5 km. in 25.
The film (2019) won.|[It lost in 2020.]|Fine.
"It's the best. It's the worst," said Dickens.|Nobody agreed.
Prof. Smith et al. found it.|Others did not.
Ms. Lee, M.D., Ph.D., spoke.|She left.
The Ph.D. Students Association met.|It was loud.
The Hon. Judge Roe ruled.|The case ended.
I spoke to Gen. Milley.|He was calm.
The U.S. Army said on Monday it had moved two brigades.|The Kremlin said nothing.
He has lived in the U.S. for ten years.|She has not.
They left the U.S.|The law had changed.
The U.S. Senate voted 51-49.|Sen. Mark Kelly abstained.
U.N. Secretary-General Ban Ki-moon spoke first.|He was brief.
Mr. and Mrs. Brown paid $4.5 m. for the house.|It burned down.
Prices rose to $4.5 bn. in June.|They fell in July.
It was No. 7 on the list.|Nobody saw it.
No. 10 declined to comment.|So did the Treasury.
Was it true?|No.|It was not.
J. K. Rowling wrote it.|George W. Bush read it.|John F. Kennedy could not.
Gen. David H. Petraeus and Lt. Col. Jane Roe met Prof. Dr. Hans Meyer.|They talked.
The meeting is at 5 p.m. Monday in Room 3.|Bring a pen.
The shop closes at 5 p.m.|The bar does not.
It opens at 9 a.m. EST and closes at noon.|All are welcome.
“I came. I saw. I won,” he said.|Nobody laughed.
"We will not go. We will stay," she said.|Then she left.
“Really?” asked Bob.|“Yes!” said Ann.
He said: “It is over.”|Then he sat down.
She told him to "go home."|He went home.
(He had been there before.)|Nobody knew.
The vote (it was the third this year. It failed again) was close.|The next is in May.
Inflation hit 3.5 per cent.|Wages rose 2.1 per cent.
Version 2.0 is out.|Get it from example.com today.
Visit www.example.com.|It is free.
She works at Acme Inc. and lives on St. James St. in Leeds.|He works at Bolt Ltd. in York.
Acme Corp. said profits fell.|Bolt Co. said nothing.
Dr. Smith vs. Dr. Jones was the case.|It took years.
Martin Luther King Jr. spoke here.|Millions listened.
Wait…|What was that?
He hesitated … and then he spoke.|It was late.
"I just … I cannot," he said.|She could.
He waited...|Then he left.
What now?!|Nobody knows.
Yahoo! shares rose 3 per cent.|Google fell.
Apples, pears, etc. were sold.|The market closed at ten.
The iPhone sold out.|iPhone prices rose.
The company uses node.js and .NET.|It has 300 staff.
He earned a Ph.D. in physics.|His wife holds an M.A. in law.
Some countries, e.g. Norway, are rich; others, i.e. most, are not.|See p. 12 and Fig. 3.
The act (Sec. 5, Art. 3) was passed on Feb. 3, 1999.|It was repealed on Sept. 9.
On Jan. 5 the river rose.|By Feb. it was gone.
Washington, D.C. Mayor Muriel Bowser said so.|The council agreed.
1. Open the box.|2. Read the note.
It was 10 ft. long and weighed approx. 300 lbs. when wet.|It sank.
"Stop!"|The car did not stop.
‘It is done. We leave now,’ he said.|The rest stayed.
St. Petersburg is cold.|Mt. Everest is colder.
He asked why.|"Because," she said, "I can."
The film, ‘Help!’, is old.|The book is older.
The team won 3-2.|In 2019 it lost 4-0.
It happened in 2019.|In 2020 it happened again.
Rep. Alexandria Ocasio-Cortez (D., N.Y.) and Gov. Greg Abbott (R., Texas) agreed.|That is rare.
"Who are you?" he asked.|"A friend."
The firm (est. 1906) is old.|Its owner is not.
The rate was 0.5%.|$3 million was lost.|€4 million was found.
Mr. X. came.|He went.
“We are ready.”|“So are we.”
""",
    "de": """
Bundeskanzler a. D. Schröder kam.|Er blieb.
Das sind 5 Prozent, d. h. 3 Mio. Menschen.|Das ist viel.
Die Fa. Müller GmbH & Co. KG schließt.|Das Werk bleibt.
Am 1. Januar 2020 begann es.|Am 31. Dezember endete es.
Papst Johannes Paul II. starb 2005.|Benedikt XVI. folgte.
„Wann?“, fragte er.|„Morgen.“
Im 2. Weltkrieg war das so.|Danach nicht.
Es war der 11. September.|Alle wissen es.
Am 3. Oktober 1990 wurde Deutschland vereint.|Das war ein Mittwoch.
Der 1. FC Köln verlor am 2. Spieltag.|Trainer war Dr. h. c. Müller.
Im 19. Jahrhundert war das z. B. in Berlin üblich.|Heute nicht mehr.
Das kostet ca. 3,5 Mio. Euro bzw. 4 Mrd. Dollar.|Das ist viel.
„Ich komme. Ich bleibe“, sagte er.|Dann ging er.
Er sagte: „Es ist vorbei.“|Dann setzte er sich.
Prof. Dr. Meier kam um 20.15 Uhr.|Er blieb bis 22 Uhr.
Laut Art. 5 Abs. 2 GG ist das so.|Das Gericht sah es anders.
Sie wohnt in der Hauptstr. 5 in St. Gallen.|Er wohnt in Bern.
Die USA u. a. Länder stimmten zu.|Nr. 7 stimmte dagegen.
»Wirklich?«, fragte sie.|»Ja.«
Er wurde am 24. 12. geboren.|Sie im Jahr 1980.
Das gilt d. h. für alle.|Auch für Sie.
""",
    "fr": """
Le 1er mai est férié.|M. Dupont travaille.
« C’est vrai ? », a-t-il demandé.|« Oui. »
L’entreprise S.A. Dupont ferme.|Elle a 30 ans.
M. Macron a rencontré Mme Le Pen.|Ils ont parlé.
« Je viens. Je reste », a-t-il dit.|Puis il est parti.
Est-ce vrai ?|Oui, c’est vrai !
Le Dr. Dupont habite av. Foch, no. 5, à Paris.|Il est médecin.
Il a dit : « C’est fini. »|Puis il s’est assis.
L’art. 3 de la loi est clair, cf. p. 12.|Le juge a tranché.
""",
    "es": """
El 3 de mayo de 1990 llegó D. Juan.|Se quedó.
La empresa Acme S.A. cerró.|Tenía 30 años.
«¿Qué pasa?», preguntó.|Nadie respondió.
El Sr. García llegó a las 5 p. m. y se fue.|Nadie lo vio.
¿Es verdad?|¡Sí, lo es!|Nadie lo duda.
EE. UU. votó en contra.|La ONU lamentó el voto.
La Dra. Pérez vive en la Av. Juárez núm. 5.|Es médica.
«Vengo. Me quedo», dijo.|Luego se fue.
""",
    "no": """
Kong Harald V. besøkte byen 17. mai.|Han var glad.
Bl.a. derfor gikk han.|Det var synd.
Det skjedde 3. oktober i fjor.|Ingen så det.
Partiet vil bl.a. bruke 3,5 mill. kroner på skolen.|Det er f.eks. lite.
Statsminister Jonas Gahr Støre (Ap) kom kl. 12.|Han gikk kl. 13.
– Dette er bra, sier han.|– Jeg er glad.
""",
    "vi": """
GS. Nguyễn Văn A đến lúc 5 giờ.|Ông ở lại.
TP. Hồ Chí Minh là thành phố lớn nhất.|Hà Nội là thủ đô.
TS. Nguyễn Văn A nói điều đó.|PGS. TS. Trần B đồng ý.
Giá tăng 3,5%.|Ông ấy nói: "Tôi đi. Tôi về."|Rồi ông đi.
""",
    "ar": """
وصل الرئيس إلى القاهرة.|هل سيبقى؟|لا أحد يعرف.
هل هذا صحيح؟|نعم، هذا صحيح.|انتهى الأمر.
قال د. أحمد إن الأمر انتهى.|ثم غادر.
""",
    "ja": """
彼は「行こう。」と言った。|私は行かなかった。
今日は晴れです。|明日は雨でしょう。
「はい。そうです。」と彼は言った。|そして帰った。
本当ですか？|はい！
""",
    "hi": """
यह सच है।|वह चला गया।
""",
    "zh": """
“你好。”他说。|然后他走了。
今天天气很好。|明天会下雨吗？|不会！
他说：“我来了。我走了。”|然后他走了。
""",
    "it": """
Il sig. Rossi vive in via Roma n. 5.|È medico.
Il dott. Rossi e la sig.ra Bianchi sono arrivati alle 5.|Poi sono andati via.
""",
    "nl": """
Dr. de Vries woont in Den Haag.|Hij is arts.
Dhr. Jansen en mevr. De Vries kwamen op 3 jan. 2020.|Ze bleven.
""",
    "ru": """
Г. Иванов живёт на ул. Ленина, д. 5.|Он врач.
Это было в 1990 г. в Москве.|Потом всё изменилось.
А. С. Пушкин родился в 1799 году.|Он был поэтом.
""",
    "sv": """
Det var t.ex. bra.|Han gick kl. 12.
""",
    "da": """
Den 3. maj kom dr. Jensen.|Han blev.
""",
    "pt": """
A Sra. Silva mora na Av. Paulista, nº 5.|Ela é médica.
""",
    "pl": """
Prof. Kowalski mieszka przy ul. Długiej 5.|Jest lekarzem.
""",
    "fa": """
او گفت: «می‌روم.»|سپس رفت.
""",
    "ko": """
그는 "간다."라고 말했다.|그리고 갔다.
""",
}
UNSPACED = {"ja", "zh"}
CASES = [(lang, line.split("|")) for lang, block in HARD.items() for line in block.strip().splitlines()]


def texts(lang: str, paragraph: str) -> list[str]:
    """Give the sentences of *paragraph*."""
    return [sentence.text for sentence in split(paragraph, lang)]


@pytest.mark.parametrize(("lang", "parts"), CASES, ids=[f"{lang}-{parts[0][:30]}" for lang, parts in CASES])
def test_a_hard_paragraph_is_divided_where_a_reader_would(lang: str, parts: list[str]) -> None:
    """Initials, titles, ordinals, quotations, decimals: each was wrong in some splitter measured."""
    assert texts(lang, ("" if lang in UNSPACED else " ").join(parts)) == parts


@pytest.mark.parametrize("blank", ["\n\n", "\n \t\n", "\r\n\r\n", "\n\n\n\n", "\u2029", "\r\r"])
def test_a_blank_line_always_ends_a_sentence(blank: str) -> None:
    """A headline above has no full stop and must not be glued to the lead."""
    assert texts("en", f"A headline without a stop{blank}the lead in small letters.") == [
        "A headline without a stop",
        "the lead in small letters.",
    ]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r", "\n   "])
def test_a_single_newline_never_ends_a_sentence(newline: str) -> None:
    """Hard-wrapped text has one at every margin."""
    text = f"The council voted on{newline}Monday to close.{newline}It was late."
    assert texts("en", text) == [f"The council voted on{newline}Monday to close.", "It was late."]


@pytest.mark.parametrize("lang", ["", "en", "EN-us", "nb", "zz", "klingon", "pt_BR"])
def test_any_language_tag_is_accepted(lang: str) -> None:
    """Feeds write anything there."""
    assert texts(lang, "One came. Two left.") == ["One came.", "Two left."]


def test_the_primary_subtag_is_what_rules_go_by() -> None:
    """BCP 47 tags carry regions and scripts."""
    assert [primary(tag) for tag in ("pt-BR", "zh_Hant", " EN ", "")] == ["pt", "zh", "en", ""]


@given(st.text(max_size=400), st.sampled_from(["", "en", "de", "fr", "ar", "ja", "vi"]))
def test_spans_slice_back_in_order_and_lose_no_letter(text: str, lang: str) -> None:
    """Everything after this stage relies on the offsets, lone surrogates and odd white space included."""
    reached = 0
    for sentence in split(text, lang):
        assert reached <= sentence.start < sentence.end
        assert text[sentence.start : sentence.end] == sentence.text == sentence.text.strip()
        assert not text[reached : sentence.start].strip()
        reached = sentence.end
    assert not text[reached:].strip()


@given(
    st.lists(st.sampled_from(["He came.", "“I saw.”", "(It won.)", "No. 7", "U.S.", "…", "3.", "\n\n", "d.", "Ja?"]))
)
def test_fragments_in_any_order_lose_no_letter(parts: list[str]) -> None:
    """The joining and cutting rules work on each other's results."""
    text = " ".join(parts)
    joined = "".join(sentence.text for sentence in split(text, "en"))
    assert "".join(joined.split()) == "".join(text.split())


def test_ten_thousand_open_quotations_are_divided_in_bounded_time() -> None:
    """Looking for the open mark from the start of the text at every border was quadratic: minutes."""
    assert len(split("“A man came. He left. " * 10_000, "en")) > 10_000
    assert split("A. " * 60_000, "en")
