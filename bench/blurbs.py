"""Blurbs beside those of sumy, summa and plain leads: what they say, how many read badly, what they cost.

Sets are the `*.jsonl.gz` of a folder, one text a line: `text`, `reference` (an editor's teaser) or `references`, and
`title`, `lang` where known. Every way writes its blurb of the same text, one after the other. rouge-score and summa are
used where they can be had: from this environment, else from the package index into a folder of their own.

    ./run bench blurbs [--data FOLDER] [--limit N] [--seed N] [--show N] [--quality] [--headless] [--time]

Flaws are found by rules written here, which share nothing with those that choose the blurbs. They see forms and no
meaning: they flag sound sentences (`It` as a mere subject) and overlook bad ones, the same for everybody.
"""

from __future__ import annotations

import argparse
import gzip
import importlib
import importlib.util
import json
import math
import os
import random
import re
import statistics
import subprocess
import sys
import time
import warnings
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from digest.model import BlurbMode, BlurbRules, Piece
from digest.summarize import detect, split, write_blurb
from digest.summarize.candidates import candidates
from digest.summarize.choose import POOL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from digest.summarize.candidates import Candidate

ROOT = Path(__file__).parent.parent
PEERS = ROOT / "var" / "bench" / "blurbs"
LOW, CAP = 200, 400
FIRST = 300
LENGTHS = {10: 40, 40: 40, 60: 40, 160: 20, 640: 5}
"""Sentences of a text, and how many texts of that length are timed."""
OURS = ("digest, lead", "digest, informative")
NAMES = {"en": "english", "nb": "norwegian", "nn": "norwegian", "no": "norwegian", "de": "german", "fr": "french",
         "es": "spanish", "sv": "swedish", "da": "danish", "nl": "dutch"}  # fmt: skip
"""Language subtags and what sumy and summa call them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text of a set."""

    title: str
    text: str
    lang: str
    references: tuple[str, ...]
    is_copied: bool = False
    """Whether the reference is text of the piece."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One blurb and what is known of it."""

    source: Text
    blurb: str
    flaws: frozenset[str]
    rouge: dict[str, float]


Way: TypeAlias = "Callable[[Text], str]"


# ---- material -------------------------------------------------------------------------------------------------


def read_set(path: Path, limit: int, seed: int) -> list[Text]:
    """Read a set, or so many of its texts, drawn by *seed* and kept in their order."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        records = [record for record in map(json.loads, lines) if record.get("text", "").strip()]
    if limit and limit < len(records):
        records = [records[place] for place in sorted(random.Random(seed).sample(range(len(records)), limit))]
    return [
        Text(
            title=record.get("title") or "",
            text=record["text"],
            lang=(record.get("lang") or detect(record["text"])).split("-")[0],
            references=tuple(record.get("references") or [record["reference"]]),
            is_copied=bool(record.get("copied")),
        )
        for record in records
    ]


def headless(source: Text) -> Text:
    """Take the first paragraph away, or the first two sentences where there is only one paragraph."""
    paragraphs = _paragraphs(source.text)
    if len(paragraphs) > 1:
        return replace(source, text="\n\n".join(paragraphs[1:]))
    sentences = split(source.text, source.lang)
    return replace(source, text=source.text[sentences[2].start :] if len(sentences) > 2 else "")


def _paragraphs(text: str) -> list[str]:
    return [part for part in re.split(r"\n\s*\n", text) if part.strip()]


def _plain(text: str) -> str:
    return " ".join(text.split())


# ---- ours and plain leads -------------------------------------------------------------------------------------


def ours(mode: BlurbMode) -> Way:
    """Write the blurb as the program does for a piece whose site wrote no teaser."""
    rules = BlurbRules(mode=mode, min_chars=LOW, max_chars=CAP)

    def write(source: Text) -> str:
        return write_blurb(_piece(source), rules).text

    return write


def _piece(source: Text) -> Piece:
    return Piece(id="", url="", title=source.title, text=source.text, lang=source.lang)


def lead_filled(source: Text) -> str:
    """Take the raw text's sentences in order, passing over what no longer fits."""
    texts = _sentences(source)
    return filled(texts, range(len(texts)))


