"""Blurbs: the order of the sources, the laws, and what a reader would call broken."""

from __future__ import annotations

import pytest

from digest.model import BlurbMode, BlurbRules, Origin
from digest.summarize import split, summarize_text
from digest.summarize.marks import are_balanced, ends_whole

RULES = BlurbRules()
LEAD = (
    "The council of Oakham voted on Monday to close the primary school in Mill Lane after 140 years. "
    "Parents said that they would fight the vote in court, all the way up if they must. "
    "Buses will take the 80 pupils to the next town from September."
)
MORE = (
    "Oakham had four schools in 1990 and has two today, both of them full. "
    "The council says that closing the school will save 900,000 pounds a year."
)
TEXT = f"{LEAD}\n\n{MORE}"
TEASER = "A village loses its only primary school, and its parents go to court over the council's vote."


def blurb_of(text: str, *, title: str = "", lang: str = "en", rules: BlurbRules = RULES) -> str:
    """Give the text of the blurb of *text*."""
    return summarize_text(text, title=title, lang=lang, rules=rules).text


# ---- the lead -----------------------------------------------------------------------------------------------------


def test_the_blurb_is_the_lead_in_whole_sentences_until_it_is_long_enough() -> None:
    """On news whose lead is intact the lead is the best extractive teaser."""
    found = blurb_of(TEXT)
    assert found == LEAD
    assert blurb_of(TEXT, rules=BlurbRules(min_chars=100, max_chars=200)) == " ".join(
        sentence.text for sentence in split(LEAD, "en")[:2]
    )


@pytest.mark.parametrize(
    "junk",
    [
        "By Jane Doe",
        "Follow us on social",
        "OAKHAM CLOSES ITS SCHOOL",
        "Oakham closes its school",
        "(Photo: Jane Doe/Reuters)",
        "Sign up for our free newsletter to get the best of the week in your inbox.",
        "Please direct any questions to the press office of the council.",
        "VIDEO - Scroll down for pictures of the school in Mill Lane.",
        "Jailed: Kevin Franklin outside the court in Oakham.",
        "Editor's note: This article was updated on Tuesday.",
        "“Where there is great power, there is great responsibility.” — Winston Churchill, 1906",
        "The school in Mill Lane",
        "Updated: Nov. 3, 2025",
        "***",
    ],
)
def test_junk_above_the_lead_is_not_printed_and_costs_nothing(junk: str) -> None:
    """28 % of naive leads carry by-lines, captions or appeals."""
    assert blurb_of(f"{junk}\n\n{TEXT}", title="Oakham closes its school") == LEAD


@pytest.mark.parametrize(
    ("start", "kept"),
    [
        ("WASHINGTON (AP) — ", ""),
        ("OAKHAM, England (Reuters) - ", ""),
        ("Oakham closes its school | ", ""),
        ("Summary: ", ""),
        ("By Jane Doe\n", ""),
    ],
)
def test_datelines_kickers_and_glued_lines_are_skipped_by_moving_the_start(start: str, kept: str) -> None:
    """Cleaning narrows spans; it never edits the text."""
    found = summarize_text(start + TEXT, title="Oakham closes its school", lang="en", rules=RULES)
    assert found.text == kept + LEAD
    assert found.sentences[0].start == len(start)


def test_a_hard_wrapped_text_is_read_as_paragraphs() -> None:
    """Plain text from mail and old systems breaks lines at a margin."""
    wrapped = (
        "The council of Oakham voted on Monday to close the\nprimary school in Mill Lane. " + LEAD.partition(". ")[2]
    )
    assert blurb_of(wrapped).startswith(
        "The council of Oakham voted on Monday to close the primary school in Mill Lane."
    )


def test_a_title_line_glued_to_the_lead_is_skipped() -> None:
    """A line that ends before the margin though the next word would fit is a title."""
    assert blurb_of(f"The last school bell\n{LEAD}") == LEAD


def test_a_pronoun_opens_the_true_first_sentence_but_no_other() -> None:
    """'It may not be a looker, but the toadfish …' is a fine beginning; after a cut it is not."""
    first = "It may not be a looker, but the toadfish of the Oakham canal has found itself an unlikely band of friends."
    assert blurb_of(f"{first} {MORE}").startswith(first)
    lost = f"The story at https://x.example/toadfish has the beginning of it all. {first} {MORE}"
    assert not blurb_of(lost).startswith("It may")


