"""Configuration: what it may say, and how it says what is wrong."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import time
from pathlib import Path

import pytest

from digest.config import load_config, shipped
from digest.config.private import is_private_host
from digest.config.schema import MachineFile, PublicationFile
from digest.config.starter import slug_of, start_publication
from digest.errors import ConfigError, NotFound, Refused
from digest.model import Approval, Look, PictureMode, SourceKind

GOOD = """\
title = "The Weekly"
[sender]
address = "weekly@magazine.example"
[[sources]]
url = "https://magazine.example/"
[cadence]
days = ["friday", "tuesday"]
time = "06:30"
zone = "Europe/Berlin"
"""


def write(folder: Path, publication: str = GOOD, machine: str = "", slug: str = "weekly") -> Path:
    """Write a configuration and return its folder."""
    config = folder / "config"
    (config / "publications").mkdir(parents=True, exist_ok=True)
    (config / "digest.toml").write_text(machine, "utf-8")
    (config / "publications" / f"{slug}.toml").write_text(publication, "utf-8")
    (config / "subscribers.csv").write_text("address\nreader@example.org\n", "utf-8")
    return config


def mistakes(folder: Path) -> list[str]:
    """Load what must not load and give the mistakes as text."""
    with pytest.raises(ConfigError) as caught:
        load_config(folder, environment={})
    return [str(mistake) for mistake in caught.value.mistakes]


def test_a_small_file_is_enough(tmp_path: Path) -> None:
    """Everything else has a default that works."""
    config = load_config(write(tmp_path), environment={})
    publication = config.publication(None)
    assert publication.cadence.weekdays == (1, 4)
    assert publication.cadence.time == time(6, 30)
    assert publication.sender_name == "The Weekly"
    assert publication.approval is Approval.AUTO
    assert publication.look is Look.MAGAZINE
    assert publication.sources[0].kind is SourceKind.AUTO
    assert config.mail.transport == "folder"
    assert config.database == f"sqlite:///{tmp_path / 'var' / 'digest.db'}"


def test_the_shipped_configuration_is_right() -> None:
    """The example publication is what a newcomer copies."""
    config = load_config(shipped("config"), environment={})
    assert config.publication("harbour").title == "The Slow Harbour"


def test_every_mistake_is_reported_at_once(tmp_path: Path) -> None:
    """An operator mends a file in one go: each mistake has file, key, what was found and what is allowed."""
    publication = """\