def lead_contiguous(source: Text) -> str:
    """Take the first sentences without page furniture until there are enough characters; nothing more is mended."""
    taken = ""
    for candidate in candidates(source.text, _piece(source), source.lang):
        longer = f"{taken} {candidate.text}".strip()
        if len(longer) > CAP and not taken:
            continue
        if len(longer) > CAP:
            break
        taken = longer
        if len(taken) >= LOW:
            break
    return taken


def first_characters(source: Text) -> str:
    """Cut after so many characters."""
    return _plain(source.text)[:FIRST]


def filled(texts: Sequence[str], ranking: Iterable[int]) -> str:
    """Take the best sentences that fit together, and give them in the text's order."""
    taken: list[int] = []
    free = CAP
    for place in ranking:
        if len(texts[place]) + bool(taken) <= free:
            free -= len(texts[place]) + bool(taken)
            taken.append(place)
    return " ".join(texts[place] for place in sorted(taken))


def _sentences(source: Text) -> list[str]:
    return [_plain(sentence.text) for sentence in split(source.text, source.lang)]


# ---- peers ----------------------------------------------------------------------------------------------------


class Tokenizer:
    """What sumy asks of a tokenizer; its own needs nltk's data, which is not there."""

    def __init__(self, lang: str) -> None:
        self.lang = lang

    def to_sentences(self, text: str) -> tuple[str, ...]:
        """Divide *text* as we do."""
        return tuple(_plain(sentence.text) for sentence in split(text, self.lang))

    def to_words(self, text: str) -> tuple[str, ...]:
        """Give the words of *text*."""
        return tuple(words(text))


def words(text: str) -> list[str]:
    """Give the words of *text* in lower case."""
    return re.findall(r"[^\W_]+(?:['’][^\W_]+)*", text.lower())


class RougeTokenizer:
    """Words for rouge-score where its own, which knows a to z, would take them apart."""

    def tokenize(self, text: str) -> list[str]:
        """Give the words of *text*."""
        return words(text)


def document(paragraphs: Iterable[Iterable[str]], title: str, lang: str) -> Any:  # noqa: ANN401 - sumy has no types
    """Build sumy's document, the headline as a heading."""
    from sumy.models.dom import ObjectDocumentModel, Paragraph, Sentence

    tokenizer = Tokenizer(lang)
    parts = [[Sentence(text, tokenizer) for text in paragraph] for paragraph in paragraphs]
    if title and parts:
        parts[0].insert(0, Sentence(title, tokenizer, is_heading=True))
    return ObjectDocumentModel([Paragraph(part) for part in parts])


def summarizer(name: str, title: str, lang: str) -> Any:  # noqa: ANN401 - sumy has no types
    """Make one of sumy's summarizers as its documentation does; Edmundson's bonus words are the headline's."""
    from sumy.nlp.stemmers import Stemmer, null_stemmer
    from sumy.summarizers import edmundson, lex_rank, lsa, luhn, sum_basic, text_rank
    from sumy.utils import get_stop_words

    makers = {
        "LexRank": lex_rank.LexRankSummarizer,
        "TextRank": text_rank.TextRankSummarizer,
        "Luhn": luhn.LuhnSummarizer,
        "Edmundson": edmundson.EdmundsonSummarizer,
        "SumBasic": sum_basic.SumBasicSummarizer,
        "LSA": lsa.LsaSummarizer,
    }
    stemmer, stop_words = null_stemmer, frozenset[str]()
    with suppress(LookupError, KeyError):
        stemmer = Stemmer(NAMES[lang])
    with suppress(LookupError, KeyError):
        stop_words = get_stop_words(NAMES[lang])
    made = makers[name](stemmer)
    if name == "Edmundson":
        bonus = [word for word in words(title) if word not in stop_words]
        # It asks for words of each kind, even where there are none.
        made.bonus_words, made.stigma_words, made.null_words = bonus or [""], [""], stop_words or [""]
    else:
        made.stop_words = stop_words
    return made


