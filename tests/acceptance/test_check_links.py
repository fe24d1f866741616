"""`digest check` looks at links: of a page, of a message, of an edition; asks nicely, and not again within the day."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from acceptance_world import Command, Home
from link_site import LinkSite, Reply, running

AT = ("--at", "2026-11-20T06:00")
SITE = "http://site.example"


@pytest.fixture
def links() -> Iterator[LinkSite]:
    """Run what pages link to."""
    with running() as served:
        served.replies["/story"] = served.replies["/other"] = Reply()
        served.replies["/hill.jpg"] = Reply(kind="image/jpeg", length=2_000_000)
        served.replies["/shut"] = Reply(status=403)
        yield served


@pytest.fixture
def desk(command: Command, links: LinkSite) -> Command:
    """Make a publication to which the server is `site.example`."""
    command("init", ".", "--title", "Weekly", "--source", f"{SITE}/feed.xml", "--timezone", "Europe/Oslo")
    path = command.folder / "config" / "digest.toml"
    settings = f'[fetch]\ngap_seconds = 0\nroutes = {{ "site.example" = "{links.url}" }}'
    path.write_text(path.read_text("utf-8").replace("[fetch]", settings).replace("\ngap_seconds = 0.5", ""), "utf-8")
    return command


def page(*body: str) -> str:
    """Write a page."""
    return (
        '<!doctype html><html lang="en"><head><title>A week</title></head>\n<body>' + "\n".join(body) + "</body></html>"
    )


def found(done: str) -> list[tuple[str, str, int | None]]:
    """List level, rule and line of what was found about addresses that were visited."""
    rows = [json.loads(line) for line in done.splitlines()]
    visited = {
        "links/gone",
        "links/unreachable",
        "links/not-visited",
        "pictures/gone",
        "pictures/type",
        "pictures/bytes",
    }
    return [(row["level"], row["rule"], row.get("line")) for row in rows if row["rule"] in visited]


def test_a_page_of_anybody_has_its_links_looked_at_once_a_day(desk: Command, links: LinkSite) -> None:
    """Every address once, errors block, standard output holds findings alone, and the second run asks nobody."""
    (desk.folder / "a.html").write_text(
        page(
            f'<a href="{SITE}/story">A</a><a href="{SITE}/story#end">A again</a><a href="{SITE}/shut">Shut</a>',
            f'<a href="{SITE}/gone">Gone</a><img src="{SITE}/hill.jpg" alt="A hill" width="600" height="400">',
            f'<img src="{SITE}/other" alt="No picture" width="600" height="400">',
        )
    )
    first = desk("check", "a.html", "--json", code=3)
    expected = [("error", "links/gone", 3), ("warning", "pictures/bytes", 3), ("warning", "pictures/type", 4)]
    assert found(first.stdout) == expected
    assert "links: 5 addresses, 3 fine, 1 gone, 1 would not let a program in" in first.stderr
    assert sorted(links.requests) == [
        *(("GET", path) for path in ("/gone", "/shut")),
        *(("HEAD", path) for path in ("/gone", "/hill.jpg", "/other", "/shut", "/story")),
    ]
    assert links.busiest == 1
    links.requests.clear()
    second = desk("check", "a.html", "--json", code=3)
    assert found(second.stdout) == expected
    assert "links: 5 addresses, 5 known from the last day, 3 fine" in second.stderr
    assert links.requests == []
    said = desk("check", "a.html", code=3)
    assert f"a link leads nowhere: {SITE}/gone – answered 404 Not Found; correct the address" in said.stdout


def test_without_a_database_that_can_be_used_the_links_are_looked_at_all_the_same(
    desk: Command, links: LinkSite
) -> None:
    """What was found is worth more than keeping it."""
    machine = desk.folder / "config" / "digest.toml"
    kept = [line for line in machine.read_text("utf-8").splitlines() if not line.startswith("database")]
    machine.write_text("\n".join(['database = "sqlite:////dev/null/x.db"', *kept]), "utf-8")
    (desk.folder / "a.html").write_text(page(f'<a href="{SITE}/gone">Gone</a>'))
    done = desk("check", "a.html", "--json", code=3)
    assert ("error", "links/gone", 2) in found(done.stdout)
    assert "not kept: " in done.stderr
    assert links.asked("/gone")


def test_links_are_left_alone_on_request(desk: Command, links: LinkSite) -> None:
    """--no-links is quick and asks nobody."""
    (desk.folder / "a.html").write_text(page(f'<a href="{SITE}/gone">Gone</a>'))
    done = desk("check", "a.html", "--no-links", "--json", code=3)
    assert found(done.stdout) == []
    assert "links:" not in done.stderr
    assert links.requests == []


def test_a_known_result_is_asked_again_when_it_is_old(desk: Command, links: LinkSite) -> None:
    """After an hour, what was wrong; after a day, what was fine."""
    (desk.folder / "a.html").write_text(page(f'<a href="{SITE}/story">A</a><a href="{SITE}/gone">B</a>'))
    desk("check", "a.html", code=3)
    hour = 3_600_000_000
    for hours, paths in ((2, {"/gone"}), (25, {"/gone", "/story"})):
        links.requests.clear()
        with closing(sqlite3.connect(desk.folder / "var" / "digest.db")) as connection:
            connection.execute("UPDATE link_visit SET visited_at = visited_at - ?", (hours * hour,))
            connection.commit()
        desk("check", "a.html", code=3)
        assert {path for _, path in links.requests} == paths


def test_nobody_is_taken_off_a_list_by_a_check(desk: Command, links: LinkSite) -> None:
    """Not by the header, not by a link of that name, not by "click here": the server's log is the witness."""
    body = page(
        f'<a href="{SITE}/story">A story</a><a href="{SITE}/unsubscribe?t=1">Out</a>',
        f'<p>To leave this list, <a href="{SITE}/c?u=2">click here</a>.</p><a href="{SITE}/c?u=3">Unsubscribe</a>',
        f'<a href="{SITE}/confirm?t=4">Go</a><a href="{SITE}/l/5?q=x">Look</a>',
        f'<img src="{SITE}/o.gif?u=6" width="1" height="1" alt="">',
    )
    message = (
        "From: a@example.org\nTo: b@example.org\nSubject: A week\nMIME-Version: 1.0\n"
        f"List-Unsubscribe: <mailto:x@example.org>, <{SITE}/l/5?q=y>\n"
        f"List-Unsubscribe-Post: List-Unsubscribe=One-Click\nContent-Type: text/html; charset=utf-8\n\n{body}\n"
    )
    (desk.folder / "a.eml").write_text(message)
    done = desk("check", "a.eml", code=3)
    assert "links: 1 address, 1 fine" in done.stderr
    assert links.requests == [("HEAD", "/story")]


