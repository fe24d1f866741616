"""SpamAssassin's own rules on the sample week, where it is installed: no look costs points."""

from __future__ import annotations

import shutil

import pytest

from tools.proof import spam
from tools.proof.sample import weeks

pytestmark = pytest.mark.skipif(
    shutil.which("spamassassin") is None,
    reason="needs SpamAssassin (apt-get install --no-install-recommends spamassassin)",
)


def test_no_message_of_the_sample_week_looks_like_spam() -> None:
    """At most 0.0 points, where 5.0 is spam; the message is the one that the demo sends, in each look."""
    with weeks() as sample:
        scores = {each.look: spam.score_of(each.message) for each in sample}
    assert {look: score for look, score in scores.items() if score.points > spam.MOST} == {}
    for score in scores.values():
        rules = dict(score.rules)
        assert "MAILING_LIST_MULTI" in rules, "the headers of a list are seen"
        assert "HTML_FONT_LOW_CONTRAST" not in rules, "hidden text in the colour of its ground is what spammers write"


def test_what_is_plainly_spam_is_seen() -> None:
    """A filter that lets everything pass proves nothing."""
    score = spam.score_of(spam.CONTROL)
    assert score.points > spam.SPAM
    assert len(score.rules) == len(dict(score.rules)) > 5
