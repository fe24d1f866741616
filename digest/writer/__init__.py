"""Asks a language model for the blurb of a piece, at any server that speaks the OpenAI chat protocol.

Decides what the model is told and what of its answer is text: the piece goes as data, fenced, and what a model says
around a blurb (its thoughts, a label, quotation marks) is left out. Whether the text may be printed is not known here;
`digest.summarize.faithful` decides it. The package `openai` takes a second to import and is optional, so it is imported
where it is first needed.
"""

from __future__ import annotations

__all__ = ["ModelWriter"]

import importlib.util
import json
import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from digest.errors import ConfigError, ConfigMistake, SummarizeError
from digest.summarize.flaws import is_quotation
from digest.text import collapse, shorten
from digest.writer.prompt import messages

if TYPE_CHECKING:
    from openai import APIStatusError

    from digest.model import BlurbRules, Piece

MAX_TOKENS = 4096
"""Room for a model that thinks before it writes; a blurb has about a hundred."""
_KEY_PART = 6
"""Characters in a row of the key that nobody is shown: servers say the key again, partly or whole."""
_SHOWN = 200
_THOUGHT = re.compile(r"<(think|thinking|thought|reasoning)>.*?</\1>", re.DOTALL | re.IGNORECASE)
_END_OF_THOUGHT = re.compile(r".*</(?:think|thinking|thought|reasoning)>", re.DOTALL | re.IGNORECASE)
_BEGUN_THOUGHT = re.compile(r"<(?:think|thinking|thought|reasoning)>", re.IGNORECASE)
_LABEL = re.compile(
    r"(?:\*\*|#{1,6}\s)?(?:here(?:’s|'s|\sis)\s(?:the|a|your)\s)?"
    r"(?:blurb|teaser|summary|zusammenfassung|teasertext|résumé|resumen|sammendrag)\s?(?:\*\*)?\s?:\s?(?:\*\*)?\s?",
    re.IGNORECASE,
)
_MARKS = "“”„«»\"'‘’‚「」『』"


