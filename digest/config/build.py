"""Valid tables become the model's words, with every path absolute."""

from __future__ import annotations

__all__ = ["config", "missing_paths", "publication"]

from pathlib import Path
from typing import TYPE_CHECKING, Any

from digest.config import Config, FetchSettings, MailSettings, Secrets
from digest.config.schema import WEEKDAYS, MachineFile, PublicationFile, SourceTable, folder_of
from digest.config.shipped import shipped
from digest.errors import ConfigMistake
from digest.model import (
    Audience,
    BlurbRules,
    Boilerplate,
    Cadence,
    Length,
    ModelServer,
    Publication,
    SectionRule,
    Selection,
    Source,
    SourceKind,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from digest.config.blurb_tables import BlurbsTable


def publication(slug: str, table: PublicationFile, folder: Path) -> Publication:
    """Build the publication of `<slug>.toml`."""
    appeal = table.appeal
    return Publication(
        slug=slug,
        title=table.title,
        tagline=table.tagline,
        url=table.url,
        lang=table.language,
        postal_address=table.postal_address,
        note=table.note,
        appeal_text=appeal.text if appeal else "",
        appeal_url=appeal.url if appeal else "",
        appeal_label=appeal.label if appeal else "",
        appeal_sponsor=appeal.sponsor if appeal else "",
        sender_name=table.sender.name or table.title,
        sender_address=table.sender.address,
        reply_to=table.sender.reply_to,
        subject=table.subject,
        look=table.look,
        pictures=table.pictures,
        sources=tuple(_source(source, folder) for source in table.sources),
        cadence=Cadence(
            weekdays=tuple(sorted({WEEKDAYS.index(day) for day in table.cadence.days})),
            time=table.cadence.time,
            zone=table.cadence.zone,
            settle_minutes=table.cadence.settle_minutes,
        ),
        sections=tuple(SectionRule(title=s.title, match=s.match, limit=s.limit) for s in table.sections),
        other_section=table.other_section,
        selection=Selection(**table.selection.model_dump()),
        blurbs=_blurbs(table.blurbs),
        model=ModelServer(**table.blurbs.model.model_dump()) if table.blurbs.model else None,
        boilerplate=Boilerplate(**table.boilerplate.model_dump()),
        levels=tuple(sorted(table.check.levels.items())),
        approval=table.approval.policy,
        audience=Audience(file=str((folder / table.audience.file).resolve())),
    )


def _blurbs(table: BlurbsTable) -> BlurbRules:
    return BlurbRules(
        mode=table.mode,
        min_chars=table.min_chars,
        max_chars=table.longest,
        paragraphs=table.paragraphs,
        lead=Length(**table.lead.model_dump()) if table.lead else None,
        brief=Length(**table.brief.model_dump()) if table.brief else None,
    )


def _source(table: SourceTable, folder: Path) -> Source:
    is_web = table.url.startswith(("http://", "https://"))
    if is_web and table.kind is not SourceKind.FOLDER:
        return Source(**table.model_dump())
    path = str((folder / Path(table.url).expanduser()).resolve())
    return Source(url=path, kind=SourceKind.FOLDER, section=table.section)


def missing_paths(slug: str, tables: dict[str, Any], folder: Path) -> list[ConfigMistake]:
    """Find the folders and files that the raw *tables* of `<slug>.toml` name and that are not there.

    The tables may be wrong in other ways, which are reported elsewhere.
    """
    file = f"{folder.name}/publications/{slug}.toml"
    mistakes = []
    for number, url in enumerate(_source_urls(tables), 1):
        if isinstance(url, str) and url and "://" not in url and not (folder / Path(url).expanduser()).is_dir():
            key, allowed = f"sources[{number}].url", "a web address (http:// or https://) or a folder that exists"
            mistakes.append(ConfigMistake(file=file, key=key, found=f"{url!r}", allowed=allowed))
    audience = tables.get("audience", {})
    name = audience.get("file", "subscribers.csv") if isinstance(audience, dict) else ""
    if isinstance(name, str) and name and not (folder / name).is_file():
        allowed = "a CSV file that exists, with the column address"
        mistakes.append(ConfigMistake(file=file, key="audience.file", found=str(folder / name), allowed=allowed))
    return mistakes


def _source_urls(tables: dict[str, Any]) -> list[object]:
    sources = tables.get("sources", [])
    return [each.get("url") for each in sources if isinstance(each, dict)] if isinstance(sources, list) else []


def config(
    machine: MachineFile, publications: tuple[Publication, ...], folder: Path, environment: Mapping[str, str]
) -> Config:
    """Put the whole configuration together."""
    home = folder.parent
    own = folder_of(home, machine.templates)
    fetch = machine.fetch
    return Config(
        folder=folder,
        home=home,
        database=_database(machine.database, home),
        public_url=machine.public_url,
        operator=machine.operator,
        out=folder_of(home, machine.out),
        pictures=folder_of(home, machine.pictures),
        templates=tuple(dict.fromkeys(path for path in (own, shipped("templates").resolve()) if path.is_dir())),
        mail=MailSettings(**machine.mail.model_dump(exclude={"folder"}), folder=folder_of(home, machine.mail.folder)),
        fetch=FetchSettings(
            **fetch.model_dump(exclude={"routes", "allow", "ca_file"}),
            allow=fetch.allow,
            ca_file=str(folder_of(home, fetch.ca_file)) if fetch.ca_file else "",
            routes=tuple(fetch.routes.items()),
        ),
        publications=publications,
        secrets=Secrets(
            smtp_password=environment.get("DIGEST_SMTP_PASSWORD", ""),
            key=environment.get("DIGEST_SECRET_KEY", "").encode(),
        ),
    )


def _database(url: str, home: Path) -> str:
    prefix = "sqlite:///"
    return f"{prefix}{folder_of(home, url.removeprefix(prefix))}" if url.startswith(prefix) else url
