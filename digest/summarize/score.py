"""How much each sentence says of the whole: four of sumy's summarizers over one document, and the sentence's place.

The only module that imports sumy (2 s: nltk), so it is imported where scores are needed and nowhere else. Decides no
length and no order. Needs no nltk data: the tokenizer is our own, and stop words and stemmers come from the packages.

What of sumy 0.13 must be known here:
- its own Tokenizer raises LookupError without the punkt data;
- LexRank's idf is log(N / (1 + n)): with two sentences, or words that all of them share, every weight is 0 and the
  power iteration divides by zero; its matrix takes 3.5 s for 640 sentences and adds floats in the order of a set,
  which differs from process to process;
- ratings are kept in a dict by the sentence's text, so that repetitions share one: they are left out beforehand;
- Edmundson raises ValueError where bonus, stigma or null words are empty;
- the Greek and Polish stemmers raise ValueError for want of other packages, the Czech one warns at each figure;
- KL is O(n³) (231 s for 640 sentences) and is never used.
"""

from __future__ import annotations

import functools
import math
import warnings
from typing import TYPE_CHECKING, Any

import numpy as np

from digest.summarize.words import overlap, words

with warnings.catch_warnings():
    # What sumy imports uses what Python or setuptools (pkg_resources) have deprecated, which differs with their
    # versions; it is theirs to mend, and must not stop a run that takes warnings for errors.
    warnings.simplefilter("ignore", DeprecationWarning)
    warnings.filterwarnings("ignore", message="pkg_resources", category=UserWarning)
    from sumy.models.dom import ObjectDocumentModel, Paragraph
    from sumy.models.dom import Sentence as SumySentence
    from sumy.nlp.stemmers import Stemmer, null_stemmer
    from sumy.summarizers.edmundson import EdmundsonSummarizer
    from sumy.summarizers.lex_rank import LexRankSummarizer
    from sumy.summarizers.luhn import LuhnSummarizer
    from sumy.summarizers.sum_basic import SumBasicSummarizer
    from sumy.utils import get_stop_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from digest.summarize.candidates import Candidate

__all__ = ["scores", "scores_by_name", "total"]

WEIGHTS = {
    "edmundson": 0.3,
    "lexrank": 0.3,
    "luhn": 0.2,
    "sumbasic": 0.1,
    "position": 0.6,
    "headline": 0.3,
    "length": 0.4,
}
"""What each score counts in the sum.

Hand-set; measured against 11 learned weights they score the same (R1 F 36.96 to 36.84 on CNN/DM).
"""
_HALF_WAY = 4
"""Sentences after which the place in the piece counts half."""
_ENOUGH = 3
"""Sentences below which no summarizer has anything to compare."""
_COMMON = 0.4
"""Share of sentences above which a word of a language without a list counts as a stop word."""
_GOOD_LENGTH = (80, 220)
"""Characters between which a sentence says enough and is quickly read."""
_NAMES = {
    "ar": "arabic", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish",
    "fi": "finnish", "fr": "french", "he": "hebrew", "hu": "hungarian", "it": "italian", "ja": "japanese",
    "ko": "korean", "nb": "norwegian", "nl": "dutch", "nn": "norwegian", "no": "norwegian", "pl": "polish",
    "pt": "portuguese", "ro": "romanian", "ru": "russian", "sk": "slovak", "sv": "swedish", "th": "thai",
    "uk": "ukrainian", "zh": "chinese",
}  # fmt: skip
"""Language subtags and sumy's names for what it has words or stems of."""

_UNSTEMMED = frozenset({"cs", "el", "pl", "sk"})
"""Languages whose stemmer in sumy asks for a package that is not there (Greek, Polish) or warns at each figure."""


class _Tokenizer:
    """What sumy asks of a tokenizer."""

    def to_sentences(self, text: str) -> tuple[str, ...]:
        """Give *text* as it is: sentences come divided."""
        return (text,)

    def to_words(self, text: str) -> tuple[str, ...]:
        """Give the words of *text*."""
        return words(text)


class _LexRank(LexRankSummarizer):  # type: ignore[misc]  # sumy has no types
    """LexRank with the same scores from one matrix product, and equal scores where there is nothing to compare."""

    def _create_matrix(
        self,
        sentences: Sequence[Sequence[str]],
        threshold: float,
        tf_metrics: Sequence[dict[str, float]],
        idf_metrics: dict[str, float],
    ) -> Any:  # noqa: ANN401 - numpy's array, as the base class has it
        column = {term: index for index, term in enumerate(idf_metrics)}
        weights = np.zeros((len(sentences), max(1, len(column))))
        for row, metrics in enumerate(tf_metrics):
            for term, frequency in metrics.items():
                weights[row, column[term]] = frequency * idf_metrics[term]
        norms = np.linalg.norm(weights, axis=1)
        norms[norms == 0] = 1.0
        unit = weights / norms[:, np.newaxis]
        matrix = (unit @ unit.T > threshold).astype(float)
        # A sentence whose words weigh nothing is like none, not even itself; staying where it is keeps the sum at 1.
        alone = matrix.sum(axis=1) == 0
        matrix[alone, alone] = 1.0
        return matrix / matrix.sum(axis=1)[:, np.newaxis]

    @staticmethod
    def _compute_idf(sentences: Sequence[Sequence[str]]) -> dict[str, float]:
        counts: dict[str, int] = {}
        for sentence in sentences:
            for term in dict.fromkeys(sentence):
                counts[term] = counts.get(term, 0) + 1
        return {term: math.log(len(sentences) / (1 + count)) for term, count in counts.items()}


