"""What a page shows from its message's own parts must be there, and what is there must be shown."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP

import pytest
from check_corpus import PAGE

from digest.check import check_html, check_message
from digest.model import Finding, Level

ADDRESS = "https://example.org/one.jpg"
UNUSED, MISSING = "pictures/unused-part", "pictures/missing-part"


def message(page: str, *names: str, disposition: str = "inline", subtype: str = "related") -> bytes:
    """Build a message around *page*, with a picture under each of these Content-IDs."""
    made = EmailMessage(policy=SMTP)
    made["From"], made["To"], made["Subject"] = "a@example.org", "b@example.org", "What we learned"
    made["Date"], made["Message-ID"] = "Fri, 20 Nov 2026 06:00:00 +0100", "<a@example.org>"
    made["List-Unsubscribe"], made["List-Unsubscribe-Post"] = "<https://e.org/u>", "List-Unsubscribe=One-Click"
    made["List-ID"] = "<a.example.org>"
    made.set_content("Hello\n")
    made.add_alternative(page, subtype="html")
    rich = made.get_payload()[1]  # type: ignore[index]
    for name in names:
        add = rich.add_related if subtype == "related" else made.add_attachment  # type: ignore[union-attr]
        cid = f"<{name}>" if name else None
        add(b"a picture", "image", "png", cid=cid, disposition=disposition, filename=f"{name or 'plain'}.png")
    return made.as_bytes()


def found(content: bytes) -> list[Finding]:
    """List what is found about parts."""
    return [each for each in check_message(content, name="x.eml") if each.rule.startswith("pictures/")]


def page(*sources: str) -> str:
    """Show pictures from these."""
    first, *more = sources
    return PAGE.replace(ADDRESS, first).replace(
        "<p>For forty", "".join(f'<img src="{source}" alt="" width="9" height="9">' for source in more) + "<p>For forty"
    )


def test_a_message_with_all_its_parts_has_no_finding() -> None:
    """A picture in the message is as good as one on a server."""
    assert check_message(message(page("cid:one@example.org", ADDRESS), "one@example.org"), name="x.eml") == ()


def test_a_source_without_its_part_blocks() -> None:
    """Every reader would see a broken picture."""
    (finding,) = found(message(page("cid:two@example.org", "cid:one@example.org"), "one@example.org"))
    assert (finding.rule, finding.level, finding.place) == (MISSING, Level.ERROR, "x.eml (html part)")
    assert 'src="cid:two@example.org"' in finding.message
    assert "; attach the file" in finding.message
    assert finding.line == 1 + PAGE[: PAGE.index("<img")].count("\n")


def test_without_any_part_it_blocks_too() -> None:
    """Saved from a mail program, a message often loses its parts."""
    assert [each.rule for each in found(message(page("cid:one@example.org")))] == [MISSING]


@pytest.mark.parametrize(
    "html",
    [
        PAGE.replace('<table role="presentation" width="100%">', '<table role="presentation" background="cid:x@e">'),
        PAGE.replace('<td style="', "<td style=\"background:#ffffff url('cid:x@e');"),
        PAGE.replace("<h2", '<!--[if mso]><v:fill src="cid:x@e"/><![endif]--><h2'),
        PAGE.replace(ADDRESS, "CID:x@e"),
    ],
)
def test_grounds_and_outlooks_own_pictures_count(html: str) -> None:
    """Whatever shows a part needs it, and uses it."""
    assert html != PAGE
    assert [each.rule for each in found(message(html))] == [MISSING]
    assert found(message(html, "x@e")) == []


@pytest.mark.parametrize(("source", "name"), [("cid:a%25b%2Bc@e", "a%b+c@e"), ("cid:a&amp;b@e", "a&b@e")])
def test_names_are_compared_decoded(source: str, name: str) -> None:
    """RFC 2392 §2 encodes them as URLs do."""
    assert found(message(page(source), name)) == []


def test_a_part_that_nothing_shows_is_named() -> None:
    """It weighs on every message, and clients list it as an attachment."""
    (finding,) = found(message(page("cid:one@e"), "one@e", "two@e", ""))
    assert (finding.rule, finding.level) == (UNUSED, Level.WARNING)
    assert "2 places" in finding.message
    assert "two@e.png" in finding.message


def test_an_attachment_is_no_unused_part() -> None:
    """Somebody wanted it there for itself."""
    assert found(message(PAGE, "one@e", disposition="attachment")) == []
    assert found(message(PAGE, "one@e", subtype="mixed")) == []


def test_a_part_may_be_shown_by_its_location() -> None:
    """RFC 2557: programs that save pages as messages do it so."""
    content = message(PAGE, "one@e").replace(
        b"Content-ID: <one@e>", f"Content-ID: <one@e>\r\nContent-Location: {ADDRESS}".encode()
    )
    assert found(content) == []


def test_a_page_alone_cannot_show_parts() -> None:
    """A warning only: it may be on its way into a message."""
    (finding,) = check_html(page("cid:one@e"), name="page.html")
    assert (finding.rule, finding.level) == ("pictures/cid", Level.WARNING)


def test_a_picture_written_into_the_page_is_reported_with_who_does_not_show_it() -> None:
    """Gmail shows no `data:` picture; that is its table's to say, not that of the parts."""
    rules = {each.rule for each in check_message(message(page("data:image/png;base64,x")), name="x.eml")}
    assert rules == {"clients/support"}
