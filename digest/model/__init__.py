"""The words of the glossary as frozen data, and the states with their legal transitions.

Nothing here knows files, network, database or clock. Every instant is an aware datetime; collections are tuples.
"""

from __future__ import annotations

__all__ = [
    "EDITION_TRANSITIONS",
    "NO_BLURB",
    "ROOM_FOR_PARAGRAPHS",
    "Approval",
    "Audience",
    "Blurb",
    "BlurbMode",
    "BlurbRules",
    "Boilerplate",
    "Cadence",
    "Card",
    "Decision",
    "Delivery",
    "DeliveryState",
    "Edition",
    "EditionState",
    "Finding",
    "Image",
    "KnownPiece",
    "Length",
    "Level",
    "LinkState",
    "LinkVisit",
    "Look",
    "ModelServer",
    "Origin",
    "Outcome",
    "PageState",
    "PictureMode",
    "Piece",
    "Place",
    "Precision",
    "Publication",
    "Recipient",
    "Rendering",
    "Rule",
    "Section",
    "SectionRule",
    "Selection",
    "Sentence",
    "Source",
    "SourceFailure",
    "SourceKind",
    "Token",
    "Window",
]

from digest.model.blurbs import (
    NO_BLURB,
    ROOM_FOR_PARAGRAPHS,
    Blurb,
    BlurbMode,
    BlurbRules,
    Length,
    ModelServer,
    Origin,
    Place,
    Sentence,
)
from digest.model.deliveries import Delivery, DeliveryState, Outcome, Recipient
from digest.model.editions import (
    EDITION_TRANSITIONS,
    Card,
    Decision,
    Edition,
    EditionState,
    Finding,
    Level,
    Rendering,
    Rule,
    Section,
    Token,
    Window,
)
from digest.model.pieces import Image, KnownPiece, PageState, Piece, Precision, Source, SourceFailure, SourceKind
from digest.model.publications import (
    Approval,
    Audience,
    Boilerplate,
    Cadence,
    Look,
    PictureMode,
    Publication,
    SectionRule,
    Selection,
)
from digest.model.visits import LinkState, LinkVisit
