"""The weekly job as an operator runs it."""

from __future__ import annotations

import email
import hashlib
import re
import shutil
from datetime import timedelta
from email import policy
from pathlib import Path

from acceptance_world import CUT_OFF, Home

AT = ("--at", "2026-11-20T06:00")


def fingerprint(folder: Path) -> dict[str, str]:
    """Give the hash of every file under *folder*."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_a_week_goes_out_once_to_each(home: Home) -> None:
    """The same slot run twice makes one edition, and each recipient gets one message."""
    home.site.publish_week()
    report = home.command.json("run", *AT)
    assert report["edition"] == "weekly/2026-11-20T06:00"
    assert report["slot"] == "2026-11-20T06:00"
    assert report["window"] == ["2026-11-13T11:00:00+00:00", "2026-11-20T11:00:00+00:00"]
    assert report["pieces"] == {"in": 5, "out": 0}
    assert report["deliveries"] == {"submitted": 3}
    assert report["findings"]["error"] == 0
    assert report["source_errors"] == []
    assert {"collect", "summarize", "compose", "render", "check", "send"} <= set(report["seconds"])
    assert report["html_bytes"] == len(Path(report["files"]["html"]).read_bytes())
    again = home.command.json("run", *AT)
    assert again["deliveries"] == {"submitted": 3}
    assert "nothing was sent again" in again["note"]
    assert sorted(message.to for message in home.mailbox.messages) == [
        "a@example.org",
        "b@example.org",
        "c@example.org",
    ]


def test_what_a_recipient_gets_is_a_complete_message(home: Home) -> None:
    """multipart/alternative, text first, with the headers that let a reader leave with one click (RFC 8058)."""
    home.site.publish_week()
    home.command("run", *AT)
    message = email.message_from_bytes(home.mailbox.messages[0].content, policy=policy.default)
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    text, html = (part.get_content() for part in message.iter_parts())
    for body in (text, html):
        assert "Piece number 1" in body
        assert "http://127.0.0.1:8025/unsubscribe/" in body
        assert "__DG_" not in body
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["List-Unsubscribe"].startswith("<http")
    assert "style=" in html
    links = {m.content.split(b"/unsubscribe/")[1][:40] for m in home.mailbox.messages}
    assert len(links) == 3


def test_the_next_week_has_only_what_is_new(home: Home) -> None:
    """A piece is in at most one edition; the windows touch."""
    home.site.publish_week()
    home.command("run", *AT)
    home.site.publish("One week later", CUT_OFF + timedelta(days=3))
    home.site.publish("Just in time", CUT_OFF + timedelta(days=7, minutes=-1))
    home.site.publish("Too late", CUT_OFF + timedelta(days=7))
    report = home.command.json("run", "--at", "2026-11-27T06:30")
    assert report["window"] == ["2026-11-20T11:00:00+00:00", "2026-11-27T11:00:00+00:00"]
    assert report["pieces"] == {"in": 2, "out": 6}
    shown = home.command.json("show", "2026-11-27T06:00")
    titles = [shown["lead"]["title"], *(piece["title"] for section in shown["sections"] for piece in section["pieces"])]
    assert titles == ["Just in time", "One week later"]


def test_a_dry_run_changes_nothing_at_all(home: Home) -> None:
    """Not a byte of the database, no file in the home folder, no message; and a real run afterwards is complete."""
    home.site.publish_week()
    home.command("collect", *AT)
    before = fingerprint(home.command.folder)
    report = home.command.json("run", "--dry-run", *AT)
    assert report["dry_run"]
    assert report["pieces"]["in"] == 5
    assert report["deliveries"] == {"submitted": 3}
    assert fingerprint(home.command.folder) == before
    assert home.mailbox.messages == ()
    assert home.command.json("run", *AT)["pieces"]["in"] == 5
    assert len(home.mailbox.messages) == 3
    shutil.rmtree(Path(report["files"]["html"]).parents[3])


def test_a_dry_run_before_anything_else_makes_no_database(home: Home) -> None:
    """The first command of a careful operator leaves no trace."""
    home.site.publish_week()
    home.command("run", "--dry-run", *AT)
    assert not (home.command.folder / "var").exists()


def test_a_source_that_is_down_is_reported_and_the_rest_goes_out(home: Home) -> None:
    """One bad source never stops the others."""
    home.site.publish_week()
    second = f'[[sources]]\nurl = "{home.site.url}/gone.xml"\n\n[cadence]'
    home.change("publications/weekly.toml", "[cadence]", second)
    report = home.command.json("run", *AT)
    assert report["deliveries"] == {"submitted": 3}
    (failure,) = report["source_errors"]
    assert failure["source"] == f"{home.site.url}/gone.xml"
    assert "404" in failure["error"]


def test_a_private_address_is_refused_unless_it_is_allowed(home: Home) -> None:
    """The error says which line to write."""
    home.site.publish_week()
    home.change("digest.toml", "allow = [", "allow = [] # [")
    done = home.command("collect", *AT, code=1)
    assert "allow" in done.stdout


def test_a_thin_week_is_skipped_and_its_pieces_wait(home: Home) -> None:
    """Nothing is sent, the slot is done, and the piece is in the next edition."""
    home.change("publications/weekly.toml", "min_pieces = 1", "min_pieces = 2")
    home.site.publish("Alone", CUT_OFF - timedelta(hours=3))
    report = home.command.json("run", *AT)
    assert report["state"] == "skipped"
    assert "min_pieces is 2" in report["note"]
    assert home.mailbox.messages == ()
    home.site.publish("Company", CUT_OFF + timedelta(days=2))
    assert home.command.json("run", "--at", "2026-11-27T06:00")["pieces"]["in"] == 2


def test_an_empty_week_is_never_sent(home: Home) -> None:
    """An edition without a piece is the mistake that loses subscribers."""
    home.site.publish("Old", CUT_OFF - timedelta(days=30))
    home.change("publications/weekly.toml", "min_pieces = 1", "min_pieces = 0")
    report = home.command.json("run", *AT)
    assert report["state"] == "skipped"
    assert home.mailbox.messages == ()


def test_an_editor_approves_before_anything_goes(home: Home) -> None:
    """With the policy "editor" the run stops at the draft; approve and send let out exactly that."""
    home.site.publish_week()
    home.change("publications/weekly.toml", 'policy = "auto"', 'policy = "editor"')
    report = home.command.json("run", *AT)
    assert report["state"] == "draft"
    assert "digest approve weekly/2026-11-20T06:00" in report["note"]
    assert "only an approved edition" in home.command("send", code=1).stderr
    home.command("approve")
    assert home.command("send").stdout == "3 submitted\n"
    assert len(home.mailbox.messages) == 3
    home.command("send", code=1)


def test_findings_that_are_errors_block(home: Home) -> None:
    """No unsubscribe link, no mail: exit code 3, and the edition stays a draft."""
    home.site.publish_week()
    partials = home.command.folder / "templates" / "partials"
    partials.mkdir(parents=True)
    (partials / "footer.html.j2").write_text("<p>Nothing to leave by</p>")
    report = home.command.json("run", *AT, code=3)
    assert report["findings"]["error"] > 0
    assert report["state"] == "draft"
    assert home.mailbox.messages == ()
    assert home.command("check", "--json", code=3).stdout.startswith('{"level": "error"')
    (partials / "footer.html.j2").unlink()
    assert home.command.json("run", *AT)["deliveries"] == {"submitted": 3}


def test_a_template_that_is_wrong_names_file_and_line(home: Home) -> None:
    """A designer sees where, and nothing is lost: the run works once it is mended."""
    home.site.publish_week()
    broken = home.command.folder / "templates" / "edition.html.j2"
    broken.write_text("<p>\n{% if %}\n")
    done = home.command("run", *AT, code=1)
    assert "edition.html.j2:2" in done.stderr
    broken.unlink()
    assert home.command.json("run", *AT)["deliveries"] == {"submitted": 3}


def test_a_server_that_is_away_loses_nobody(home: Home) -> None:
    """The error names the server; the next run goes on with the same edition."""
    home.site.publish_week()
    port = home.mailbox.port
    home.change("digest.toml", f"port = {port}", "port = 1")
    done = home.command("run", *AT, code=1)
    assert "127.0.0.1:1" in done.stderr
    home.change("digest.toml", "port = 1\n", f"port = {port}\n")
    report = home.command.json("run", *AT)
    assert report["deliveries"] == {"submitted": 3}
    assert len(home.mailbox.messages) == 3


def test_smtp_without_a_key_is_refused_before_anything_is_sent(home: Home) -> None:
    """An unsubscribe link signed with a known key would let anybody unsubscribe anybody."""
    home.site.publish_week()
    del home.command.environment["DIGEST_SECRET_KEY"]
    assert "DIGEST_SECRET_KEY" in home.command("run", *AT, code=1).stderr
    assert home.mailbox.messages == ()


def test_a_test_copy_goes_to_one_address_and_is_marked(home: Home) -> None:
    """Its unsubscribe link leads nowhere, and the edition's own life is untouched."""
    home.site.publish_week()
    home.command("collect", *AT)
    home.command("compose", "2026-11-20T06:00", *AT)
    home.command("send", "--test", "editor@example.net")
    (message,) = home.mailbox.messages
    assert message.to == "editor@example.net"
    parsed = email.message_from_bytes(message.content, policy=policy.default)
    assert parsed["Subject"].startswith("[Test] ")
    assert "/unsubscribe/test" in parsed["List-Unsubscribe"]
    assert home.command.json("run", *AT)["deliveries"] == {"submitted": 3}