def by_sumy(name: str) -> Way:
    """Let sumy rate the sentences, and take the best that fit; the text's order where its ratings are no numbers."""

    def write(source: Text) -> str:
        paragraphs = [Tokenizer(source.lang).to_sentences(part) for part in _paragraphs(source.text)]
        texts = [text for paragraph in paragraphs for text in paragraph]
        order: list[int] = []

        def keep(ranked: Sequence[Any]) -> Sequence[Any]:
            if all(math.isfinite(entry.rating) for entry in ranked):
                order.extend(entry.order for entry in ranked)
            return ranked

        summarizer(name, source.title, source.lang)(document(paragraphs, source.title, source.lang), keep)
        return filled(texts, order or range(len(texts)))

    return write


def by_summa(source: Text) -> str:
    """Let summa divide the text and rate its sentences, and take the best that fit."""
    summarize = importlib.import_module("summa.summarizer").summarize
    rated: list[tuple[str, float]] = []
    with suppress(Exception):  # it raises anything on short texts
        rated = list(summarize(source.text, ratio=1.0, scores=True, language=NAMES.get(source.lang, "english")))
    texts = [_plain(text) for text, _ in rated]
    return filled(texts, sorted(range(len(texts)), key=lambda place: (-float(rated[place][1]), place)))


def have(module: str, package: str) -> bool:
    """Whether *package* is there, or can be had from the package index into a folder of its own."""
    if str(PEERS) not in sys.path:
        sys.path.append(str(PEERS))  # last: what our own environment has too is taken from there
    if importlib.util.find_spec(module) is None:
        uv = Path(sys.executable).parent / "uv"
        command = [str(uv) if uv.exists() else "uv", "pip", "install", "-q", "--python", sys.executable]
        with suppress(OSError):
            subprocess.run([*command, "--target", str(PEERS), package], check=False, stderr=subprocess.DEVNULL)
        importlib.invalidate_caches()
    found = importlib.util.find_spec(module) is not None
    if not found:
        print(f"{package}: not installed, left out")
    return found


def ways() -> dict[str, Way]:
    """Name every way of writing a blurb."""
    peers = ("LexRank", "TextRank", "Luhn", "Edmundson", "SumBasic", "LSA")
    found = {
        OURS[0]: ours(BlurbMode.LEAD),
        OURS[1]: ours(BlurbMode.INFORMATIVE),
        f"lead filled to {CAP}, raw": lead_filled,
        f"lead {LOW} to {CAP}, cleaned": lead_contiguous,
        f"first {FIRST} characters": first_characters,
        **{f"sumy {name}": by_sumy(name) for name in peers},
    }
    return {**found, "summa": by_summa} if have("summa", "summa") else found


# ---- flaws ----------------------------------------------------------------------------------------------------