def scores(pool: Sequence[Candidate], *, title: str, lang: str) -> tuple[float, ...]:
    """Rate each sentence of *pool*, higher is better; *lang* is a language subtag. The same bytes in every process."""
    parts = scores_by_name(pool, title=title, lang=lang)
    return tuple(total({name: values[index] for name, values in parts.items()}) for index in range(len(pool)))


def total(by_name: Mapping[str, float]) -> float:
    """Sum up what the scorers say of one sentence, by their weights."""
    # Rounded: the last bits of a matrix product differ between processors.
    return round(sum(WEIGHTS[name] * value for name, value in by_name.items()), 6)


def scores_by_name(pool: Sequence[Candidate], *, title: str, lang: str) -> dict[str, tuple[float, ...]]:
    """Give what each scorer says of each sentence of *pool*, 0 to 1; sumy's are missing where there is too little."""
    return {
        "position": tuple(1 / (1 + order / _HALF_WAY) for order in range(len(pool))),
        "headline": tuple(overlap(candidate.text, title) for candidate in pool),
        "length": tuple(_length_score(len(candidate.text)) for candidate in pool),
        **_by_sumy(pool, title, lang),
    }


def _length_score(length: int) -> float:
    """Rate a length in characters, 0 to 1."""
    low, high = _GOOD_LENGTH
    return length / low if length < low else min(1.0, high / length)


def _by_sumy(pool: Sequence[Candidate], title: str, lang: str) -> dict[str, tuple[float, ...]]:
    """Ask sumy's four summarizers; nothing where there is too little to compare."""
    texts = tuple(dict.fromkeys(candidate.text for candidate in pool))
    if len(texts) < _ENOUGH:
        return {}
    document = _document(pool, title)
    stemmer = _cached_stemmer(lang)
    stop_words = _stop_words(texts, lang)
    found = {}
    for name, summarizer in _summarizers(stemmer, stop_words, title):
        ratings = _ratings(summarizer, document)
        found[name] = _levelled([ratings.get(candidate.text, 0.0) for candidate in pool])
    return found


def _summarizers(
    stemmer: Callable[[str], str], stop_words: frozenset[str], title: str
) -> Iterable[tuple[str, Callable[..., Any]]]:
    """Give the summarizers, ready to be called."""
    for name, make in (("lexrank", _LexRank), ("luhn", LuhnSummarizer), ("sumbasic", SumBasicSummarizer)):
        summarizer = make(stemmer)
        summarizer.stop_words = stop_words
        summarizer.stem_word = stemmer  # without bringing each word, lower-case already, to lower case again
        yield name, summarizer
    headline = [word for word in words(title) if word not in stop_words]
    edmundson = EdmundsonSummarizer(stemmer, cue_weight=1.0 if headline else 0.0, title_weight=1.0 if headline else 0.0)
    edmundson.bonus_words = headline or [""]
    edmundson.stigma_words = [""]  # no word is known to speak against a sentence, and none must not be none
    edmundson.null_words = stop_words or [""]
    yield "edmundson", edmundson


def _document(pool: Sequence[Candidate], title: str) -> Any:  # noqa: ANN401 - sumy has no types
    """Build sumy's document: the headline, then the paragraphs, each text once."""
    tokenizer = _Tokenizer()
    by_paragraph: dict[int, list[Any]] = {}
    seen: set[str] = set()
    for candidate in pool:
        if candidate.text not in seen:
            seen.add(candidate.text)
            by_paragraph.setdefault(candidate.paragraph, []).append(SumySentence(candidate.text, tokenizer))
    paragraphs = [Paragraph(sentences) for sentences in by_paragraph.values()]
    if title.strip():
        first = next(iter(by_paragraph.values()))
        paragraphs[0] = Paragraph([SumySentence(title, tokenizer, is_heading=True), *first])
    return ObjectDocumentModel(paragraphs)


def _ratings(summarizer: Callable[..., Any], document: Any) -> dict[str, float]:  # noqa: ANN401 - sumy has no types
    """Return every rating by text: a callable for the count is given all of them."""
    found: dict[str, float] = {}

    def keep(ranked: Sequence[Any]) -> Sequence[Any]:
        found.update((str(entry.sentence), float(entry.rating)) for entry in ranked)
        return ranked

    summarizer(document, keep)
    return found


def _levelled(values: Sequence[float]) -> tuple[float, ...]:
    """Bring *values* between 0 and 1; all alike, or not numbers, say nothing and become 0."""
    low, high = min(values), max(values)
    if not (math.isfinite(low) and math.isfinite(high)) or high - low <= 0:
        return (0.0,) * len(values)
    return tuple((value - low) / (high - low) for value in values)


@functools.cache
def _cached_stemmer(lang: str) -> Callable[[str], str]:
    """Give the stemmer of *lang* with a memory: stemming is half of the scorers' work, and pieces share their words."""
    return functools.lru_cache(maxsize=20_000)(_stemmer(lang))


def _stemmer(lang: str) -> Callable[[str], str]:
    """Return sumy's stemmer for *lang*, or one that leaves words alone."""
    if lang in _UNSTEMMED:
        return null_stemmer  # type: ignore[no-any-return]  # sumy has no types
    try:
        stemmer: Callable[[str], str] = Stemmer(_NAMES[lang])
    except (KeyError, LookupError):
        return null_stemmer  # type: ignore[no-any-return]  # sumy has no types
    return stemmer


def _stop_words(texts: Sequence[str], lang: str) -> frozenset[str]:
    """Return sumy's stop words for *lang*, or the words that stand in a large part of the sentences."""
    try:
        return frozenset(get_stop_words(_NAMES[lang]))
    except (KeyError, LookupError):
        counts: dict[str, int] = {}
        for text in texts:
            for word in frozenset(words(text)):
                counts[word] = counts.get(word, 0) + 1
        return frozenset(word for word, count in counts.items() if count > max(2, _COMMON * len(texts)))
