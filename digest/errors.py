"""Everything that can go wrong by name.

    DigestError                     one line for the user, exit code 1
    ├── ConfigError                 every mistake of the configuration at once
    ├── SourceError                 one source could not be collected; the others go on
    │   ├── FetchError              no usable answer from a URL
    │   │   ├── ForbiddenAddress    the URL leads to a private or local address
    │   │   └── RobotsRefused       the site's robots.txt asks programs to leave the URL alone
    │   └── ParseError              an answer came, but it cannot be read
    ├── SummarizeError              one text gives no blurb
    ├── RenderError                 a template or its style sheet is wrong (file and line)
    ├── MessageError                a value cannot stand in a mail message
    ├── SendError                   the mail server cannot be used at all
    ├── StoreError                  the database cannot be used
    ├── NotFound                    no such publication, edition or piece
    └── Refused                     the edition's state does not allow it

An error carries the resource it is about and says what to do next. What happens to one source, one piece or
one recipient is caught where the loop stands and kept as a value; the unexpected is never swallowed.
"""

from __future__ import annotations

__all__ = [
    "ConfigError",
    "ConfigMistake",
    "DigestError",
    "FetchError",
    "ForbiddenAddress",
    "MessageError",
    "NotFound",
    "ParseError",
    "Refused",
    "RenderError",
    "RobotsRefused",
    "SendError",
    "SourceError",
    "StoreError",
    "SummarizeError",
]

from dataclasses import dataclass


class DigestError(Exception):
    """The root: a failure that the user can do something about.

    `str(error)` is one line, `resource: what is wrong; what to do`, with an empty resource left out.
    """

    def __init__(self, message: str, *, resource: str = "") -> None:
        """Keep *message* and the *resource* it is about: a URL, file and line, edition or recipient."""
        super().__init__(f"{resource}: {message}" if resource else message)
        self.message = message
        self.resource = resource


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigMistake:
    """One mistake in one configuration file."""

    file: str
    key: str
    found: str
    allowed: str

    def __str__(self) -> str:
        """Render as `file: key: found X; allowed: Y`."""
        return f"{self.file}: {self.key}: found {self.found}; allowed: {self.allowed}"


class ConfigError(DigestError):
    """The configuration is wrong; `mistakes` lists every mistake found, in the order of the files."""

    def __init__(self, mistakes: tuple[ConfigMistake, ...]) -> None:
        """Say all *mistakes*, one a line."""
        self.mistakes = mistakes
        count = "1 mistake" if len(mistakes) == 1 else f"{len(mistakes)} mistakes"
        super().__init__("\n  ".join((f"{count} in the configuration:", *map(str, mistakes))))


class SourceError(DigestError):
    """One source could not be collected."""


class FetchError(SourceError):
    """A URL gave no usable answer.

    *status* is the HTTP status that said so, 0 where none came; *retry_after* the seconds for which the server asked to
    be left alone, None where it did not.
    """

    def __init__(self, message: str, *, resource: str = "", status: int = 0, retry_after: float | None = None) -> None:
        super().__init__(message, resource=resource)
        self.status = status
        self.retry_after = retry_after


class ForbiddenAddress(FetchError):  # noqa: N818 - the name says what it is about, as NotFound does
    """The URL leads to an address of this machine or of a private network."""


class RobotsRefused(FetchError):  # noqa: N818 - as above
    """The site's robots.txt (RFC 9309) asks programs to leave this URL alone."""


class ParseError(SourceError):
    """An answer or a file cannot be read as what it should be."""


class SummarizeError(DigestError):
    """One text gives no blurb."""


class RenderError(DigestError):
    """A template or a style sheet is wrong; the resource is its file and line."""


class MessageError(DigestError):
    """A value cannot stand in a mail message."""


class SendError(DigestError):
    """The mail server cannot be used at all."""


class StoreError(DigestError):
    """The database cannot be used."""


class NotFound(DigestError):  # noqa: N818 - as above
    """There is no such publication, edition or piece."""


class Refused(DigestError):  # noqa: N818 - as above
    """The state of the edition, or a finding, does not allow this."""
