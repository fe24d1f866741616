"""What sumy is asked, and the traps of sumy 0.13 that must not reach a blurb."""

from __future__ import annotations

import math
import os
import subprocess
import sys
from pathlib import Path

import pytest

from digest.model import Piece
from digest.summarize.candidates import Candidate, candidates

ROOT = Path(__file__).parent.parent
TEXT = """The council of Oakham voted on Monday to close the primary school in Mill Lane.

Parents of the school said that they would fight the council's vote in court. The school has 80 pupils and six teachers.

The council says that the school costs 900,000 pounds a year. Oakham had four schools in 1990 and has two today.

A new school in the next town will take the pupils from September. Buses will run every morning, the council said.
"""


def pool_of(text: str, lang: str = "en") -> tuple[Candidate, ...]:
    """Give the candidates of *text*."""
    return tuple(candidates(text, Piece(id="", url="", title=""), lang))


def rate(text: str, title: str = "", lang: str = "en") -> tuple[float, ...]:
    """Score the sentences of *text*."""
    from digest.summarize.score import scores

    return scores(pool_of(text, lang), title=title, lang=lang)


def test_every_sentence_has_a_finite_score() -> None:
    """A score is compared, so it must be a number."""
    found = rate(TEXT, "Oakham closes its school")
    assert len(found) == len(pool_of(TEXT)) == 7
    assert all(map(math.isfinite, found))


def test_a_sentence_of_the_headlines_words_is_rated_above_one_without() -> None:
    """Edmundson with the headline as heading is the best scorer where the lead is gone."""
    text = (
        "Rain fell over the hills for most of the day. The mayor of Oakham resigned over the bridge. Nobody was hurt."
    )
    assert rate(text, "Oakham mayor resigns over bridge")[1] > rate(text, "Heavy rain over the hills")[1]


@pytest.mark.parametrize(
    "text",
    [
        "The council voted on Monday. The school will close in May.",
        "The council voted on Monday.",
        "It was. They were. We had been. You are.",
        "Paris 1 2 3. Paris 4 5 6. Paris 7 8 9. Paris 1 2 3 4.",
        "今日は晴れです。明日は雨でしょう。昨日は雪でした。",
        "Yes 🎉 we did. No 🎉 we did not. So 🎉 we will.",
        "One. One. One. One.",
    ],
)
@pytest.mark.filterwarnings("error")
def test_two_sentences_or_words_that_all_share_give_numbers(text: str) -> None:
    """LexRank's weights are then all zero and its power iteration divides by zero, with a RuntimeWarning."""
    assert all(map(math.isfinite, rate(text, "Paris votes")))


def test_a_repeated_sentence_has_the_rating_of_its_words_not_the_lowest() -> None:
    """Sumy keeps ratings by text: of three copies two would be rated 0 or the last one's place."""
    repeated = "The council voted to close the school in Mill Lane on Monday night. "
    other = "Buses will run to the next town in the morning. Parents said they would fight it. "
    found = rate(repeated + other + repeated, "Council closes school")
    # same words, so nothing but their places may tell them apart
    assert found[0] - found[-1] == pytest.approx(0.6 * (1 - 1 / (1 + 3 / 4)), abs=1e-5)


def test_the_matrix_product_gives_lexranks_own_scores() -> None:
    """The fast matrix replaces a slow one, not the method."""
    from sumy.summarizers.lex_rank import LexRankSummarizer

    from digest.summarize import score

    document = score._document(pool_of(TEXT), "")
    slow, fast = LexRankSummarizer(), score._LexRank()
    assert score._ratings(fast, document) == pytest.approx(score._ratings(slow, document), abs=1e-9)


@pytest.mark.parametrize("lang", ["de", "fr", "es", "no", "nb", "vi", "ar", "ja", "el", "pl", "cs", "tr", "", "zz"])
def test_any_language_is_scored(lang: str) -> None:
    """Sumy has words for 18 languages, raises LookupError for others, and ValueError for Greek and Polish."""
    assert all(map(math.isfinite, rate(TEXT, "Oakham closes its school", lang)))


def test_words_of_most_sentences_count_as_stop_words_where_no_list_is() -> None:
    """Document frequency served for Vietnamese."""
    from digest.summarize.score import _stop_words

    texts = ["và trời mưa", "và trời nắng", "và gió lớn", "và tuyết rơi"]
    assert _stop_words(texts, "vi") == {"và"}
    assert "the" in _stop_words(texts, "en")


SEED_PROBE = """
from test_summarize_score import TEXT, rate
print([rate(TEXT, "Oakham closes its school", lang) for lang in ("en", "no")])
"""

IMPORT_PROBE = """
import sys
from digest.model import BlurbRules
from digest.summarize import summarize_text
text = "The council of Oakham voted on Monday to close the school. Parents said that they would fight it in court."
text += " The mayor has not said anything about it so far this week, nor has her deputy."
assert summarize_text(text, lang="en", rules=BlurbRules()).text
slow = {"sumy", "nltk", "numpy", "py3langid"} & set(sys.modules)
assert not slow, slow
"""


def run_python(code: str, seed: str = "0") -> str:
    """Run *code* in a fresh interpreter and return what it prints."""
    env = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(["tests", "."])}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], env=env, capture_output=True, text=True, check=True, cwd=ROOT
    )
    return done.stdout


def test_scores_do_not_depend_on_the_hash_seed() -> None:
    """LexRank adds floats in the order of a set of strings, which differs from process to process."""
    assert run_python(SEED_PROBE, "1") == run_python(SEED_PROBE, "77") != ""


def test_importing_the_package_imports_none_of_the_slow_libraries() -> None:
    """`digest --help` must answer in a blink, and most blurbs need no score."""
    run_python(IMPORT_PROBE)