titel = "The Weekly"
language = "English"
subject = "{headline}"
[sender]
address = "weekly at magazine"
[[sources]]
url = "https://magazine.example/"
[[sources]]
kind = "gopher"
[cadence]
days = ["friday", "freitag"]
time = "25:00"
zone = "Europe/Bonn"
[blurbs]
min_chars = 500
max_chars = 300
[selection]
max_pieces = "many"
"""
    found = mistakes(write(tmp_path, publication, machine='database = "oracle://x"\n[mail]\nport = 99999\n'))
    for expected in (
        "config/digest.toml: database: found 'oracle://x'; allowed: a database URL",
        "config/digest.toml: mail.port: found 99999; allowed: a port, 1 to 65535",
        "config/publications/weekly.toml: titel: found an unknown key; allowed: title (did you mean this?)",
        "config/publications/weekly.toml: title: found nothing; allowed: a title of 1 to 120 characters",
        "config/publications/weekly.toml: language: found 'English'; allowed: a language tag",
        "config/publications/weekly.toml: subject: found '{headline}'; allowed: one line with any of {title}",
        "config/publications/weekly.toml: sender.address: found 'weekly at magazine'; allowed: an e-mail address",
        "config/publications/weekly.toml: sources[2].url: found nothing; allowed: the address of a site or feed",
        'config/publications/weekly.toml: sources[2].kind: found \'gopher\'; allowed: "auto", "feed", "sitemap"',
        "config/publications/weekly.toml: cadence.days[2]: found 'freitag'; allowed: a list of weekdays",
        "config/publications/weekly.toml: cadence.time: found '25:00'; allowed: a time of day",
        "config/publications/weekly.toml: cadence.zone: found 'Europe/Bonn'; allowed: an IANA time zone",
        "config/publications/weekly.toml: selection.max_pieces: found 'many'; allowed: a number of pieces",
    ):
        assert any(mistake.startswith(expected) for mistake in found), (expected, found)
    assert any("blurbs" in mistake and "max_chars" in mistake for mistake in found), found


def test_files_of_several_publications_are_all_read(tmp_path: Path) -> None:
    """A mistake in one does not hide those of another, nor a syntax error the rest."""
    write(tmp_path, "title = \n", slug="one")
    found = mistakes(write(tmp_path, GOOD.replace("06:30", "noon"), slug="two"))
    assert found[0].startswith("config/publications/one.toml:1: (syntax): found")
    assert any(mistake.startswith("config/publications/two.toml: cadence.time: found 'noon'") for mistake in found)


def test_a_secret_in_a_file_is_refused_and_not_shown(tmp_path: Path) -> None:
    """Secrets come from the environment; the message must not repeat one."""
    found = mistakes(write(tmp_path, machine='[mail]\npassword = "hunter2"\n'))
    (mistake,) = found
    assert mistake.startswith("config/digest.toml: mail.password: found a secret; allowed: no secret in a file")
    assert mistake.endswith("set the environment variable DIGEST_SMTP_PASSWORD")


def test_secrets_never_stand_in_a_representation(tmp_path: Path) -> None:
    """A traceback or a debug print of the configuration shows none."""
    environment = {"DIGEST_SMTP_PASSWORD": "hunter2", "DIGEST_SECRET_KEY": "correct horse"}
    config = load_config(write(tmp_path), environment=environment)
    assert config.secrets.smtp_password == "hunter2"
    assert config.secrets.key == b"correct horse"
    assert "hunter2" not in repr(config)
    assert "correct horse" not in repr(config)


def test_missing_files_are_reported_beside_other_mistakes(tmp_path: Path) -> None:
    """Not in a second round: the operator mends the file once. A password in a URL is not repeated."""
    publication = GOOD.replace("06:30", "noon").replace("https://magazine.example/", "gopher://u:hunter2@x")
    (tmp_path / "x").mkdir()
    found = mistakes(write(tmp_path, publication + '[audience]\nfile = "people.csv"\n'))
    assert any("sources[1].url: found" in mistake for mistake in found)
    assert any("people.csv" in mistake for mistake in found)
    assert any("cadence.time" in mistake for mistake in found)
    assert not any("hunter2" in mistake for mistake in found)


def test_missing_files_and_folders_are_named(tmp_path: Path) -> None:
    """A folder source and the audience's file must be there before the week begins."""
    publication = GOOD.replace("https://magazine.example/", "pieces") + '[audience]\nfile = "people.csv"\n'
    found = mistakes(write(tmp_path, publication))
    assert "sources[1].url: found" in found[0]
    assert "people.csv" in found[1]


def test_no_folder_says_how_to_make_one(tmp_path: Path) -> None:
    """The first command that a newcomer types must lead on."""
    assert "digest init" in mistakes(tmp_path / "nowhere")[0]
    (tmp_path / "config").mkdir()
    assert "no publication" in mistakes(tmp_path / "config")[0]


def test_bytes_that_are_no_utf_8_are_a_mistake(tmp_path: Path) -> None:
    """A file saved in another encoding gets a clear word."""
    config = write(tmp_path)
    (config / "publications" / "weekly.toml").write_bytes(b'title = "caf\xe9"\n')
    assert "is not UTF-8" in mistakes(config)[0]


def test_several_publications_need_a_name(tmp_path: Path) -> None:
    """Nothing is sent for the wrong masthead by guessing."""
    write(tmp_path, slug="one")
    config = load_config(write(tmp_path, slug="two"), environment={})
    with pytest.raises(NotFound, match="one, two"):
        config.publication(None)
    with pytest.raises(NotFound, match="there is one, two"):
        config.publication("three")


def test_a_publications_own_templates_come_first(tmp_path: Path) -> None:
    """Its own folder, then the machine's, then the shipped ones."""
    config_folder = write(tmp_path)
    (tmp_path / "templates" / "weekly").mkdir(parents=True)
    config = load_config(config_folder, environment={})
    folders = config.templates_for(config.publication(None))
    assert folders[:2] == (tmp_path / "templates" / "weekly", tmp_path / "templates")
    assert folders[-1] == shipped("templates").resolve()


