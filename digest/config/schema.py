"""What may stand in `config/digest.toml` and `config/publications/<slug>.toml`.

Every field's description is what an error message gives as "allowed", and what the tests hold the README to.
"""

from __future__ import annotations

__all__ = ["MachineFile", "PublicationFile"]

from datetime import time as TimeOfDay  # noqa: N812 - a field of CadenceTable has the name `time`
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BeforeValidator, Field

from digest.config.blurb_tables import BlurbsTable
from digest.config.table import Table
from digest.model import Approval, Look, PictureMode, SourceKind

_VARIABLE = r"^([A-Za-z_][A-Za-z0-9_]*)?$"
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SUBJECT_FIELDS = ("title", "lead", "date", "number", "count")


def _web_url(value: str) -> str:
    parts = urlsplit(value)
    if value and (parts.scheme not in {"http", "https"} or not parts.hostname):
        raise ValueError("not a web address")
    return value.rstrip("/")


def _zone(value: str) -> str:
    if value not in available_timezones():
        raise ValueError("no such zone")
    ZoneInfo(value)
    return value


def _address(value: str) -> str:
    local, at, domain = value.rpartition("@")
    if not (local and at and "." in domain) or any(c.isspace() or c in "<>," for c in value):
        raise ValueError("not an e-mail address")
    return value


def _optional_address(value: str) -> str:
    return _address(value) if value else value


def _database(value: str) -> str:
    if not value.removeprefix("sqlite:///") or not value.startswith("sqlite:///"):
        raise ValueError("not a database URL")
    return value


def _subject(value: str) -> str:
    rest = value
    for name in SUBJECT_FIELDS:
        rest = rest.replace(f"{{{name}}}", "")
    if "{" in rest or "}" in rest:
        raise ValueError("unknown field")
    if "\n" in value or "\r" in value:
        raise ValueError("more than one line")
    return value


def _source_url(value: str) -> str:
    if "://" in value and not value.startswith(("http://", "https://")):
        raise ValueError("not a web address")
    return value


def _clock_time(value: object) -> object:
    return value.strip() if isinstance(value, str) else value


WebUrl = Annotated[str, AfterValidator(_web_url)]
Address = Annotated[str, AfterValidator(_address)]


# ---- config/digest.toml: the machine -------------------------------------------------------------------------


class MailTable(Table):
    """How mail leaves this machine."""

    transport: Literal["folder", "smtp"] = Field(
        "folder", description='"folder" (messages become .eml files) or "smtp"'
    )
    folder: str = Field("var/outbox", min_length=1, description="a folder, relative to the one that holds config/")
    host: str = Field("localhost", min_length=1, description="the host name of an SMTP server")
    port: int = Field(587, ge=1, le=65535, description="a port, 1 to 65535 (587 STARTTLS, 465 TLS, 25 none)")
    security: Literal["starttls", "tls", "none"] = Field(
        "starttls", description='"starttls", "tls" or "none" (a relay on this machine)'
    )
    username: str = Field("", description="a user name; the password comes from DIGEST_SMTP_PASSWORD")
    per_second: float = Field(0.0, ge=0, le=1000, description="messages a second, 0 (no limit) to 1000")


class FetchTable(Table):
    """How pages and feeds are fetched."""

    contact: str = Field("", description="an address or URL that sites can complain to; it stands in the User-Agent")
    timeout_seconds: float = Field(30.0, ge=1, le=300, description="seconds for one whole answer, 1 to 300")
    gap_seconds: float = Field(0.5, ge=0, le=60, description="seconds between two requests to one host, 0 to 60")
    allow: tuple[str, ...] = Field(
        (), description='a list of private hosts that may be asked, such as ["intranet.lan", "127.0.0.1:8000"]'
    )
    proxy_env: str = Field("", pattern=_VARIABLE, description="the environment variable that holds a proxy's address")
    ca_file: str = Field("", description="a file of certificates (PEM) that are trusted besides the usual ones")
    routes: dict[str, WebUrl] = Field(
        default_factory=dict, description='a table of host = "http://other-server" that is asked in its place'
    )