KINDS = ("cut", "long", "leans", "quote", "junk")
_WHOLE = re.compile(r"[.!?…。！？]['\"”’»)\]]*$")
_LEANS_EN = re.compile(
    r"[“\"'‘(]*(?:(?:He|She|They|It|Him|Them|His|Her|Hers|Their|Theirs|Its|These|Those|This|That|Such|Both|Neither|"
    r"Either|Another|The latter|The former|The (?:first|second|third|other)(?: one)?)\b(?! (?:year|month|week|morning|"
    r"spring|summer|autumn|fall|winter|day|afternoon|evening|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|"
    r"Sunday|weekend)s?\b)|(?:But|And|Or|Nor|Yet|So|Then|Thus|Hence|Therefore|However|Moreover|Furthermore|Meanwhile|"
    r"Instead|Also|Besides|Additionally|Similarly|Likewise|Nevertheless|Nonetheless|Consequently|Accordingly|"
    r"Otherwise|Finally|Indeed|Afterwards?|Secondly|Thirdly|Lastly|Rather|Still,|Again,|Second,|Third,|Next,|Here,|"
    r"There,|In addition|In fact|In contrast|By contrast|In turn|In short|As a result|As such|For (?:example|instance)|"
    r"Of course|On the (?:other hand|contrary)|At the same time|Because of (?:this|that)|To (?:that|this) end|"
    r"After (?:this|that)|With (?:this|that)|Not only that|Even so|That said)\b)"
)
_LEANS_NO = re.compile(
    r"[«\"(–-]*\s*(?:(?:Han|Hun|Dette|Disse|Denne|Hans|Hennes|Deres|Sistnevnte|Begge)\b|"
    r"(?:De|Den) (?:er|var|har|hadde|kan|skal|vil|må|ble|blir|får|fikk)\b|"
    r"(?:Men|Og|Eller|Så|Derfor|Dermed|Likevel|Imidlertid|Dessuten|Også|Samtidig|Deretter|Derimot|I tillegg|"
    r"Da|Dessverre|For eksempel|På den annen side)\b)"
)
_JUNK = tuple(
    re.compile(pattern, flags)
    for flags, patterns in (
        (
            0,
            (
                # by-lines
                r"(?:^|[.!?|]\s)(?:By|Av|Tekst:?|Foto:?)\s+[A-Z][\w'’-]+\s(?:[A-Z]\.\s)?[A-Z][\w'’-]+\s*(?:$|[,|/.]|for\b)",
                # datelines
                r"^[A-Z]{3,}[A-Z. ,]*(?:,\s[A-Z][\w.]+)*\s*(?:\([\w /]+\))?\s*(?:—|–|--?)\s",
                r"\((?:CNN|Reuters|AP|AFP|NTB|UPI|Bloomberg)\)|^\w+ \((?:NTB|ANB|AP|AFP)[^)]*\)\s?:",
                # captions
                r"\b(?:Pictured|Above|Below|Left|Right|Photo|Image|Video|Figure|Caption)\s?:",
                r"\b(?:Foto|Bilde|Faksimile|Illustrasjon)\s?:",
            ),
        ),
        (
            re.IGNORECASE,
            (
                # dates of publication, and where else it stands
                r"\b(?:posted|written|published|reported|guest post) (?:by|on) [A-Z\d]",
                r"\b(?:last )?updated(?: on)?:? \d",
                r"\boriginally (?:published|posted|appeared)\b|\beditor['’]?s['’]? note\b|\bcross-?posted\b",
                # captions and credits
                r"\b(?:photo|image|picture|foto|bilde|illustration)s? (?:by|courtesy|credit|from|av)\b|\bscroll down\b",
                r"\bpictured(?: (?:above|below|left|right))?\b|\b(?:above|left|right|below)\)",
                r"getty images|shutterstock|©",
                # calls
                r"\bclick (?:here|on|the)\b|\bsign(?:ed)?[ -]up (?:for|to|here|today|now)\b",
                r"\bsubscribe\b|\bnewsletter\b|\bdonat(?:e|ions?)\b|\bfollow us\b|\bfollow @|\blike us\b",
                r"\bread more\b|\bfind out more\b|\bstay tuned\b|\bshare this\b",
                r"\b(?:contact|e-?mail|join|call|visit|tweet) us\b|\bregister (?:now|today|here|for|by)\b",
                r"\blearn more (?:about|at|here|by)\b|\bapply (?:now|by|today|here)\b|\bcheck out (?:our|the|this)\b",
                r"\bplease (?:direct|send|contact|visit|click|join|e-?mail|share|see|register)\b",
                r"\bles (?:mer|også)\b|\bklikk her\b|\bmeld deg på\b|\babonner\b|\bnyhetsbrev\b",
                # addresses
                r"https?://|\bwww\.\w|\b[\w-]+(?:\.[\w-]+)*\.(?:gov|com|org|net|mil|edu|no)/\w|\S@\w[\w-]*\.\w",
            ),
        ),
    )
    for pattern in patterns
)


def flaws(blurb: str, source: Text) -> frozenset[str]:
    """Name what is wrong with *blurb*; an empty one, which leaves the headline alone, has nothing wrong."""
    if not blurb:
        return frozenset()
    bordered = "\n".join(map(_plain, _paragraphs(source.text)))
    flat = bordered.replace("\n", " ")
    found = {
        "cut": _is_cut(blurb, bordered, flat),
        "long": len(blurb) > CAP,
        "leans": _leans(blurb, source.lang) and not _is_opening(blurb, flat),
        "quote": _has_orphan_quote(blurb),
        "junk": any(pattern.search(blurb) for pattern in _JUNK),
    }
    return frozenset(kind for kind, is_so in found.items() if is_so)