def test_a_quotation_is_never_left_open() -> None:
    """A blurb that stops inside a quotation reads as a mistake."""
    text = (
        "The mayor of Oakham spoke on Monday at the school. “We have no money for it. We have looked everywhere, in "
        f"every drawer. We will look again,” she said to the parents. {MORE}"
    )
    for limit in range(60, 420, 20):
        assert are_balanced(blurb_of(text, rules=BlurbRules(min_chars=limit // 2, max_chars=limit)))


def test_a_quotation_without_its_speaker_does_not_stand_alone() -> None:
    """An orphan quote says nothing to somebody who has not read on."""
    quote = (
        "“We have looked for the money everywhere, in every drawer and under every bed, and there is none to be had.”"
    )
    assert blurb_of(f"{quote}\n\n{TEXT}") == f"{quote} {split(LEAD, 'en')[0].text}"
    long = quote.replace("everywhere", "everywhere, in this office and the next one, and the one after that, " * 4)
    assert not blurb_of(f"{long}\n\n{TEXT}").startswith("“")


def test_a_short_question_at_the_end_is_dropped() -> None:
    """It teases, and the answer is not there."""
    text = LEAD.partition(" Buses")[0] + " So why now? " + MORE
    assert not blurb_of(text).endswith("?")


def test_a_sentence_that_says_the_same_again_is_skipped() -> None:
    """Standfirst and first sentence often share nearly all words."""
    again = "On Monday the council of Oakham voted to close the primary school in Mill Lane. "
    assert again.strip() not in blurb_of(f"{LEAD[:97]}{again}{LEAD[97:]}")


def test_a_short_lead_is_helped_by_a_sentence_that_shares_its_words() -> None:
    """A lead below 160 characters says too little."""
    first = "The council of Oakham voted to close the school."
    listed = "Here is what the vote of the council means for the village of Oakham and its school:"
    found = blurb_of(f"{first}\n\n{listed}\n\n- Less money\n\n{MORE}", title="Oakham closes its school")
    assert found.startswith(first)
    assert found.removeprefix(first).strip() in MORE
    assert len(found) > len(first) + 40


def test_a_lead_that_cannot_be_printed_gives_way_to_what_the_scores_find() -> None:
    """A first sentence above the limit, with an address or cut by a list cannot open."""
    too_long = "The council of Oakham, " + "which met in the hall, " * 30 + "voted."
    found = blurb_of(f"{too_long}\n\n{TEXT}", title="Oakham closes its school")
    assert found in TEXT.replace("\n\n", " ")
    assert ends_whole(found)


@pytest.mark.parametrize(
    "sentence", ["(That is all.)", "Q: Why now?", "READ IT ALL AGAIN NOW, OR NOT.", "- An item of a list."]
)
def test_what_is_no_sentence_of_the_story_is_not_printed(sentence: str) -> None:
    """Speakers, bullets and shouting are not the story."""
    found = blurb_of(f"{sentence}\n\n{TEXT}")
    assert LEAD.startswith(found.removeprefix("(That is all.) ").partition(". ")[0])
    assert sentence not in found or sentence.startswith("(")


def test_a_thai_text_needs_no_full_stop() -> None:
    """Thai ends its sentences with a space."""
    text = "สภาเมืองโอ๊กแฮมลงมติเมื่อวันจันทร์ให้ปิดโรงเรียนประถมในหมู่บ้านหลังเปิดสอนมานานหนึ่งร้อยสี่สิบปี"
    assert blurb_of(text, lang="th") == text


@pytest.mark.parametrize(
    ("lang", "first", "second"),
    [
        (
            "de",
            "Der Rat der Stadt Eichheim hat am 3. Oktober beschlossen, die Schule zu schließen.",
            "Die Eltern wollen klagen.",
        ),
        (
            "fr",
            "Le conseil de Chêneville a décidé lundi de fermer l’école de la rue du Moulin.",
            "Les parents iront en justice.",
        ),
        (
            "es",
            "El consejo de Robledo decidió el lunes cerrar la escuela de la calle del Molino.",
            "Los padres irán a juicio.",
        ),
        (
            "no",
            "Kommunestyret i Eikeby vedtok 3. oktober å legge ned skolen i Møllegata.",
            "Foreldrene går til retten.",
        ),
        ("vi", "Hội đồng TP. Hồ Chí Minh hôm thứ Hai quyết định đóng cửa trường tiểu học.", "Phụ huynh sẽ kiện."),
        (
            "ar",
            "قرر مجلس المدينة يوم الاثنين إغلاق المدرسة الابتدائية في شارع الطاحونة.",
            "هل سيذهب الآباء إلى المحكمة؟",
        ),
        ("ja", "市議会は月曜日に水車通りの小学校を閉鎖することを決定した。", "保護者は裁判を起こす。"),
    ],
)
def test_leads_in_other_languages_are_whole_and_first(lang: str, first: str, second: str) -> None:
    """The rules of one language must not break another."""
    joiner = "" if lang == "ja" else " "
    found = summarize_text(joiner.join((first, second)), lang=lang, rules=RULES)
    assert found.origin is Origin.SUMMARY
    assert found.text == joiner.join((first, second)) or (lang == "ar" and found.text == first)


# ---- informative ---------------------------------------------------------------------------------------------------


def test_the_informative_mode_fills_the_length_with_what_says_most() -> None:
    """It serves where the lead is shown elsewhere or gone."""
    small_talk = "Rain fell over the hills for most of the day. Few people were out in it. "
    found = summarize_text(
        small_talk + TEXT, title="Oakham closes its school", lang="en", rules=BlurbRules(mode=BlurbMode.INFORMATIVE)
    )
    assert "The council of Oakham voted" in found.text
    assert "Few people" not in found.text
    assert 200 <= len(found.text) <= 400
    assert [s.start for s in found.sentences] == sorted(s.start for s in found.sentences)


def test_a_text_without_a_language_is_read_all_the_same() -> None:
    """Few feeds name one."""
    assert blurb_of(TEXT, lang="") == LEAD
