"""Says what an answer, or its absence, means for a reader who follows a link.

Decides by status and by the kind of failure. Pure: nothing is asked here. A refusal of programs (401, 403, 429, 999
and their like, a wall against robots) is no fault of the link: a reader with a browser is probably let in.
"""

from __future__ import annotations

__all__ = ["is_final", "of_answer", "of_failure", "unvisited"]

import socket
from http import HTTPStatus
from http.client import responses
from typing import TYPE_CHECKING

import httpcore
from httpx import InvalidURL
from ssrfguard.errors import BlockedAddressError, BlockedURLError

from digest.collect.addresses import redacted
from digest.collect.request import parse
from digest.collect.turns import NoTurn
from digest.errors import FetchError, ForbiddenAddress
from digest.model import LinkState, LinkVisit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digest.collect.fetch import Answer

GONE = frozenset({404, 410})
PROGRAMS_REFUSED = frozenset({401, 402, 403, 405, 406, 407, 418, 423, 425, 429, 451, 999})
"""999 is LinkedIn's; 405, 406 and 418, to a plain GET, are firewalls' words for a program."""
NO_SECOND = frozenset({401, 402, 407, 410, 429, 451, 999})
"""Statuses that servers do not give to HEAD by mistake, or by which they ask for fewer requests."""
_NO_NAME = frozenset({socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)})


def of_answer(url: str, answer: Answer) -> LinkVisit:
    """Say what *answer* means for *url*."""
    state = _state(answer)
    name = responses.get(answer.status, "")
    said = f"answered {answer.status} {name}".strip()
    is_elsewhere = answer.url != _asked(url)
    return LinkVisit(
        url=url,
        state=state,
        status=answer.status,
        final_url=answer.url,
        content_type=answer.content_type,
        content_length=answer.length,
        reason="" if state is LinkState.FINE else f"{_onward(answer.url)}, which {said}" if is_elsewhere else said,
    )


def _state(answer: Answer) -> LinkState:
    if answer.status < HTTPStatus.BAD_REQUEST:
        return LinkState.FINE
    if answer.is_challenge or answer.status in PROGRAMS_REFUSED:
        return LinkState.NOT_LET_IN
    return LinkState.GONE if answer.status in GONE else LinkState.UNREACHABLE


def of_failure(url: str, error: FetchError, *, seconds: float) -> LinkVisit:
    """Say what *error* means for *url*, which had *seconds* to answer."""
    reason = error.message.partition(";")[0]
    if isinstance(error, ForbiddenAddress):
        return _forbidden(url, error, reason)
    if isinstance(error, NoTurn):
        return unvisited(url, reason)
    state = LinkState.UNREACHABLE
    onward = "leads on to another address: " if error.status else ""
    if error.retry_after is not None:
        state = LinkState.NOT_LET_IN
    elif _is_without_host(error):
        state, reason = LinkState.GONE, f"{onward}there is no host of this name"
    elif isinstance(error.__cause__, httpcore.TimeoutException):
        reason = f"{onward}no answer within {seconds:g} seconds"
    return LinkVisit(url=url, state=state, status=error.status, reason=reason)


def _forbidden(url: str, error: ForbiddenAddress, reason: str) -> LinkVisit:
    # The guard's own refusals come from what it knows of addresses; ours, of a port or a password, have no such cause.
    if not isinstance(error.__cause__, BlockedAddressError | BlockedURLError | InvalidURL):
        return unvisited(url, reason.partition(" (")[2].removesuffix(")") or reason)
    is_elsewhere = error.resource != redacted(_asked(url))
    reason = _onward(error.resource) if is_elsewhere else "its host stands in a private network"
    return LinkVisit(url=url, state=LinkState.PRIVATE, final_url=error.resource, reason=reason)


def unvisited(url: str, reason: str) -> LinkVisit:
    """Say that *url* was not visited, and why."""
    return LinkVisit(url=url, state=LinkState.NOT_VISITED, reason=reason)


def is_final(outcome: Answer | FetchError) -> bool:
    """Tell whether the outcome of a HEAD stands. Many servers answer a HEAD wrongly, and a GET rightly."""
    if not isinstance(outcome, FetchError):
        return outcome.status < HTTPStatus.BAD_REQUEST or outcome.status in NO_SECOND
    is_unconnected = isinstance(outcome.__cause__, httpcore.ConnectError | httpcore.ConnectTimeout)
    return is_unconnected or isinstance(outcome, ForbiddenAddress | NoTurn) or outcome.retry_after is not None


def _asked(url: str) -> str:
    """Give *url* as the fetcher writes it."""
    try:
        return str(parse(url, resource=url))
    except FetchError:
        return url


def _onward(address: str) -> str:
    return f"leads on to {redacted(address)}"


def _is_without_host(error: BaseException) -> bool:
    return any(isinstance(cause, socket.gaierror) and cause.errno in _NO_NAME for cause in _causes(error))


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__
