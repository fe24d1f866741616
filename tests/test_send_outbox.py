"""Messages as files, for a publication that has no SMTP server yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from digest.errors import SendError
from digest.send.outbox import FolderMailer

if TYPE_CHECKING:
    from pathlib import Path


def test_each_message_becomes_a_numbered_file_of_the_same_bytes(tmp_path: Path) -> None:
    """A double click opens it in a mail program."""
    mailer = FolderMailer(tmp_path / "var" / "outbox")
    replies = [mailer.submit("weekly@example.org", to, to.encode()) for to in ("ann@example.net", "bob@example.net")]
    mailer.close()
    assert [reply.code for reply in replies] == [250, 250]
    files = sorted((tmp_path / "var" / "outbox").iterdir())
    assert [file.name for file in files] == ["0001-ann@example.net.eml", "0002-bob@example.net.eml"]
    assert files[0].read_bytes() == b"ann@example.net"


def test_the_numbers_go_on_where_the_folder_ends(tmp_path: Path) -> None:
    """A second edition overwrites nothing; other files are left alone; what a crash left behind takes its number."""
    (tmp_path / "0041-ann@example.net.eml").write_bytes(b"old")
    (tmp_path / ".0042-ann@example.net.eml.part").write_bytes(b"half")
    (tmp_path / "notes.txt").write_text("mine")
    first, second = FolderMailer(tmp_path), FolderMailer(tmp_path)
    first.submit("", "ann@example.net", b"new")
    second.submit("", "ann@example.net", b"newer")
    first.submit("", "ann@example.net", b"newest")
    names = sorted(file.name for file in tmp_path.glob("*.eml"))
    assert names == [f"00{number}-ann@example.net.eml" for number in (41, 43, 44, 45)]
    assert (tmp_path / "0045-ann@example.net.eml").read_bytes() == b"newest"


@pytest.mark.parametrize("to", ["../../etc/passwd", "a/b@example.net", "ä\x00\n@example.net", "x" * 300, ""])
def test_no_address_leads_out_of_the_folder(tmp_path: Path, to: str) -> None:
    """An address is what a stranger typed."""
    FolderMailer(tmp_path / "outbox").submit("", to, b"message")
    assert len(list((tmp_path / "outbox").iterdir())) == 1
    assert [file.name for file in tmp_path.iterdir()] == ["outbox"]


def test_a_folder_that_cannot_be_written_serves_nobody(tmp_path: Path) -> None:
    """The run stops and says which folder."""
    (tmp_path / "outbox").write_text("a file")
    with pytest.raises(SendError, match="outbox: no message can be written there"):
        FolderMailer(tmp_path / "outbox").submit("", "ann@example.net", b"message")