class MachineFile(Table):
    """`digest.toml`: database, mail and addresses of this machine."""

    database: Annotated[str, AfterValidator(_database)] = Field(
        "sqlite:///var/digest.db", description='a database URL, such as "sqlite:///var/digest.db"'
    )
    public_url: WebUrl = Field(
        "http://127.0.0.1:8025", description="the web address under which readers reach `digest serve`"
    )
    operator: Annotated[str, AfterValidator(_optional_address)] = Field(
        "", description="an e-mail address that hears of sources that keep failing, or nothing"
    )
    out: str = Field("var/editions", min_length=1, description="a folder for rendered editions")
    pictures: str = Field("var/pictures", min_length=1, description="a folder for the pictures that we host")
    templates: str = Field("templates", min_length=1, description="a folder with your own templates")
    mail: MailTable = Field(default_factory=MailTable, description="a table [mail]")
    fetch: FetchTable = Field(default_factory=FetchTable, description="a table [fetch]")


# ---- config/publications/<slug>.toml -------------------------------------------------------------------------


class SenderTable(Table):
    """Who the mail is from."""

    name: str = Field("", max_length=100, description="a name of at most 100 characters")
    address: Address = Field(description="an e-mail address, such as weekly@magazine.example")
    reply_to: Annotated[str, AfterValidator(_optional_address)] = Field("", description="an e-mail address, or nothing")


class SourceTable(Table):
    """Where pieces come from."""

    url: Annotated[str, AfterValidator(_source_url)] = Field(
        min_length=1, description="the address of a site or feed, or a folder relative to config/"
    )
    kind: SourceKind = Field(SourceKind.AUTO, description='"auto", "feed", "sitemap", "list", "wordpress" or "folder"')
    section: str | None = Field(None, description="the section for pieces that name none")
    selector: str = Field("", max_length=500, description='a CSS selector of links, such as "main h2 a"; for a list')
    username: str = Field("", description="a user name; the password comes from the variable in password_env")
    password_env: str = Field("", pattern=_VARIABLE, description="the name of an environment variable")
    header: str = Field("", pattern=r"^[A-Za-z0-9-]*$", description="the name of a request header")
    header_env: str = Field("", pattern=_VARIABLE, description="the name of an environment variable")


class CadenceTable(Table):
    """When editions are due."""

    days: tuple[Literal[WEEKDAYS], ...] = Field(  # type: ignore[valid-type]
        min_length=1, description='a list of weekdays, such as ["friday"]'
    )
    time: Annotated[TimeOfDay, BeforeValidator(_clock_time)] = Field(description='a time of day, such as "06:00"')
    zone: Annotated[str, AfterValidator(_zone)] = Field(
        description="an IANA time zone, such as America/New_York or Europe/Berlin"
    )
    settle_minutes: int = Field(
        15, ge=0, le=240, description="minutes after the cut-off in which late feeds are waited for, 0 to 240"
    )


class SectionTable(Table):
    """A section of the edition."""

    title: str = Field(min_length=1, max_length=60, description="a title of 1 to 60 characters")
    match: tuple[str, ...] = Field((), description='a list of section names or URL parts, such as ["/essays/"]')
    limit: int | None = Field(None, ge=1, le=100, description="a number of pieces, 1 to 100")


class SelectionTable(Table):
    """How many pieces go in."""

    max_pieces: int = Field(20, ge=1, le=200, description="a number of pieces, 1 to 200")
    max_brief: int = Field(10, ge=0, le=100, description="a number of headlines, 0 to 100")
    min_pieces: int = Field(1, ge=0, le=100, description="a number of pieces, 0 to 100")
    lead: Literal["newest", "longest", "first"] = Field("newest", description='"newest", "longest" or "first"')


def _pattern(value: str) -> str:
    from digest.furniture.rules import pattern_mistake

    if mistake := pattern_mistake(value):
        raise ValueError(mistake)
    return value