def test_a_week_whose_sources_are_down_is_not_given_up(home: Home) -> None:
    """Nothing is decided: exit code 1, the slot stays open, and the run after the outage is complete."""
    home.site.publish_week()
    home.site.is_down = True
    report = home.command.json("run", *AT, code=1)
    assert report["state"] == "draft"
    assert "run again" in report["note"]
    home.site.is_down = False
    assert home.command.json("run", *AT)["deliveries"] == {"submitted": 3}


def test_an_outage_is_no_thin_week_where_the_ledger_has_enough(home: Home) -> None:
    """What was collected through the week goes out, and the report names the source."""
    home.site.publish_week()
    home.command("collect", "--at", "2026-11-19T12:00")
    home.site.is_down = True
    report = home.command.json("run", *AT)
    assert report["deliveries"] == {"submitted": 3}
    assert len(report["source_errors"]) == 1


def test_lines_that_hold_no_address_are_named(home: Home) -> None:
    """The others get their edition; nobody is left out in silence."""
    home.site.publish_week()
    (home.config / "subscribers.csv").write_text("address\na@example.org\nnot an address\n")
    report = home.command.json("run", *AT)
    assert report["deliveries"] == {"submitted": 1}
    assert report["findings"]["warning"] >= 1
    findings = Path(report["files"]["html"]).with_name("findings.json").read_text()
    assert "subscribers.csv" in findings
    assert "not an address" in findings


