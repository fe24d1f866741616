"""What `digest init` writes: a configuration that works at once and says what to change."""

from __future__ import annotations

__all__ = ["add_sources", "local_zone", "start_publication"]

import json
import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from digest.config.private import is_private_host
from digest.errors import ConfigError, ConfigMistake, Refused
from digest.model import SourceKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digest.model import Source

MACHINE = """\
# This machine: database, mail and addresses. Paths are relative to the folder that holds config/.

database = "sqlite:///var/digest.db"
public_url = "http://127.0.0.1:8025"   # where readers reach `digest serve`, such as https://mail.magazine.example

[mail]
transport = "folder"     # each message becomes an .eml file; "smtp" sends for real
folder = "var/outbox"
# host = "smtp.magazine.example"
# port = 587
# security = "starttls"
# username = "weekly"    # the password comes from DIGEST_SMTP_PASSWORD, the key for links from DIGEST_SECRET_KEY

[fetch]
contact = ""             # an address that sites can complain to; it stands in the User-Agent
allow = {allow}
"""

PUBLICATION = """\
title = {title}
# tagline = "One line under the title"
language = "en"
# look = "bulletin"      # or "letter"; without it the e-mail is a "magazine"
# pictures = "embedded"  # inside each message; without it `digest serve` hosts them
postal_address = ""      # CHANGE: the law of many countries asks for one

[sender]
name = {title}
address = "weekly@example.org"   # CHANGE: the address your mail comes from

{sources}
[cadence]
days = ["friday"]
time = "06:00"
zone = {zone}

# The sections, in their order; a piece goes to the first that its section name or URL matches. Without any, the
# pieces' own sections are used.
# [[sections]]
# title = "Analysis"
# match = ["analysis", "/analysis/"]
# limit = 5

[selection]
max_pieces = 20          # more than these go to "In brief"
min_pieces = 1           # with fewer, the week is skipped

[blurbs]
min_chars = 200
max_chars = 400

[approval]
policy = "auto"          # "editor": nothing goes out before `digest approve`

[audience]
file = "subscribers.csv"
"""

SOURCE = """\
[[sources]]
url = {url}{note}
"""

SUBSCRIBERS = """\
address,name
reader@example.org,A reader
"""

TEMPLATES = """\
Your own templates. A file here takes the place of the shipped file of the same name; all others stay as they are.
Begin with tokens.toml (colours, type, spacing), then partials/. `digest preview` reloads as you save.
The shipped files lie in {shipped}
"""

ADDED = """
[[sources]]
"""

PLACEHOLDER = "https://www.example.org/"


def start_publication(folder: Path, *, title: str, sources: Sequence[str], zone: str) -> tuple[Path, ...]:
    """Write a new publication into *folder* and return the files: digest.toml first, then the publication.

    Raises Refused where there is one already, ConfigError for a zone or source that cannot be.
    """
    from digest.config.shipped import shipped

    _refuse_mistakes(sources, zone)
    config = folder / "config"
    if (config / "digest.toml").exists():
        raise Refused("there is a publication already; choose another folder", resource=str(config))
    texts = {
        config / "digest.toml": MACHINE.format(allow=_toml([_host(url) for url in sources if is_private_host(url)])),
        config / "publications" / f"{slug_of(title)}.toml": PUBLICATION.format(
            title=_toml(title), zone=_toml(zone), sources="\n".join(map(_source, sources or (PLACEHOLDER,)))
        ),
        config / "subscribers.csv": SUBSCRIBERS,
        folder / "templates" / "README.txt": TEMPLATES.format(shipped=shipped("templates")),
    }
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return tuple(texts)


def add_sources(file: Path, sources: Sequence[Source]) -> None:
    """Add *sources* to the publication in *file*, at its end; what stands there stays to the letter."""
    text = file.read_text("utf-8")
    for source in sources:
        text = f"{text.rstrip()}\n{ADDED}url = {_toml(source.url)}\n"
        if source.kind is not SourceKind.AUTO:
            text += f"kind = {_toml(str(source.kind))}\n"
        if source.section:
            text += f"section = {_toml(source.section)}\n"
    file.write_text(text, "utf-8")


def _refuse_mistakes(sources: Sequence[str], zone: str) -> None:
    mistakes = []
    if zone not in available_timezones():
        allowed = "an IANA time zone, such as America/New_York or Europe/Berlin"
        mistakes.append(ConfigMistake(file="init", key="--timezone", found=repr(zone), allowed=allowed))
    for url in sources:
        is_web = url.startswith(("http://", "https://"))
        if not (urlsplit(url).hostname if is_web else Path(url).is_dir()):
            allowed = "a web address (http:// or https://) or a folder that exists"
            mistakes.append(ConfigMistake(file="init", key="--source", found=repr(url), allowed=allowed))
    if mistakes:
        raise ConfigError(tuple(mistakes))


def slug_of(title: str) -> str:
    """Make a file name of *title*: lower-case ASCII letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60] or "weekly"


def _source(url: str) -> str:
    note = "   # CHANGE: your site, or its feed" if url == PLACEHOLDER else ""
    is_web = url.startswith(("http://", "https://"))
    return SOURCE.format(url=_toml(url if is_web else str(Path(url).resolve())), note=note)


def _host(url: str) -> str:
    return urlsplit(url).netloc.rpartition("@")[2]


def _toml(value: object) -> str:
    # A JSON string or list of strings is a TOML one as well; TOML only refuses a raw DEL (TOML 1.0, "String").
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def local_zone() -> str:
    """Name this machine's time zone, or UTC where it does not say."""
    link = Path("/etc/localtime")
    name = str(link.resolve()).rpartition("zoneinfo/")[2] if link.is_symlink() else ""
    return name if name in available_timezones() else "UTC"