def _is_cut(blurb: str, bordered: str, flat: str) -> bool:
    """Whether it begins or ends within a sentence, as far as marks, capitals and the text around it tell."""
    start, end = flat.find(blurb[:40]), flat.rfind(blurb[-40:])
    before = bordered[:start].rstrip(" ")[-1:] if start > 0 else ""
    after = bordered[end + len(blurb[-40:]) :][:2] if end >= 0 else ""
    is_lower = blurb[0].islower() and blurb.split(maxsplit=1)[0].islower()  # eRegulations is a name
    begins_within = is_lower or bool(before and (before.isalnum() or before == ","))
    goes_on = after[:1].isalnum() or after.lstrip(" ")[:1].islower()
    return begins_within or goes_on or not _WHOLE.search(blurb)


def _is_opening(blurb: str, flat: str) -> bool:
    """Whether *blurb* opens as the text does, but for a dateline or a kicker before it."""
    start = flat.find(blurb[:40])
    return start >= 0 and len(flat[:start]) < 80 and not re.search(r"[.!?…]\s", flat[:start])


def _leans(sentence: str, lang: str) -> bool:
    """Whether *sentence* opens with a pronoun or a connective; known for English and Norwegian alone."""
    pattern = _LEANS_EN if lang == "en" else _LEANS_NO if lang in {"no", "nb", "nn"} else None
    return bool(pattern and pattern.match(sentence))


def _has_orphan_quote(blurb: str) -> bool:
    straight = re.sub(r"\d\"", "", blurb).count('"')
    opened = blurb.count("“") + blurb.count("„")
    is_german = "„" in blurb
    curly = blurb.count("„") != blurb.count("“") if is_german else opened != blurb.count("”")
    return straight % 2 == 1 or curly or blurb.count("«") != blurb.count("»")


def has_gap(blurb: str, source: Text) -> bool:
    """Whether a sentence within leans on one that the text has before it and the blurb has not."""
    flat = _plain(source.text)
    inside = [_plain(sentence.text) for sentence in split(blurb, source.lang)]
    for before, sentence in pairwise(inside):
        start = flat.find(sentence)
        if start > 0 and _leans(sentence, source.lang) and not flat[:start].rstrip().endswith(before[-30:]):
            return True
    return False


# ---- quality --------------------------------------------------------------------------------------------------


class Rouge:
    """rouge-score with its stemmer; of several references the nearest counts."""

    def __init__(self) -> None:
        make = importlib.import_module("rouge_score.rouge_scorer").RougeScorer
        kinds = ["rouge1", "rouge2"]
        self.english = make(kinds, use_stemmer=True)
        self.other = make(kinds, tokenizer=RougeTokenizer())

    def __call__(self, blurb: str, source: Text) -> dict[str, float]:
        """Give recall and F in percent."""
        scorer = self.english if source.lang == "en" else self.other
        scores = scorer.score_multi(list(source.references), blurb)
        return {
            name: 100 * value
            for number in ("1", "2")
            for name, value in (
                (f"R{number} rec", scores[f"rouge{number}"].recall),
                (f"R{number} F", scores[f"rouge{number}"].fmeasure),
            )
        }


def written(texts: Sequence[Text], by: dict[str, Way], rouge: Rouge | None) -> dict[str, list[Result]]:
    """Let every way write of every text, in turn."""
    results: dict[str, list[Result]] = {name: [] for name in by}
    for source in texts:
        for name, write in by.items():
            blurb = write(source)
            scores = rouge(blurb, source) if rouge else {}
            results[name].append(Result(source=source, blurb=blurb, flaws=flaws(blurb, source), rouge=scores))
    return results


def table(title: str, results: dict[str, list[Result]]) -> None:
    """Print a line for each way."""
    count = len(next(iter(results.values())))
    if not count:
        return
    print(f"\n{title}, {count} texts; ROUGE, then % of the blurbs, then characters; `any` is without `gap`\n")
    head = ("R1 rec", "R2 rec", "R1 F", "R2 F", "any", *KINDS, "gap", "none", "chars")
    print(f"{'':<26}" + "".join(f"{name:>8}" for name in head))
    for name, found in results.items():
        cells = [_mean([result.rouge[kind] for result in found if result.rouge]) for kind in head[:4]]
        cells += [_share(bool(result.flaws) for result in found)]
        cells += [_share(kind in result.flaws for result in found) for kind in KINDS]
        cells += [_share(has_gap(result.blurb, result.source) for result in found)]
        cells += [_share(not result.blurb for result in found)]
        lengths = [len(result.blurb) for result in found if result.blurb]
        print(f"{name:<26}" + "".join(cells) + f"{statistics.median(lengths or [0]):>8.0f}")


