"""Says of a publication's own pattern whether it can be used: whether it is one, and whether it ends in time.

Decides by the pattern's shape, before any text is there: a regular expression that goes back and forth between its
repetitions takes time that doubles with each letter, and the run at six in the morning does not come to an end.
"""

from __future__ import annotations

__all__ = ["pattern_mistake"]

import re
import warnings
from importlib import import_module
from typing import Any

_MANY = 20
"""Ways to divide a text up to so many are no danger; an optional letter within a repetition is two a time."""
_MAX_OPEN = 3
"""Repetitions of any character in one pattern: time grows with that power of a paragraph's length."""
_REPEATS = frozenset({"MAX_REPEAT", "MIN_REPEAT"})
_WIDE = frozenset({"ANY", "IN", "NOT_LITERAL", "CATEGORY"})


def pattern_mistake(pattern: str) -> str:
    """Say what is wrong with *pattern*, a regular expression; empty where nothing is.

    >>> pattern_mistake("(a+)+b")
    'a repetition of a repetition, which may take for ever'
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            re.compile(pattern)
            tree = list(import_module("re._parser").parse(pattern))
    except (re.error, RecursionError, OverflowError, FutureWarning, DeprecationWarning) as error:
        return f"no regular expression ({error})"
    return next(filter(None, map(_mistake_in_repetition, _repetitions(tree))), "") or _too_open(tree)


def _too_open(tree: list[Any]) -> str:
    is_open = [1 for _, (_, most, inner) in _repetitions(tree) if most > _MANY and _is_wide(list(inner))]
    if len(is_open) > _MAX_OPEN:
        return f"more than {_MAX_OPEN} repetitions such as .*, which may take minutes"
    return ""


def _mistake_in_repetition(repetition: tuple[str, Any]) -> str:
    _, (_, most, inner) = repetition
    tree = list(inner)
    if most > 1 and any(least != more and most * more > _MANY for _, (least, more, _) in _repetitions(tree)):
        return "a repetition of a repetition, which may take for ever"
    if most <= _MANY:
        return ""
    if inner.getwidth()[0] == 0:
        return "a repetition of what may be empty, which may take for ever"
    if any(name == "BRANCH" and not _is_told_apart(value[1]) for name, value in _nodes(tree)):
        return "a repetition of alternatives that begin alike, which may take for ever"
    return ""


def _is_told_apart(branches: list[Any]) -> bool:
    """Whether each alternative begins with another letter."""
    heads = [branch[0] if len(branch) else None for branch in branches]
    letters = {head[1] for head in heads if head is not None and str(head[0]) == "LITERAL"}
    return len(letters) == len(heads)


def _is_wide(tree: list[Any]) -> bool:
    return any(name in _WIDE for name, _ in _nodes(tree))


def _repetitions(tree: list[Any]) -> list[tuple[str, Any]]:
    return [node for node in _nodes(tree) if node[0] in _REPEATS]


def _nodes(tree: list[Any]) -> list[tuple[str, Any]]:
    """List the parts of a parsed pattern, the inner ones behind those that hold them."""
    found: list[tuple[str, Any]] = []
    for operation, value in tree:
        found.append((str(operation), value))
        for inner in _inside(value):
            found += _nodes(list(inner))
    return found


def _inside(value: Any) -> list[Any]:  # noqa: ANN401 - the parser's own tree, which has no type
    """Give the patterns within a part: they alone have a width."""
    if hasattr(value, "getwidth"):
        return [value]
    return [inner for each in value for inner in _inside(each)] if isinstance(value, (tuple, list)) else []