@pytest.mark.parametrize("look", Look)
def test_a_look_stands_between_ones_own_templates_and_the_shipped(tmp_path: Path, look: Look) -> None:
    """Every look but the magazine has a folder, which travels with the program."""
    config_folder = write(tmp_path, f'look = "{look}"\n{GOOD}')
    (tmp_path / "templates").mkdir()
    config = load_config(config_folder, environment={})
    own, *looks, last = config.templates_for(config.publication(None))
    assert own == tmp_path / "templates"
    assert looks == ([] if look is Look.MAGAZINE else [last / "looks" / look])
    assert last == shipped("templates").resolve()


def test_an_unknown_look_is_reported_with_those_there_are(tmp_path: Path) -> None:
    """Not at the first rendering."""
    (mistake,) = mistakes(write(tmp_path, f'look = "tabloid"\n{GOOD}'))
    expected = """look: found 'tabloid'; allowed: "magazine", "bulletin" or "letter\""""
    assert mistake.startswith(f"config/publications/weekly.toml: {expected}")


def test_init_makes_a_configuration_that_loads(tmp_path: Path) -> None:
    """The new publication works at once, and its mail stays on this machine."""
    files = start_publication(
        tmp_path / "new", title='Über "Alles"', sources=["http://127.0.0.1:8000/feed.xml"], zone="Europe/Berlin"
    )
    assert files[1].name == "uber-alles.toml"
    config = load_config(tmp_path / "new" / "config", environment={})
    assert config.publication(None).title == 'Über "Alles"'
    assert config.mail.transport == "folder"
    assert config.fetch.allow == ("127.0.0.1:8000",)
    with pytest.raises(Refused, match="already"):
        start_publication(tmp_path / "new", title="Again", sources=[], zone="UTC")


def test_init_refuses_what_cannot_be(tmp_path: Path) -> None:
    """A wrong zone or source is named before anything is written."""
    with pytest.raises(ConfigError, match=r"--timezone: found 'Mars'(.|\n)*--source: found 'nowhere'"):
        start_publication(tmp_path / "new", title="T", sources=["nowhere"], zone="Mars")
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(("title", "slug"), [("Äpfel & Birnen", "apfel-birnen"), ("日本", "weekly"), ("A", "a")])
def test_a_slug_is_a_plain_file_name(title: str, slug: str) -> None:
    """It stands in addresses and paths."""
    assert slug_of(title) == slug


@pytest.mark.parametrize(
    ("url", "is_private"),
    [
        ("http://127.0.0.1:8000/", True),
        ("http://[::1]/", True),
        ("http://10.0.0.8/feed", True),
        ("http://intranet.lan/feed", True),
        ("https://example.com/", False),
        ("https://8.8.8.8/", False),
    ],
)
def test_private_hosts_are_known_by_their_spelling(url: str, *, is_private: bool) -> None:
    """`init` allows what the operator typed, and nothing else."""
    assert is_private_host(url) is is_private


def test_every_key_is_documented_in_a_description() -> None:
    """An error says what is allowed by the field's description, so every field needs one."""
    for schema in (MachineFile, PublicationFile):
        for name, field in schema.model_fields.items():
            assert field.description, name


def test_an_absolute_database_path_stays_as_it_is(tmp_path: Path) -> None:
    """Only relative paths are resolved."""
    config = load_config(write(tmp_path, machine='database = "sqlite:////srv/d.db"\n'), environment={})
    assert config.database == "sqlite:////srv/d.db"


def test_the_environment_is_read_by_default(tmp_path: Path) -> None:
    """A real process finds its secrets."""
    write(tmp_path)
    code = (
        "from pathlib import Path as P; from digest.config import load_config as l; print(l(P('config')).secrets.key)"
    )
    env = {**os.environ, "DIGEST_SECRET_KEY": "k", "PYTHONPATH": str(Path(__file__).parent.parent)}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=env, capture_output=True, text=True, check=True
    )
    assert done.stdout == "b'k'\n"


@pytest.mark.parametrize("mode", PictureMode)
def test_pictures_are_hosted_unless_they_are_to_be_embedded(tmp_path: Path, mode: PictureMode) -> None:
    """What the file says is what the publication does; anything else is reported with what there is."""
    assert load_config(write(tmp_path), environment={}).publication(None).pictures is PictureMode.HOSTED
    chosen = load_config(write(tmp_path, f'pictures = "{mode}"\n{GOOD}'), environment={})
    assert chosen.publication(None).pictures is mode
    (mistake,) = mistakes(write(tmp_path, f'pictures = "inline"\n{GOOD}'))
    assert """pictures: found 'inline'; allowed: "hosted" (on this server) or "embedded" (in each message)""" in mistake
