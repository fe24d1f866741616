"""Blurbs of real pieces: none cut, none too long, none worse than the plain lead."""

from __future__ import annotations

import gzip
import json
import os
import re
from collections import Counter
from pathlib import Path

import pytest

from digest.model import BlurbRules, Origin
from digest.summarize import split, summarize_text
from digest.summarize.marks import are_balanced, ends_whole
from digest.text import collapse

DATA = os.environ.get("DIGEST_TEST_DATA", "")
pytestmark = pytest.mark.skipif(not DATA, reason="DIGEST_TEST_DATA names no folder with the test data")
RULES = BlurbRules()


def pieces(name: str) -> list[dict[str, str]]:
    """Read the pieces of one file."""
    with gzip.open(Path(DATA) / "blurbs" / name, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def words_of(text: str) -> Counter[str]:
    """Count the words of *text*."""
    return Counter(re.findall(r"[a-z0-9]+", text.lower()))


def rouge1(one: str, other: str) -> float:
    """Compute ROUGE-1 F, unstemmed."""
    left, right = words_of(one), words_of(other)
    total = left.total() + right.total()
    return 2 * (left & right).total() / total if total else 0.0


def plain_lead(text: str) -> str:
    """Take whole sentences from the raw text until 200 characters, at most 400."""
    lead = ""
    for sentence in split(text, "en"):
        longer = f"{lead} {collapse(sentence.text)}".strip()
        if lead and len(longer) > RULES.max_chars:
            break
        lead = longer
        if len(lead) >= RULES.min_chars:
            break
    return lead


def test_blurbs_of_government_pieces_are_whole_and_no_worse_than_the_plain_lead() -> None:
    """Editors' teasers of the same pieces are the reference; ROUGE is a floor, not the goal."""
    ours: list[float] = []
    leads: list[float] = []
    in_range = printed = 0
    for piece in pieces("gov-teasers-dev.jsonl.gz"):
        found = summarize_text(piece["text"], title=piece["title"], lang="en", rules=RULES)
        assert len(found.text) <= RULES.max_chars
        assert are_balanced(found.text)
        assert all(ends_whole(sentence.text) for sentence in found.sentences)
        if found.origin is not Origin.HEADLINE:
            printed += 1
            in_range += 120 <= len(found.text) <= 400
        ours.append(rouge1(found.text, piece["reference"]))
        leads.append(rouge1(plain_lead(piece["text"]), piece["reference"]))
    assert printed >= 0.98 * len(ours)
    assert in_range >= 0.95 * printed
    assert sum(ours) / len(ours) >= sum(leads) / len(leads)


def test_blurbs_of_norwegian_news_are_free_of_the_headlines_run_into_them() -> None:
    """The texts begin with headline and kickers divided by bars."""
    for piece in pieces("norsumm.jsonl.gz"):
        found = summarize_text(piece["text"], lang="no", rules=RULES)
        assert " | " not in found.text
        assert len(found.text) <= RULES.max_chars


def test_the_saved_page_gives_its_story_and_none_of_its_furniture() -> None:
    """The page has appeals, credits, section labels and other pieces' teasers."""
    text = (Path(DATA) / "saved-page.txt").read_text(encoding="utf-8")
    found = summarize_text(text, title="Blinken cancels meeting with Lavrov, citing Russian 'invasion'", rules=RULES)
    assert "has been canceled by the Americans, according to reports." in found.text
    assert not re.search(r"google cta|Dear RS|Photo|Follow us|keep reading", found.text)
