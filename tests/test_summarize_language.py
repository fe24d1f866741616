"""The language of a text that names none."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.summarize import detect
from digest.summarize.openers import leans_back


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "The council of Oakham voted on Monday to close the primary school in Mill Lane."),
        ("de", "Der Rat der Stadt hat am Montag beschlossen, die Schule in der Mühlgasse zu schließen."),
        ("fr", "Le conseil municipal a décidé lundi de fermer l’école primaire de la rue du Moulin."),
        ("es", "El consejo municipal decidió el lunes cerrar la escuela primaria de la calle del Molino."),
        ("vi", "Hội đồng thành phố hôm thứ Hai đã quyết định đóng cửa trường tiểu học trên phố."),
        ("ar", "قرر مجلس المدينة يوم الاثنين إغلاق المدرسة الابتدائية في شارع الطاحونة."),
        ("ja", "市議会は月曜日に小学校の閉鎖を決定した。"),
        ("zh", "市议会星期一决定关闭磨坊街的小学。"),
        ("ko", "시의회는 월요일에 초등학교를 폐교하기로 결정했다."),
        ("el", "Το δημοτικό συμβούλιο αποφάσισε τη Δευτέρα να κλείσει το σχολείο."),
        ("th", "สภาเมืองตัดสินใจเมื่อวันจันทร์ที่จะปิดโรงเรียน"),
    ],
)
def test_a_sentence_of_news_tells_its_language(lang: str, text: str) -> None:
    """Splitting and openers go by the language."""
    assert detect(text) == lang


def test_norwegian_is_told_as_one_of_its_names() -> None:
    """The model knows Bokmål, Nynorsk and `no`; the rules treat them alike."""
    text = "Kommunestyret bestemte mandag at barneskolen i Møllegata skal legges ned, og foreldrene er ikke glade."
    assert detect(text) in {"no", "nb", "nn"}


@pytest.mark.parametrize("text", ["", " \n", "123", "Hello", "🎉🎉🎉", "\ud800\udfff", "Ja, gut."])
def test_too_short_a_text_tells_nothing(text: str) -> None:
    """A guess on two words is worse than the English rules."""
    assert detect(text) == ""


@settings(max_examples=40)
@given(st.text(max_size=200))
def test_any_text_gives_a_tag_or_nothing(text: str) -> None:
    """Lone surrogates cannot be encoded, and nothing may be raised."""
    assert len(detect(text)) in {0, 2, 3}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "However, the vote failed."),
        ("en", "“He said nothing,” Roe said."),
        ("en", "It's over."),
        ("en", "It may not be over."),
        ("en", "They march on."),
        ("en", "It’s over."),
        ("en", "As a result, the school closes."),
        ("en", "To do this, we need help."),
        ("en", "This was the third time."),
        ("de", "Außerdem fehlt das Geld."),
        ("de", "Er ging."),
        ("fr", "Cependant, le vote a échoué."),
        ("fr", "C’est fini."),
        ("es", "Sin embargo, el voto fracasó."),
        ("no", "Det er slutt."),
        ("nb", "Derfor går han."),
        ("vi", "Tuy nhiên, ông từ chối."),
        ("ar", "لكن الرئيس رفض."),
        ("ja", "しかし、彼は拒否した。"),
    ],
)
def test_a_connective_or_pronoun_leans_on_the_sentence_before(lang: str, text: str) -> None:
    """Such a sentence cannot open a blurb in the middle of a piece."""
    assert leans_back(text, lang)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "This week the council voted."),
        ("en", "This past Monday the council voted."),
        ("en", "Hershey shares rose."),
        ("en", "Italy voted."),
        ("en", "Soccer is back."),
        ("en", "Andover voted."),
        ("de", "Das Parlament stimmt ab."),
        ("de", "Dieses Jahr wird gewählt."),
        ("fr", "Cette semaine, le conseil vote."),
        ("no", "Det norske partiet vant."),
        ("no", "De fleste stemte."),
        ("tr", "Ama o gitti."),
        ("ja", "東京で会議が開かれた。"),
    ],
)
def test_a_name_a_time_or_an_article_leans_on_nothing(lang: str, text: str) -> None:
    """Over-eager opener rules cost more than they gain."""
    assert not leans_back(text, lang)
