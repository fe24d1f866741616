"""Turns what pydantic and tomllib say into mistakes that an operator can mend: file, key, found, allowed."""

from __future__ import annotations

__all__ = ["mistakes_of", "syntax_mistake"]

import difflib
import re
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from digest.errors import ConfigMistake
from digest.text import shorten

if TYPE_CHECKING:
    import tomllib

    from pydantic import ValidationError

_SECRET = re.compile(r"pass(word|wd)?|secret|token|api_?key", re.IGNORECASE)
_POSITION = re.compile(r"line (\d+)")


def mistakes_of(error: ValidationError, *, file: str, schema: type[BaseModel]) -> tuple[ConfigMistake, ...]:
    """Translate every error that pydantic found in *file*."""
    return tuple(_mistake(detail, file=file, schema=schema) for detail in error.errors())


def syntax_mistake(error: tomllib.TOMLDecodeError, *, file: str) -> ConfigMistake:
    """Say where *file* is no TOML."""
    found = _POSITION.search(str(error))
    line = f":{found.group(1)}" if found else ""
    return ConfigMistake(
        file=file + line, key="(syntax)", found=str(error), allowed='TOML, such as title = "The Weekly"'
    )


def _mistake(detail: Any, *, file: str, schema: type[BaseModel]) -> ConfigMistake:
    location = tuple(part for part in detail["loc"] if part != "[key]")
    key = _dotted(location) or "(file)"
    kind = detail["type"]
    if kind == "extra_forbidden":
        return _unknown_key(key, location, file=file, schema=schema)
    found = "nothing" if kind == "missing" else _shown(detail["input"], location)
    if kind == "value_error" and isinstance(detail["input"], dict):
        found = str(detail["ctx"]["error"])
    return ConfigMistake(file=file, key=key, found=found, allowed=_allowed(schema, location) or detail["msg"])


def _unknown_key(key: str, location: tuple[Any, ...], *, file: str, schema: type[BaseModel]) -> ConfigMistake:
    name = str(location[-1])
    if _SECRET.search(name):
        variable = "DIGEST_SMTP_PASSWORD" if "pass" in name.lower() else "DIGEST_SECRET_KEY"
        allowed = f"no secret in a file; set the environment variable {variable}"
        return ConfigMistake(file=file, key=key, found="a secret", allowed=allowed)
    table = _table(schema, location[:-1])
    known = sorted(table.model_fields) if table else []
    near = difflib.get_close_matches(name, known, n=1)
    allowed = f"{near[0]} (did you mean this?)" if near else ", ".join(known)
    return ConfigMistake(file=file, key=key, found="an unknown key", allowed=allowed)


def _dotted(location: tuple[Any, ...]) -> str:
    """Write a place as TOML users count: `sources[2].url` is the second [[sources]] table."""
    text = ""
    for part in location:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


def _shown(value: Any, location: tuple[Any, ...]) -> str:
    if any(isinstance(part, str) and _SECRET.search(part) for part in location):
        return "a value (not shown)"
    if isinstance(value, dict):
        return "a table"
    # A URL may carry a password.
    return shorten(re.sub(r"(://[^:/@\s]*:)[^@\s]*@", r"\1…@", repr(value)), 80)


def _allowed(schema: type[BaseModel], location: tuple[Any, ...]) -> str:
    names = [part for part in location if isinstance(part, str)]
    while names:
        table = _table(schema, tuple(names[:-1]))
        if table is not None and names[-1] in table.model_fields:
            return table.model_fields[names[-1]].description or ""
        names.pop()
    return ""


def _table(schema: type[BaseModel], location: tuple[Any, ...]) -> type[BaseModel] | None:
    """Follow *location* through nested tables to the model that describes it."""
    table: type[BaseModel] | None = schema
    for part in location:
        if isinstance(part, int) or table is None:
            continue
        field = table.model_fields.get(part)
        table = _model_in(field.annotation) if field else None
    return table


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in getattr(annotation, "__args__", ()):
        if (found := _model_in(argument)) is not None:
            return found
    return None
