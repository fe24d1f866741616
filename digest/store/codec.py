"""Frozen data as JSON text, and back.

Decides nothing: the model's annotations are the format. A field that the model no longer has is passed over; one that
it has got since takes its default.
"""

from __future__ import annotations

__all__ = ["dump", "load"]

from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from digest.errors import StoreError

if TYPE_CHECKING:
    from pydantic import TypeAdapter

T = TypeVar("T")


def dump(value: object, kind: Any) -> str:  # noqa: ANN401 - any type of the model, also tuple[Finding, ...]
    """Write *value*, of the type *kind*, as JSON. Raises StoreError for text that is not Unicode."""
    from pydantic_core import PydanticSerializationError

    try:
        return _adapter(kind).dump_json(value).decode()
    except (PydanticSerializationError, UnicodeError) as error:
        message = f"it holds text that is not Unicode and cannot be kept: {error}"
        raise StoreError(message, resource=str(getattr(value, "id", ""))) from error


def load(kind: type[T], written: str, *, resource: str) -> T:
    """Read what `dump` wrote. Raises StoreError naming *resource* where it does not fit *kind*."""
    from pydantic import ValidationError

    try:
        adapter: TypeAdapter[T] = _adapter(kind)  # type: ignore[arg-type]  # mypy does not take a class as hashable
        return adapter.validate_json(written)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"]))
        message = f"what is stored does not fit this version of digest ({where}: {first['msg']}); restore a backup"
        raise StoreError(message, resource=resource) from error


@lru_cache(maxsize=16)
def _adapter(kind: Any) -> TypeAdapter[Any]:  # noqa: ANN401 - as above
    # Building one takes milliseconds, and pydantic itself 0.2 s: not before something is read or written.
    from pydantic import TypeAdapter

    return TypeAdapter(kind)