class BoilerplateTable(Table):
    """What is furniture in the pieces' texts."""

    lines: tuple[str, ...] = Field((), description="a list of paragraphs that are left out wherever they stand")
    patterns: tuple[Annotated[str, AfterValidator(_pattern)], ...] = Field(
        (), description="a list of regular expressions that fit whole paragraphs, without a repetition of a repetition"
    )
    keep: tuple[str, ...] = Field((), description="a list of paragraphs that stay, whatever the rules say")
    learn: bool = Field(True, description="true (a line that stands in many pieces is left out) or false")


class ApprovalTable(Table):
    """Who lets an edition out."""

    policy: Approval = Field(Approval.AUTO, description='"auto" (when nothing blocks) or "editor" (digest approve)')


def _rule(value: str) -> str:
    from digest.check.rules import RULES, groups

    if value not in RULES and value not in groups():
        raise ValueError("no such rule")
    return value


class CheckTable(Table):
    """What findings do."""

    levels: dict[Annotated[str, AfterValidator(_rule)], Literal["error", "warning", "off"]] = Field(
        default_factory=dict,
        description='rules or groups of them (`digest check --rules` lists them), each "error", "warning" or "off"',
    )


class AudienceTable(Table):
    """Who gets it."""

    file: str = Field("subscribers.csv", min_length=1, description="a CSV file with the column address, beside config/")


class AppealTable(Table):
    """A donation or sponsor box."""

    text: str = Field(min_length=1, max_length=600, description="a text of at most 600 characters")
    url: WebUrl = Field(min_length=1, description="a web address")
    label: str = Field("Support us", min_length=1, max_length=40, description="a label of at most 40 characters")
    sponsor: str = Field("", max_length=100, description="who pays for it, at most 100 characters, or nothing")


class PublicationFile(Table):
    """`publications/<slug>.toml`: one masthead and its rules."""

    title: str = Field(min_length=1, max_length=120, description="a title of 1 to 120 characters")
    tagline: str = Field("", max_length=200, description="one line of at most 200 characters")
    url: WebUrl = Field("", description="the web address of the publication")
    language: str = Field("en", pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", description="a language tag, such as en")
    postal_address: str = Field("", max_length=300, description="a postal address; the law of many countries asks it")
    subject: Annotated[str, AfterValidator(_subject)] = Field(
        "{lead}", description="one line with any of {title} {lead} {date} {number} {count}"
    )
    note: str = Field("", max_length=1200, description="an editor's note of at most 1200 characters")
    other_section: str = Field("More this week", min_length=1, max_length=60, description="a title")
    look: Look = Field(Look.MAGAZINE, description='"magazine", "bulletin" or "letter"')
    pictures: PictureMode = Field(
        PictureMode.HOSTED, description='"hosted" (on this server) or "embedded" (in each message)'
    )
    sender: SenderTable = Field(description="a table [sender] with an address")
    sources: tuple[SourceTable, ...] = Field(min_length=1, description="one [[sources]] table or more, each with a url")
    cadence: CadenceTable = Field(description="a table [cadence] with days, time and zone")
    sections: tuple[SectionTable, ...] = Field((), description="[[sections]] tables in the order of the edition")
    selection: SelectionTable = Field(default_factory=SelectionTable, description="a table [selection]")
    blurbs: BlurbsTable = Field(
        default_factory=BlurbsTable, description="a table [blurbs] with max_chars of at least min_chars"
    )
    boilerplate: BoilerplateTable = Field(
        default_factory=BoilerplateTable, description="a table [boilerplate] with lines, patterns, keep and learn"
    )
    check: CheckTable = Field(default_factory=CheckTable, description="a table [check] with levels")
    approval: ApprovalTable = Field(default_factory=ApprovalTable, description="a table [approval]")
    audience: AudienceTable = Field(default_factory=AudienceTable, description="a table [audience]")
    appeal: AppealTable | None = Field(None, description="a table [appeal] with text and url")


def folder_of(home: Path, value: str) -> Path:
    """Resolve a configured folder against *home*, the folder that holds `config/`."""
    return (home / Path(value).expanduser()).resolve()