def test_without_a_configuration_nothing_is_kept(command: Command, links: LinkSite) -> None:
    """And private addresses are refused: nobody has allowed them. They are said once."""
    (command.folder / "a.html").write_text(page(f'<a href="{links.url}/story">A</a>'))
    done = command("check", "a.html", "--json", code=3)
    assert done.stdout.count("links/private-address") == 1
    assert "links: 1 address, 1 private" in done.stderr
    assert links.requests == []
    assert [path.name for path in command.folder.iterdir()] == ["a.html"]


def test_a_redirect_into_a_private_network_is_told(desk: Command, links: LinkSite) -> None:
    """The reader could not follow it, and the check does not."""
    with running() as secret:
        links.redirect("/moved", f"{secret.url}/admin")
        (desk.folder / "a.html").write_text(page(f'<a href="{SITE}/moved">A</a>'))
        done = desk("check", "a.html", code=3)
        assert f"a link leads to a private address: {SITE}/moved – leads on to {secret.url}/admin" in done.stdout
        assert secret.requests == []


def test_a_machine_without_network_gets_one_warning(desk: Command) -> None:
    """Forty findings would say the same; and nothing of it is kept."""
    # A port on which nobody listens stands in for a network that is not there.
    path = desk.folder / "config" / "digest.toml"
    silent = 'routes = { "a.example" = "http://127.0.0.1:1", "b.example" = "http://127.0.0.1:1" }'
    lines = path.read_text("utf-8").splitlines()
    path.write_text("\n".join(silent if line.startswith("routes") else line for line in lines), "utf-8")
    body = "".join(f'<a href="http://{host}.example/{number}">A story</a>' for host in "ab" for number in range(5))
    (desk.folder / "a.html").write_text(page(body))
    done = desk("check", "a.html", "--json", code=3)
    assert found(done.stdout) == [("warning", "links/unreachable", None)]
    assert "none of 10 addresses could be reached" in done.stdout
    assert "links: 10 addresses, 10 could not be reached" in desk("check", "a.html", code=3).stderr


def test_an_address_without_a_server_is_no_missing_network_where_others_answer(desk: Command, links: LinkSite) -> None:
    """Also when it alone is asked again, because the rest is known from the last day: it must go on to be named."""
    path = desk.folder / "config" / "digest.toml"
    path.write_text(path.read_text("utf-8").replace("routes = {", 'routes = { "b.example" = "http://127.0.0.1:1",'))
    (desk.folder / "a.html").write_text(page(f'<a href="{SITE}/story">A</a><a href="http://b.example/x">B</a>'))
    expected = [("warning", "links/unreachable", 2)]
    assert found(desk("check", "a.html", "--json", code=3).stdout) == expected
    _forget(desk.folder / "var" / "digest.db", "http://b.example/x")
    links.requests.clear()
    assert found(desk("check", "a.html", "--json", code=3).stdout) == expected
    assert links.requests == [("HEAD", "/story")]


def test_an_edition_has_its_links_looked_at(home: Home) -> None:
    """A piece that was taken down blocks, by the levels of the publication, also in an edition that is approved."""
    home.site.publish_week()
    home.change("publications/weekly.toml", 'policy = "auto"', 'policy = "editor"')
    home.command("run", *AT)
    home.site.requests.clear()
    done = home.command("check")
    assert "links: 5 addresses, 5 fine" in done.stderr
    assert sorted(set(home.site.requests)) == [f"/news/{number}" for number in range(5)]
    home.command("approve")
    home.site.items.pop()
    _forget(home.database)
    done = home.command("check", "--json", code=3)
    ((level, rule, line),) = found(done.stdout)
    assert (level, rule, line is not None) == ("error", "links/gone", True)
    assert f"{home.site.url}/news/4" in done.stdout
    table = home.config / "publications" / "weekly.toml"
    table.write_text(table.read_text("utf-8") + '\n[check]\nlevels = { "links/gone" = "warning" }\n', "utf-8")
    assert [level for level, _, _ in found(home.command("check", "--json").stdout)] == ["warning"]


def _forget(database: Path, url: str = "%") -> None:
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("DELETE FROM link_visit WHERE url LIKE ?", (url,))
        connection.commit()
