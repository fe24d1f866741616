"""The last look at a blurb: it says what its source says, in its words and order, and nothing else."""

from __future__ import annotations

from digest.errors import SummarizeError
from digest.model import Blurb, BlurbRules, Origin, Piece
from digest.summarize.faithful import why_unfaithful
from digest.text import joined, printed

__all__ = ["verify"]

_LONGEST = 2000
"""Characters; the most that any publication's rules allow."""


def verify(blurb: Blurb, piece: Piece) -> None:
    """Raise SummarizeError unless *blurb* can be traced to *piece*.

    A summary or a teaser must consist of sentences that slice back from the piece's text or teaser, in order and
    without overlap, printed (white space collapsed, character references decoded) with one space between them
    (none in Chinese and Japanese). A
    headline stands alone; an editor's text has no source and must not claim one. A
    model's must name nothing that the piece does not name (`digest.summarize.faithful`).
    """
    why = _why_untrue(blurb, piece)
    if why:
        raise SummarizeError(f"the blurb {why}; write it anew with `digest summarize`", resource=piece.link)


def _why_untrue(blurb: Blurb, piece: Piece) -> str:
    if blurb.origin is Origin.HEADLINE:
        return "of a headline alone has a text" if blurb.text or blurb.sentences else ""
    if blurb.origin is Origin.EDITOR:
        return "of an editor claims sentences of the piece" if blurb.sentences else ""
    if blurb.origin is Origin.MODEL:
        why = why_unfaithful(blurb.text, piece, BlurbRules(min_chars=0, max_chars=_LONGEST), piece.lang)
        return f"of a model {why}" if why else ""
    return _why_untraced(blurb, piece.teaser if blurb.origin is Origin.TEASER else piece.text)


def _why_untraced(blurb: Blurb, source: str) -> str:
    if not blurb.sentences:
        return "names no sentence that it is made of"
    reached = 0
    for sentence in blurb.sentences:
        if not reached <= sentence.start < sentence.end <= len(source):
            return f"has a sentence out of order, at {sentence.start} to {sentence.end}"
        if source[sentence.start : sentence.end] != sentence.text:
            return f"has a sentence that is not the piece's, at {sentence.start} to {sentence.end}"
        reached = sentence.end
    if blurb.text != joined(printed(sentence.text) for sentence in blurb.sentences):
        return "differs from its sentences"
    return ""
