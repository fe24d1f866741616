"""The whole pipeline on the sample week, or on any other source, with nothing outside this machine.

Decides what is put in place of the world: a site on loopback, an embedded SMTP server, a database and folders of its
own. The use cases are the same as any publication's.
"""

from __future__ import annotations

__all__ = ["Play", "stage"]

import secrets
import shutil
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from digest.compose import slot_instant
from digest.config import Secrets, load_config, shipped
from digest.demo.sources import other_source, sample_week
from digest.errors import Refused
from digest.pipeline import open_workspace, run
from digest.pipeline.workspace import silent

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from digest.config import Config
    from digest.demo.mailbox import Mailbox
    from digest.pipeline import RunReport, Workspace
    from digest.pipeline.workspace import Progress

MARK = ".digest-demo"
"""A file that marks a folder as ours to empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Play:
    """A demo that is ready to run, for the week that its source holds."""

    config: Config
    mailbox: Mailbox
    slot: str

    def workspace(self, progress: Progress = silent) -> AbstractContextManager[Workspace]:
        """Open the demo's workspace."""
        return open_workspace(self.config, progress=progress)

    def run(self, progress: Progress = silent) -> RunReport:
        """Do the weekly job once, at the slot's own time."""
        with self.workspace(progress) as workspace:
            at = slot_instant(self.slot, workspace.publication.cadence.tzinfo)
            return run(workspace, at=at)


@contextmanager
def stage(source: str | None, out: Path, *, public_url: str) -> Iterator[Play]:
    """Set up the demo in the folder *out*, for the sample week or for *source*: a URL or a folder.

    Raises SourceError where *source* has nothing to show, Refused where *out* holds somebody else's files.
    """
    from digest.demo.mailbox import Mailbox

    out = _emptied(out)
    base = load_config(shipped("config"), environment={})
    with ExitStack() as stack:
        mailbox = stack.enter_context(Mailbox())
        config = replace(
            base,
            home=out,
            database=f"sqlite:///{out / 'digest.db'}",
            public_url=public_url,
            out=out / "editions",
            pictures=out / "pictures",
            mail=replace(base.mail, transport="smtp", host="127.0.0.1", port=mailbox.port, security="none"),
            fetch=replace(base.fetch, gap_seconds=0.0),
            secrets=Secrets(key=secrets.token_bytes(32)),
        )
        config, slot = sample_week(config, stack) if source is None else other_source(config, source, stack)
        yield Play(config=config, mailbox=mailbox, slot=slot)


def _emptied(out: Path) -> Path:
    """Empty the folder of an earlier demo. Raises Refused for a folder with somebody else's files in it."""
    out = out.resolve()
    if out.exists():
        if not out.is_dir() or (any(out.iterdir()) and not (out / MARK).exists()):
            raise Refused("it holds other files than a demo's; choose another folder with --out", resource=str(out))
        shutil.rmtree(out)
    out.mkdir(parents=True)
    (out / MARK).write_text("made by `digest demo`, which empties this folder\n")
    return out
