"""What may stand in `[blurbs]` and the tables below it."""

from __future__ import annotations

__all__ = ["BlurbsTable", "LengthTable", "ModelTable"]

from typing import Literal

from pydantic import Field, model_validator

from digest.config.table import Table
from digest.model import ROOM_FOR_PARAGRAPHS, BlurbMode


class LengthTable(Table):
    """How long blurbs are at one place of the edition."""

    min_chars: int = Field(..., ge=20, le=1000, description="characters, 20 to 1000")
    max_chars: int = Field(..., ge=40, le=2000, description="characters, 40 to 2000, and at least min_chars")

    @model_validator(mode="after")
    def _ordered(self) -> LengthTable:
        if self.max_chars < self.min_chars:
            raise ValueError("max_chars is below min_chars")
        return self


class ModelTable(Table):
    """A server of a language model that writes blurbs; the OpenAI chat protocol."""

    url: str = Field(..., pattern=r"^https?://", description='an address, such as "http://127.0.0.1:8080/v1"')
    name: str = Field(..., min_length=1, description="the model's name at the server")
    key_env: str = Field("", pattern=r"^[A-Za-z0-9_]*$", description="the name of an environment variable")
    timeout_seconds: float = Field(30.0, ge=1, le=600, description="seconds, 1 to 600")


class BlurbsTable(Table):
    """How blurbs are written."""

    mode: BlurbMode = Field(BlurbMode.LEAD, description='"lead", "informative" or "teaser-only"')
    min_chars: int = Field(200, ge=40, le=1000, description="characters, 40 to 1000")
    max_chars: int = Field(400, ge=80, le=2000, description="characters, 80 to 2000, and at least min_chars")
    paragraphs: int = Field(0, ge=0, le=5, description="a number of whole paragraphs, 1 to 5; 0 goes by characters")
    lead: LengthTable | None = Field(None, description="a table [blurbs.lead] with min_chars and max_chars")
    brief: LengthTable | Literal[False] = Field(
        LengthTable(min_chars=60, max_chars=120),
        description="a table [blurbs.brief] with min_chars and max_chars, or false for headlines alone",
    )
    model: ModelTable | None = Field(None, description="a table [blurbs.model] with url and name")

    @model_validator(mode="after")
    def _ordered(self) -> BlurbsTable:
        if self.longest < self.min_chars:
            raise ValueError("max_chars is below min_chars")
        return self

    @property
    def longest(self) -> int:
        """Characters that no blurb exceeds; whole paragraphs have more room where nothing else is said."""
        is_said = "max_chars" in self.model_fields_set
        return self.max_chars if is_said or not self.paragraphs else ROOM_FOR_PARAGRAPHS
