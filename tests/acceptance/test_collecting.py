"""`collect`, `sources`, `pieces`, `boilerplate` and `import`, typed as an operator types them."""

from __future__ import annotations

from datetime import timedelta

from acceptance_world import CUT_OFF, PROSE, Home

AT = ("--at", "2026-11-20T06:00")
THURSDAY = ("--at", "2026-11-19T06:00")


def test_the_health_of_each_source_is_a_table_and_json(home: Home) -> None:
    """State, last success, what the feed covers, how often it is asked, gaps, and robots.txt."""
    assert home.command.json("sources")["state"] == "new"
    home.site.publish_week()
    home.command("collect", *THURSDAY)
    row = home.command.json("sources")
    assert (row["state"], row["entries"], row["failures"], row["gaps"]) == ("ok", 5, 0, 0)
    assert (row["span_hours"], row["interval_minutes"] <= 360) == (60.0, True)
    assert row["last_success"].startswith("2026-11-19T11:00:00")
    table = home.command("sources").stdout
    assert "last success" in table
    assert "Thu 19 Nov 06:00" in table
    home.site.is_down = True
    for hour in range(3):
        done = home.command("collect", "--at", f"2026-11-19T{10 + hour}:00", code=1)
    assert "has failed 3 times running" in done.stdout
    assert home.command.json("sources")["state"] == "alarm"
    assert "503" in home.command("sources").stdout


def test_only_what_is_due_is_asked(home: Home) -> None:
    """For whoever has cron and no `digest serve`."""
    home.site.publish_week()
    home.command("collect", *THURSDAY)
    asked = len(home.site.requests)
    report = home.command.json("collect", "--due", "--at", "2026-11-19T06:10")
    assert (report["sources"], len(home.site.requests)) == ([], asked)
    assert home.command.json("collect", "--due", "--at", "2026-11-19T13:00")["sources"][0]["known"] == 5


def test_lists_of_feeds_go_in_and_out(home: Home) -> None:
    """What stands in the file stays; what is known is not added twice."""
    opml = home.command.folder / "feeds.opml"
    feed = f"{home.site.url}/feed.xml"
    opml.write_text(
        f'<opml version="2.0"><head/><body><outline text="Sea"><outline xmlUrl="{feed}"/>'
        '<outline xmlUrl="https://a.example/feed"/></outline></body></opml>'
    )
    before = (home.config / "publications" / "weekly.toml").read_text()
    assert home.command("sources", "--import", str(opml)).stdout == f"{feed}\nhttps://a.example/feed\n"[len(feed) + 1 :]
    after = (home.config / "publications" / "weekly.toml").read_text()
    assert after.startswith(before.rstrip())
    assert 'section = "Sea"' in after
    out = home.command("sources", "--export", "-").stdout
    assert "https://a.example/feed" in out
    opml.write_text("<opml><body>")
    assert "feeds.opml:1" in home.command("sources", "--import", str(opml), code=1).stderr


def test_a_list_page_and_its_selector_are_configured(home: Home) -> None:
    """A wrong selector is named in the report."""
    home.site.publish_week(2)
    home.change("publications/weekly.toml", "/feed.xml", "/list")
    home.change("publications/weekly.toml", "[[sources]]", '[[sources]]\nkind = "list"\nselector = "h2 >> a"')
    home.command("collect", *THURSDAY, code=1)


def test_a_saved_page_is_taken_into_the_week(home: Home) -> None:
    """A piece that no feed carries, saved by an editor."""
    page = home.command.folder / "saved.txt"
    page.write_text(
        "The pilot's wife draws the chart\n\nShe has drawn the bottom of the bay since 1988, with a pencil and a lead "
        "line, and the pilots come to her kitchen before they go out.\n\nThe survey sends its own sheets by post. She "
        "keeps them in the oven, which she does not use, and says that paper likes it dry there.\n"
    )
    address = "https://magazine.example/pilot"
    home.command("import", str(page), "--url", address, "--published", "2026-11-18T09:00")
    done = home.command("import", str(page), "--url", address, "--published", "2026-11-18T09:00")
    assert "known already" in done.stderr
    home.site.publish_week(2)
    report = home.command.json("run", *AT)
    assert report["pieces"] == {"in": 3, "out": 0}
    assert b"magazine.example/pilot" in home.mailbox.messages[0].content.replace(b"=\r\n", b"")
    assert "no web address" in home.command("import", str(page), "--url", "pilot", code=1).stderr.replace("not a", "no")


def test_what_stands_in_every_piece_is_left_out_of_the_edition(home: Home) -> None:
    """Learned from the pieces, listed by `digest boilerplate`, and kept by rule where it is wanted."""
    line = "The Site lives on what its readers give, and on nothing else at all."
    for number in range(4):
        text = f"{line}\n\n{PROSE.format(n=number)}\n\n{PROSE.format(n=number + 20)}"
        home.site.publish(f"Piece number {number + 1}", CUT_OFF - timedelta(hours=9 * number + 5), text)
    home.command("collect", *THURSDAY)
    home.command("collect", *AT)
    (row,) = [home.command.json("boilerplate")]
    assert (row["rule"], row["text"], row["pieces"]) == ("learned", line, 4)
    assert line not in home.command("compose", *AT, "2026-11-20T06:00").stdout
    home.change("publications/weekly.toml", "[selection]", f'[boilerplate]\nkeep = ["{line}"]\n\n[selection]')
    assert "keep" in home.command("boilerplate").stdout
    assert line in home.command("compose", *AT, "2026-11-20T06:00").stdout
    home.change("publications/weekly.toml", "keep = [", 'patterns = ["(a+)+"]\nkeep = [')
    assert "boilerplate.patterns" in home.command("boilerplate", code=1).stderr


def test_the_run_reports_what_nobody_expects_to_be_missing(home: Home) -> None:
    """A cross-post of last week's edition, and a piece that turned up a month late."""
    home.site.publish("The first", CUT_OFF - timedelta(days=2))
    home.command("run", *AT)
    text = home.site.items[0][2]
    home.site.publish("The first", CUT_OFF + timedelta(days=3), text)
    home.site.publish("Another piece", CUT_OFF + timedelta(days=4))
    home.site.publish("Far too late", CUT_OFF - timedelta(days=30))
    report = home.command.json("run", "--at", "2026-11-27T06:00")
    notes = "\n".join(report["notes"])
    assert report["pieces"]["in"] == 1
    assert "more than 14 days late" in notes
    why = {
        row["title"]: row["rule"]
        for row in map(_json, home.command("pieces", "--why", "--json", "2026-11-27T06:00").stdout.splitlines())
    }
    assert why["Another piece"] == "in-window"
    assert why["Far too late"] == "too-late"


def _json(line: str) -> dict[str, str]:
    import json

    row: dict[str, str] = json.loads(line)
    return row