def _mean(values: list[float]) -> str:
    return f"{statistics.fmean(values):>8.1f}" if values else f"{'-':>8}"


def _share(values: Iterable[bool]) -> str:
    known = list(values)
    return f"{100 * sum(known) / len(known):>8.1f}"


def bench_quality(sets: dict[str, list[Text]], rouge: Rouge | None, show: int) -> None:
    """Compare every way on whole texts."""
    by = ways()
    for name, texts in sets.items():
        results = written(texts, by, rouge)
        table(name, results)
        fresh = {way: [result for result in found if not result.source.is_copied] for way, found in results.items()}
        if 0 < len(fresh[OURS[0]]) < len(texts):
            table(f"{name}, references that are not text of the piece", fresh)
        for way in OURS if show else ():
            print(f"\n{way}: flaws in {name}\n")
            flawed = (result for result in results[way] if result.flaws)
            for result in islice(sorted(flawed, key=lambda result: -len(result.flaws)), show):
                print(
                    f"[{', '.join(sorted(result.flaws))}] {result.source.title or '(no headline)'}\n  {result.blurb}\n"
                )


def bench_headless(sets: dict[str, list[Text]], rouge: Rouge | None, seed: int) -> None:
    """Compare where the lead is gone: its reference still says what stood there."""
    by = {
        OURS[1]: ours(BlurbMode.INFORMATIVE),
        OURS[0]: ours(BlurbMode.LEAD),
        f"lead {LOW} to {CAP}, cleaned": lead_contiguous,
        f"lead filled to {CAP}, raw": lead_filled,
        "sumy Edmundson": by_sumy("Edmundson"),
    }
    for name, texts in sets.items():
        beheaded = [text for text in map(headless, texts) if text.text.strip()]
        results = written(beheaded, by, rouge)
        table(f"{name} without its lead", results)
        if not rouge or not beheaded:
            continue
        print(f"\nROUGE-1 recall of {OURS[1]} less the other's, and 95 % of 1,000 draws of the texts\n")
        for way in list(by)[1:]:
            differences = [
                one.rouge["R1 rec"] - other.rouge["R1 rec"]
                for one, other in zip(results[OURS[1]], results[way], strict=True)
            ]
            low, high = interval(differences, seed)
            print(f"{way:<26}{statistics.fmean(differences):>+8.2f}  [{low:+.2f}, {high:+.2f}]")


def interval(values: Sequence[float], seed: int) -> tuple[float, float]:
    """Give the bounds of 95 % of the means of texts drawn again."""
    dice = random.Random(seed)
    means = sorted(statistics.fmean(dice.choices(values, k=len(values))) for _ in range(1000))
    return means[25], means[974]


# ---- time -----------------------------------------------------------------------------------------------------


def stream(texts: Sequence[Text]) -> Iterator[Candidate]:
    """Give the sentences of all texts as if they were those of one."""
    paragraphs = 0
    for source in texts:
        last = paragraphs
        for candidate in candidates(source.text, _piece(source), source.lang):
            last = paragraphs + candidate.paragraph
            yield replace(candidate, paragraph=last)
        paragraphs = last + 1


def timed(work: Callable[[], object]) -> float:
    """Give the CPU milliseconds of *work*."""
    before = time.process_time()
    work()
    return 1000 * (time.process_time() - before)