def test_an_empty_audience_is_refused_and_nothing_is_used_up(home: Home) -> None:
    """An edition to nobody would be "submitted", and its pieces gone."""
    home.site.publish_week()
    (home.config / "subscribers.csv").write_text("address\n")
    assert "subscribers.csv: nobody to send it to" in home.command("run", *AT, code=1).stderr
    (home.config / "subscribers.csv").write_text("address\na@example.org\n")
    assert home.command.json("run", *AT)["deliveries"] == {"submitted": 1}


def test_what_a_piece_says_blocks_nobody(home: Home) -> None:
    """Braces, our own tokens and markup in a headline are words; the edition goes out with them."""
    home.site.publish_week(2)
    home.site.publish("What {{ braces }} and __DG_UNSUBSCRIBE__ mean <b>here</b>", CUT_OFF - timedelta(hours=1))
    report = home.command.json("run", *AT)
    assert report["deliveries"] == {"submitted": 3}
    html = Path(report["files"]["html"]).read_text("utf-8")
    assert "&#123;" in html or "{{ braces }}" in html
    assert "__DG_" not in re.sub(r"&#\d+;|&#x\w+;", "", html)


def test_only_a_slot_of_the_cadence_can_be_composed(home: Home) -> None:
    """A mistyped year would close every slot before it for good; another publication's name is not ours."""
    home.site.publish_week()
    home.command("collect", *AT)
    assert "not a slot of its cadence" in home.command("compose", "2062-11-24T06:00", code=1).stderr
    assert "not a slot of its cadence" in home.command("compose", "2026-11-19T06:00", code=1).stderr
    assert "this is weekly" in home.command("compose", "other/2026-11-20T06:00", code=1).stderr
    home.command("compose", "weekly/2026-11-20T06:00")
    assert "no such edition" in home.command("show", "other/2026-11-20T06:00", code=1).stderr


def test_a_folder_that_cannot_be_written_is_named(home: Home) -> None:
    """One line, no traceback."""
    home.site.publish_week()
    home.change("digest.toml", "public_url =", 'out = "/proc/nowhere/out"\npublic_url =')
    done = home.command("run", *AT, code=1)
    assert "/proc/nowhere" in done.stderr
    assert "Traceback" not in done.stderr
    home.command("next", "--at", "9999-12-31T23:59", code=2)
