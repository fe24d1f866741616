"""Writes the blurbs of one edition, in the order of reading: each knows what the ones before it say.

Where the publication names a model, what that writes is printed only if it keeps to the piece; else, or where its
server fails, the piece's own sentences stand and a finding says why.
"""

from __future__ import annotations

__all__ = ["BlurbWriter"]

from typing import TYPE_CHECKING

from digest.errors import ConfigError, SummarizeError
from digest.model import NO_BLURB, Blurb, Finding, Level, Origin, Place

if TYPE_CHECKING:
    from digest.model import BlurbRules, Piece
    from digest.pipeline.workspace import Workspace
    from digest.writer import ModelWriter

MAX_FAILURES = 2
"""After so many in a row the server is not asked again: each may take its whole time to fail."""


class BlurbWriter:
    """Writes each piece's blurb and proves it true to the piece; a text that gives none leaves the headline alone."""

    def __init__(self, workspace: Workspace, *, total: int) -> None:
        self._workspace = workspace
        self._total = total
        self._done = 0
        self._openings: list[str] = []
        """First sentences of the blurbs so far."""
        self._failures = 0
        self._model: ModelWriter | None = None
        self.findings: list[Finding] = []

    def __call__(self, piece: Piece, place: Place) -> Blurb:
        """Write the blurb of *piece* for *place*."""
        self._done += 1
        self._workspace.progress("summarize", piece.title, done=self._done, total=self._total)
        rules = self._workspace.publication.blurbs.at(place)
        if rules is None:
            return NO_BLURB
        with self._workspace.watch.stage("summarize"):
            blurb = self._written(piece, rules)
        if place is not Place.BRIEF:
            blurb = self._by_model(piece, rules) or blurb
        if blurb.sentences:
            self._openings.append(blurb.sentences[0].text)
        return blurb

    def _written(self, piece: Piece, rules: BlurbRules) -> Blurb:
        from digest.summarize import write_blurb

        try:
            return write_blurb(piece, rules, openings=self._openings)
        except SummarizeError as error:
            self._find("blurbs/none", piece, f"the headline stands alone: {error}")
            return NO_BLURB

    def _by_model(self, piece: Piece, rules: BlurbRules) -> Blurb | None:
        """Ask the publication's model; None where there is none, it fails, or it does not keep to the piece."""
        server = self._workspace.publication.model
        if server is None or self._failures >= MAX_FAILURES:
            return None
        from digest.summarize.faithful import why_unfaithful
        from digest.summarize.writing import language_of

        lang = language_of(piece)
        try:  # a key that is not set, or a package that is missing, is told like a server that is down
            with self._workspace.watch.stage("model"):
                text = self._server().write(piece, rules, lang)
        except (SummarizeError, ConfigError) as error:
            self._failures += 1
            self._find("blurbs/model-failed", piece, f"the piece's own sentences stand: {error}")
            return None
        self._failures = 0
        why = why_unfaithful(text, piece, rules, lang)
        if why:
            message = f"the model's blurb {why}; the piece's own sentences stand"
            self._find("blurbs/model-unfaithful", piece, message)
            return None
        return Blurb(text=text, origin=Origin.MODEL)

    def _server(self) -> ModelWriter:
        if self._model is None:
            from digest.config.credentials import model_key
            from digest.writer import ModelWriter

            server = self._workspace.publication.model
            assert server is not None
            self._model = ModelWriter(
                url=server.url, model=server.name, api_key=model_key(server), timeout_seconds=server.timeout_seconds
            )
        return self._model

    def _find(self, rule: str, piece: Piece, message: str) -> None:
        self.findings.append(Finding(level=Level.WARNING, rule=rule, place=piece.title, message=message))
