"""What the page shows, held in its address alone: any view can be kept as a bookmark, shared or reloaded."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlencode

from digest.desk.dark import Scheme

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Part", "View", "ViewState"]


_Choice = TypeVar("_Choice", bound=StrEnum)


class View(StrEnum):
    """In which widths the message is shown."""

    PHONE = "phone"
    DESKTOP = "desktop"
    BOTH = "both"


class Part(StrEnum):
    """What of the message is shown."""

    HTML = "html"
    TEXT = "text"
    HEADERS = "headers"
    SOURCE = "source"
    FINDINGS = "findings"
    PIECES = "pieces"


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewState:
    """The state of the preview page."""

    view: View = View.BOTH
    scheme: Scheme = Scheme.LIGHT
    part: Part = Part.HTML

    @classmethod
    def of(cls, query: Mapping[str, str]) -> ViewState:
        """Read the state from a *query*; what is missing or unknown takes its default."""
        return cls(
            view=_member(View, query.get("view"), View.BOTH),
            scheme=_member(Scheme, query.get("scheme"), Scheme.LIGHT),
            part=_member(Part, query.get("part"), Part.HTML),
        )

    def to(self, change: View | Scheme | Part) -> str:
        """Give the query of this state with one *change*."""
        query: dict[str, StrEnum] = {"view": self.view, "scheme": self.scheme, "part": self.part}
        query[type(change).__name__.lower()] = change
        return "?" + urlencode({name: member.value for name, member in query.items()})

    @property
    def views(self) -> tuple[View, ...]:
        """The widths that stand side by side."""
        return (View.PHONE, View.DESKTOP) if self.view is View.BOTH else (self.view,)


def _member(kind: type[_Choice], value: str | None, default: _Choice) -> _Choice:
    return kind(value) if value in set(kind) else default