class ModelWriter:
    """Writes blurbs by one model at one server; keeps no connection between two of them."""

    def __init__(
        self, *, url: str, model: str, api_key: str, timeout_seconds: float = 30.0, max_attempts: int = 2
    ) -> None:
        """Name the server by its base *url* (`http://127.0.0.1:8080/v1`); an empty *api_key* sends none.

        *timeout_seconds* holds for each attempt. Raises ConfigError where the package `openai` is not installed, or
        where the URL or the key cannot stand in a request.
        """
        self._shown_url = _without_login(url)
        if not url.isascii() or not url.startswith(("http://", "https://")) or not _host_of(url):
            raise self._mistake("url", "no web address", 'an address such as "http://127.0.0.1:8080/v1"')
        if not (api_key.isascii() and api_key.isprintable()) or api_key != api_key.strip():
            raise self._mistake("key_env", "a key that no request can hold", "printable ASCII without spaces around it")
        if importlib.util.find_spec("openai") is None:
            allowed = "a model once `pip install 'digest[llm]'` has been run, or no [blurbs.model]"
            raise self._mistake("url", "a model, but no package `openai` to ask it with", allowed)
        self._url = url
        self._model = model
        self._api_key = api_key
        self._timeout = timeout_seconds
        self._attempts = max_attempts

    def write(self, piece: Piece, rules: BlurbRules, lang: str) -> str:
        """Give the model's blurb of *piece*, collapsed; nothing says yet that it is true.

        *lang* is a BCP 47 tag or empty. Raises SummarizeError where the server gives no text.
        """
        text = cleaned(self._content(self._asked(piece, rules, lang)))
        if not text:
            raise self._error("gave no text; see whether the model has room for its thoughts, or name another")
        return text

    def _asked(self, piece: Piece, rules: BlurbRules, lang: str) -> bytes:
        """Ask the server and return the answer's bytes, a bounded number."""
        import openai

        from digest.writer.bounds import client

        try:
            with client(self._url, self._api_key, self._timeout, self._attempts) as server:
                answer = server.chat.completions.with_raw_response.create(
                    model=self._model,
                    messages=messages(piece, rules, lang),
                    temperature=0,
                    seed=0,
                    max_tokens=MAX_TOKENS,
                    extra_headers={
                        # The environment of other programs says who pays at one server; it is no other's business.
                        "OpenAI-Organization": openai.Omit(),
                        "OpenAI-Project": openai.Omit(),
                        **({} if self._api_key else {"Authorization": openai.Omit()}),
                    },
                )
                return answer.http_response.content
        except openai.APITimeoutError as error:
            message = f"gave no answer within {self._timeout:g} seconds; give it more (timeout_seconds)"
            raise self._error(f"{message} or name a smaller model") from error
        except openai.APIStatusError as error:
            raise self._error(self._said(error)) from None  # the answer's body may say the key again
        except openai.APIConnectionError as error:
            cause = collapse(str(error.__cause__ or error))
            raise self._error(f"cannot be asked ({shorten(cause, _SHOWN)}); see whether it runs there") from error

    def _said(self, error: APIStatusError) -> str:
        """Say what an HTTP status means, with the server's own words where the key is not among them."""
        status = error.status_code
        if status in (401, 403):
            return f"answered {status}: it takes another key; set the environment variable that key_env names"
        words = collapse("".join(char if char.isprintable() else " " for char in _words_of(error.body)))
        said = f" ({shorten(words, _SHOWN)})" if words and not self._tells_key(words) else ""
        if status == 404:  # noqa: PLR2004 - RFC 9110 §15.5.5
            return (
                f"answered 404{said}: see whether the model {self._model!r} is there and the address ends as it should"
            )
        if status == 429 or status >= 500:  # noqa: PLR2004 - RFC 6585 §4, RFC 9110 §15.6
            return f"answered {status}{said}: it is busy or broken; try again later"
        return f"answered {status}{said}: see what it asks for, and whether the address is right"

    def _tells_key(self, words: str) -> bool:
        parts = range(max(1, len(self._api_key) - _KEY_PART + 1))
        return bool(self._api_key) and any(self._api_key[start : start + _KEY_PART] in words for start in parts)

    def _content(self, body: bytes) -> str:
        """Take the text out of an answer; raises SummarizeError where it has another shape."""
        try:
            choice = json.loads(body)["choices"][0]
            content, reason = choice["message"]["content"], choice.get("finish_reason")
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
            message = (
                "gave an answer that is no chat completion; see whether the address is that of an OpenAI-compatible API"
            )
            raise self._error(message) from error
        if reason == "length":
            raise self._error(f"had not ended after {MAX_TOKENS} tokens; name a model that thinks less")
        if not isinstance(content, str):
            raise self._error("gave no text; name a model that writes text")
        return content

    def _error(self, message: str) -> SummarizeError:
        return SummarizeError(f"the model's server {message}", resource=self._shown_url)

    def _mistake(self, key: str, found: str, allowed: str) -> ConfigError:
        mistake = ConfigMistake(file=self._shown_url, key=f"blurbs.model.{key}", found=found, allowed=allowed)
        return ConfigError((mistake,))


def cleaned(answer: str) -> str:
    r"""Leave out of *answer* what is no part of the blurb.

    >>> cleaned("<think>Short!</think>\n\n**Blurb:** “The vote\nfailed.”")
    'The vote failed.'
    """
    text = _THOUGHT.sub("", answer)
    text = _END_OF_THOUGHT.sub("", text)  # a template may have opened it in the prompt
    text = collapse(_BEGUN_THOUGHT.split(text, maxsplit=1)[0])  # cut off while it thought
    while (bare := _unwrapped(_unlabelled(text))) != text:
        text = bare
    return text


def _unlabelled(text: str) -> str:
    label = _LABEL.match(text)
    return text[label.end() :] if label else text


def _unwrapped(text: str) -> str:
    """Take away marks that stand around the whole of *text*; “Yes,” said Ann, “we can” keeps its own."""
    is_wrapped = len(text) > 1 and text[0] in _MARKS and text[-1] in _MARKS and is_quotation(text)
    return text[1:-1].strip() if is_wrapped else text


def _words_of(body: object) -> str:
    """Give what an error's body says in the protocol's place; empty where it says nothing there."""
    words = body.get("message") if isinstance(body, dict) else None
    return words if isinstance(words, str) else ""


def _host_of(url: str) -> str:
    try:
        parts = urlsplit(url)
        host = parts.hostname if parts.port != 0 else ""
    except ValueError:
        return ""
    return host or ""


def _without_login(url: str) -> str:
    """Give *url* as it may be shown: without a password, and without a query, which may hold a key."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "the model's server"
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))
