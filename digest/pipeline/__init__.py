"""The use cases, in the order of the pipeline; the edges (files, network, database, mail, clock) meet the core here.

    run                 = collect, settle, look again | compose | render | check | approve | send, for the slot due
    collect             = due sources → visits, several at a time → pieces → ledger → who is told
    compose_draft       = ledger → select → summarize → sections → pictures → render → check
    approve, send       = frozen edition × frozen audience → deliveries
    Previewer           = compose_draft and the message, kept nowhere

Every use case takes a Workspace and, where it decides by time, the time.
"""

from __future__ import annotations

__all__ = [
    "CollectReport",
    "Draft",
    "Preview",
    "Previewer",
    "RunReport",
    "Workspace",
    "approve",
    "collect",
    "compose_draft",
    "open_workspace",
    "run",
    "send",
    "send_test",
]

from digest.pipeline.collecting import CollectReport, collect
from digest.pipeline.composing import Draft, compose_draft
from digest.pipeline.previewing import Preview, Previewer
from digest.pipeline.report import RunReport
from digest.pipeline.running import run
from digest.pipeline.sending import approve, send, send_test
from digest.pipeline.workspace import Workspace, open_workspace
