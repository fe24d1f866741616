"""The use case "check" of a file: what it reads, and by whose levels."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from digest.config.starter import start_publication
from digest.errors import NotFound, ParseError
from digest.model import Level
from digest.pipeline.checking import check_file

NOW = datetime(2026, 11, 20, 11, tzinfo=UTC)
PAGE = '<html lang="fr"><head><meta {0}></head><body><p>Un caf\u00e9</p></body></html>'


def rules(path: Path, folder: Path | None = None, slug: str | None = None) -> dict[str, Level]:
    """Check the file and give its findings' rules."""
    checked = check_file(path, folder or path.parent, slug, has_links=False, now=NOW)
    assert checked.links is None
    return {each.rule: each.level for each in checked.findings}


@pytest.mark.parametrize(
    ("content", "says_charset"),
    [
        (PAGE.format('charset="utf-8"').encode(), False),
        (PAGE.format('charset="utf-8"').encode("utf-8-sig"), False),
        (PAGE.format('http-equiv="Content-Type" content="text/html; charset=windows-1252"').encode("cp1252"), True),
        (PAGE.format("charset=iso-8859-1").encode("latin-1"), True),
        (PAGE.format('charset="utf-8"').encode("utf-16"), False),
    ],
)
def test_a_page_is_read_in_the_character_set_that_it_names(
    tmp_path: Path, content: bytes, *, says_charset: bool
) -> None:
    """Word saves mail in Windows-1252; it is judged, and told to be UTF-8."""
    path = tmp_path / "a.html"
    path.write_bytes(content)
    found = rules(path)
    assert ("html/charset" in found) is says_charset
    assert "html/lost-character" not in found
    assert "html/control-character" not in found


@pytest.mark.parametrize("content", [b"caf\xe9", b"<meta charset=nonsense>caf\xe9", b"<meta charset=ascii>caf\xe9"])
def test_a_page_in_an_unknown_character_set_is_refused(tmp_path: Path, content: bytes) -> None:
    """By the byte that is wrong, and with what to do."""
    path = tmp_path / "a.html"
    path.write_bytes(content)
    with pytest.raises(ParseError, match="save it as UTF-8"):
        rules(path)
    with pytest.raises(NotFound):
        rules(tmp_path / "b.html")


def test_the_levels_of_the_publication_hold_for_files_too(tmp_path: Path) -> None:
    """Of the one that is named, or of the only one; of several and none named, the shipped levels."""
    start_publication(tmp_path, title="Weekly", sources=["https://example.org"], zone="UTC")
    config = tmp_path / "config"
    weekly = config / "publications" / "weekly.toml"
    plain = weekly.read_text("utf-8")
    weekly.write_text(f'{plain}\n[check]\nlevels = {{ "html/lang" = "off", "html/dir" = "error" }}\n', "utf-8")
    path = tmp_path / "a.html"
    path.write_text("<p>x</p>", "utf-8")
    assert "html/lang" not in rules(path, config)
    assert rules(path, config)["html/dir"] is Level.ERROR
    (config / "publications" / "other.toml").write_text(plain, "utf-8")
    assert rules(path, config)["html/lang"] is Level.ERROR
    assert "html/lang" not in rules(path, config, "weekly")