def jobs(part: Sequence[Candidate], title: str, lang: str) -> dict[str, Callable[[], object]]:
    """Name what is timed on *part*: scoring alone, from sentences to ratings, and at last one whole blurb."""
    from digest.summarize.score import scores

    by_paragraph: dict[int, list[str]] = {}
    for candidate in part:
        by_paragraph.setdefault(candidate.paragraph, []).append(candidate.text)
    text = "\n\n".join(map(" ".join, by_paragraph.values()))
    whole = Text(title=title, text=text, lang=lang, references=())

    def peer(name: str) -> Callable[[], object]:
        return lambda: summarizer(name, title, lang)(document(by_paragraph.values(), title, lang), 3)

    return {
        "digest, its four and three": lambda: scores(part, title=title, lang=lang),
        f"  the first {POOL}, as it runs": lambda: scores(part[:POOL], title=title, lang=lang),
        **{f"sumy {name}": peer(name) for name in ("LexRank", "TextRank", "Luhn")},
        "digest, a whole blurb": lambda: ours(BlurbMode.INFORMATIVE)(whole),
    }


def bench_time(sets: dict[str, list[Text]], seed: int) -> None:
    """Time the scores by length on consecutive sentences, each text by every way in turn."""
    name, texts = max(sets.items(), key=lambda entry: len(entry[1]))
    sentences, title, lang = tuple(stream(texts)), texts[0].title, texts[0].lang
    print(f"\nScoring, sentences of {name}, CPU milliseconds; ratio of the medians to digest's\n")
    print(f"{'':<30}{'sentences':>10}{'texts':>7}{'median':>10}{'p95':>10}{'ratio':>8}")
    for length, rounds in LENGTHS.items():
        if len(sentences) < length:
            print(f"{length} sentences: the set has too few")
            continue
        dice = random.Random(seed + length)
        starts = [dice.randrange(len(sentences) - length + 1) for _ in range(rounds)]
        spent: dict[str, list[float]] = {}
        for job in jobs(sentences[: min(length, 60)], title, lang).values():
            job()  # imports, and what is read once
        names = list(jobs(sentences[:length], title, lang))
        for turn, start in enumerate(starts):
            by = jobs(sentences[start : start + length], title, lang)
            # Who comes first finds nothing of the text in the processor's caches.
            for way in names[turn % len(names) :] + names[: turn % len(names)]:
                spent.setdefault(way, []).append(timed(by[way]))
        base = statistics.median(spent[names[0]])
        for way in names:
            values = spent[way]
            late = sorted(values)[math.ceil(0.95 * len(values)) - 1]
            middle = statistics.median(values)
            print(f"{way:<30}{length:>10}{len(values):>7}{middle:>10.1f}{late:>10.1f}{middle / base:>8.2f}")


# ---- the command ----------------------------------------------------------------------------------------------


def main() -> None:
    """Run the parts that are named, or all of them."""
    fixed = {"PYTHONHASHSEED": "0", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    if any(os.environ.get(name) != value for name, value in fixed.items()):
        # sumy adds in the order of sets, and threads of numpy would be counted as its caller's time.
        os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, **fixed})  # noqa: S606
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--data",
        type=Path,
        default=Path(os.environ.get("DIGEST_TEST_DATA", "data")) / "blurbs",
        help="the folder of the sets",
    )
    parser.add_argument("--limit", type=int, default=0, help="texts a set; 0 takes all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=0, help="print so many of our flawed blurbs a set")
    for part in ("quality", "headless", "time"):
        parser.add_argument(f"--{part}", action="store_true", help="this part, and others that are named")
    arguments = parser.parse_args()
    paths = sorted(arguments.data.glob("*.jsonl.gz"))
    if not paths:
        parser.error(f"no *.jsonl.gz in {arguments.data}")
    warnings.simplefilter("ignore")  # sumy divides by zero
    sets = {path.name.removesuffix(".jsonl.gz"): read_set(path, arguments.limit, arguments.seed) for path in paths}
    takes_all = not (arguments.quality or arguments.headless or arguments.time)
    needs_rouge = takes_all or arguments.quality or arguments.headless
    rouge = Rouge() if needs_rouge and have("rouge_score", "rouge-score") else None
    if takes_all or arguments.quality:
        bench_quality(sets, rouge, arguments.show)
    if takes_all or arguments.headless:
        bench_headless(sets, rouge, arguments.seed)
    if takes_all or arguments.time:
        bench_time(sets, arguments.seed)


if __name__ == "__main__":
    main()
