"""Headers as mail readers and the bulk rules of the large providers want them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.utils import parseaddr, parsedate_to_datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from digest.errors import MessageError
from digest.message import Sender, build_template, headers
from digest.model import Recipient, Rendering

PAGE = Rendering(html="<p>Hello</p>", text="Hello", subject="The week", preheader="")
ANN = Recipient(id=3, address="ann@example.net")
DATE = datetime(2026, 11, 20, 6, 0, tzinfo=ZoneInfo("Europe/Berlin"))
URL = "https://example.org/unsubscribe/abc.def"

header_text = st.text(alphabet=st.characters(exclude_characters="\r\n\0", exclude_categories=["Cs"]), max_size=300)


def message(  # noqa: PLR0913 - one argument a thing that a test varies
    *,
    page: Rendering = PAGE,
    sender: Sender | None = None,
    recipient: Recipient = ANN,
    url: str = URL,
    mailto: str = "leave@example.org",
    title: str = "The Review",
    list_id: str = "review.example.org",
    date: datetime = DATE,
    message_id: str = "<abc@example.org>",
    to_name: str = "",
) -> bytes:
    """Build a message, usual in all that the test does not name."""
    template = build_template(
        page,
        sender=sender or Sender(name="The Review", address="editor@example.org"),
        publication_title=title,
        list_id=list_id,
        edition_id="review/2026-11-20T06:00",
        date=date,
        unsubscribe_mailto=mailto,
    )
    return template.fill(recipient=recipient, unsubscribe_url=url, message_id=message_id, to_name=to_name)


def raw(content: bytes, name: str) -> str:
    """Give the header *name* unfolded, undecoded."""
    found = re.findall(rf"^{name}:(?: |(?=\r))(.*(?:\r\n[ \t].*)*)\r$", content.decode("ascii"), re.MULTILINE)
    assert len(found) == 1
    return re.sub(r"\r\n(?=[ \t])", "", found[0])


def test_the_headers_of_a_bulk_message_are_all_there() -> None:
    """What Gmail, Yahoo and Microsoft ask of bulk senders, and what RFC 5322 §3.6 asks of all."""
    content = message(sender=Sender(name="The Review", address="editor@example.org", reply_to="desk@example.org"))
    assert raw(content, "From") == "The Review <editor@example.org>"
    assert raw(content, "To") == "ann@example.net"
    assert raw(content, "Reply-To") == "desk@example.org"
    assert raw(content, "Subject") == "The week"
    assert raw(content, "Date") == "Fri, 20 Nov 2026 06:00:00 +0100"
    assert raw(content, "Message-ID") == "<abc@example.org>"
    assert raw(content, "List-ID") == "The Review <review.example.org>"
    assert raw(content, "List-Unsubscribe") == f"<{URL}>, <mailto:leave@example.org?subject=unsubscribe>"
    assert raw(content, "List-Unsubscribe-Post") == "List-Unsubscribe=One-Click"
    assert raw(content, "Feedback-ID") == "2026-11-20T06-00:review:digest:example-org"
    assert raw(content, "Precedence") == "bulk"
    assert raw(content, "Auto-Submitted") == "auto-generated"
    assert raw(content, "MIME-Version") == "1.0"


def test_a_long_unsubscribe_link_is_neither_encoded_nor_folded() -> None:
    """The standard library's SMTP policy makes encoded words of it past 78 characters, and one click is dead."""
    url = f"https://news.example.org/unsubscribe/{'x' * 400}"
    content = message(url=url)
    assert f"\r\nList-Unsubscribe: <{url}>,\r\n <mailto:".encode() in content


@pytest.mark.parametrize("url", ["", "http://127.0.0.1:8025/unsubscribe/t"])
def test_one_click_stands_only_beside_a_url(url: str) -> None:
    """RFC 8058 §3.1: without an http(s) URL there is nothing to post to."""
    content = message(url=url)
    assert (b"List-Unsubscribe-Post" in content) == bool(url)
    assert b"<mailto:leave@example.org?subject=unsubscribe>" in content


def test_without_any_way_out_there_is_no_header_for_it() -> None:
    """An empty List-Unsubscribe is worse than none."""
    assert b"List-Unsubscribe" not in message(url="", mailto="")


@settings(max_examples=200, deadline=None)
@given(value=header_text)
@example("=?utf-8?q?trap?=")
@example("é" * 200)
@example("日本語の見出し" * 20)
@example("a" * 70 + " é")
@example(" leading and trailing ")
@example("two  spaces and a very long line of ASCII words that must be folded  somewhere before it is seventy eight")
def test_any_subject_comes_back(value: str) -> None:
    """Encoded or not, folded or not, the reader sees the subject that the editor wrote."""
    content = message(page=Rendering(html="x", text="x", subject=value, preheader=""))
    assert str(message_from_bytes(content, policy=policy.default)["Subject"]) == value
    legacy = message_from_bytes(content, policy=policy.compat32)["Subject"]
    assert str(make_header(decode_header(re.sub(r"\r\n(?=[ \t])", "", legacy)))) == value
    head = content.partition(b"\r\n\r\n")[0].decode("ascii")
    for word in re.findall(r"=\?utf-8\?[qb]\?[^?]*\?=", head):
        assert len(word) <= 75
        assert str(make_header(decode_header(word))) is not None
        if "=?" not in value:
            assert max(map(len, head.split("\r\n"))) <= 78


@settings(max_examples=150, deadline=None)
@given(value=header_text)
@example('Ann "the pen" O\\Neil')
@example("Müller, Anna (Redaktion)")
@example("x" * 600)
@example("@,;:<>")
def test_any_display_name_comes_back(value: str) -> None:
    """A comma or a quote in a name must not make two addresses of one."""
    content = message(recipient=Recipient(id=1, address="ann@example.net", name=value))
    to = message_from_bytes(content, policy=policy.default)["To"]
    assert [each.addr_spec for each in to.addresses] == ["ann@example.net"]
    # The new parser of Python 3.11 keeps the space between two encoded words of a name; the old one obeys RFC 2047.
    name, address = parseaddr(re.sub(r"\r\n(?=[ \t])", "", raw(content, "To")))
    assert address == "ann@example.net"
    assert str(make_header(decode_header(name))) == value.strip()


def test_ascii_stays_in_the_clear() -> None:
    """A subject that needs no encoding is searchable in any log."""
    subject = (
        "What we learned this week: 12 pieces, 40 minutes (and a map); is that all? It's not - 100% + more_things = fun"
    )
    content = message(page=Rendering(html="x", text="x", subject=subject, preheader=""))
    assert raw(content, "Subject") == subject
    assert max(map(len, content.partition(b"\r\n\r\n")[0].split(b"\r\n"))) <= 78


def test_neighbouring_encoded_words_are_divided_by_white_space() -> None:
    """Yahoo answers 554 to encoded words that touch."""
    content = message(page=Rendering(html="x", text="x", subject="ü" * 120, preheader=""))
    assert b"?==?" not in content


@pytest.mark.parametrize("bad", ["a\r\nBcc: x@example.org", "a\nb", "a\0b", "a\ud800"])
def test_a_value_that_would_end_its_header_is_refused_with_its_header_and_recipient(bad: str) -> None:
    """A name from a sign-up form must not be able to add headers."""
    with pytest.raises(MessageError, match=r"recipient 3: To: "):
        message(recipient=Recipient(id=3, address="ann@example.net", name=bad))
    with pytest.raises(MessageError, match=r"recipient 3: To: "):
        message(recipient=Recipient(id=3, address=f"ann{bad}@example.net"))
    with pytest.raises(MessageError, match=r"edition review/2026-11-20T06:00: Subject: "):
        message(page=Rendering(html="x", text="x", subject=bad, preheader=""))
    with pytest.raises(MessageError, match="From: "):
        message(sender=Sender(name=bad, address="editor@example.org"))
    with pytest.raises(MessageError, match="List-ID: "):
        message(title=bad)


def test_a_domain_outside_ascii_becomes_a_labels() -> None:
    """The address can be mailed without SMTPUTF8 once its domain is punycode."""
    content = message(
        recipient=Recipient(id=1, address="ann@bücher.example"),
        sender=Sender(name="R", address="desk@zeitung.österreich.example"),
    )
    assert raw(content, "To") == "ann@xn--bcher-kva.example"
    assert raw(content, "From") == "R <desk@zeitung.xn--sterreich-z7a.example>"


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("jürgen@example.net", "SMTPUTF8"),
        ("ann", "no e-mail address"),
        ("ann@", "no e-mail address"),
        ("@example.net", "no e-mail address"),
        ("a b@example.net", "no e-mail address"),
        ("a>,<b@example.net", "no e-mail address"),
        ("a@b@example.net", "no e-mail address"),
        ("ann@exa mple.net", "no e-mail address"),
        ("ann@\u2603\u0301..net", "no e-mail address"),
    ],
)
def test_an_address_that_cannot_be_mailed_is_named(address: str, why: str) -> None:
    """One recipient's fault is that recipient's failure, with the reason in the report."""
    with pytest.raises(MessageError, match=rf"recipient 3: To: .*{why}"):
        message(recipient=Recipient(id=3, address=address))


def test_the_name_given_wins_over_the_recipients_own() -> None:
    """A test copy may be addressed differently."""
    ann = Recipient(id=1, address="ann@example.net", name="Ann")
    assert raw(message(recipient=ann), "To") == "Ann <ann@example.net>"
    assert raw(message(recipient=ann, to_name="The Desk"), "To") == "The Desk <ann@example.net>"


@pytest.mark.parametrize("bad", ["", "abc", "<a b@example.org>", "<a@example.org>\r\nX: y", f"<{'a' * 990}@b>"])
def test_a_message_id_that_is_none_is_refused(bad: str) -> None:
    """The ledger knows a message by it; a wrong one cannot be asked for."""
    with pytest.raises(MessageError, match="Message-ID"):
        message(message_id=bad)


def test_brackets_are_added_to_a_bare_message_id() -> None:
    """The ledger may keep it without them."""
    assert raw(message(message_id="abc@example.org"), "Message-ID") == "<abc@example.org>"


@pytest.mark.parametrize("bad", ["review", ".example.org", "review.", "re view.example.org", "größe.example.org"])
def test_a_list_id_needs_a_name_and_a_domain(bad: str) -> None:
    """RFC 2919 §2."""
    with pytest.raises(MessageError, match="List-ID"):
        message(list_id=bad)


def test_list_headers_are_never_encoded() -> None:
    """Readers do not decode List-*; a title outside ASCII is left off, a domain becomes A-labels."""
    content = message(title="Die Wöchentliche", list_id="woche.zeitung.österreich.example")
    assert raw(content, "List-ID") == "<woche.zeitung.xn--sterreich-z7a.example>"


@pytest.mark.parametrize(
    "bad", ["javascript:alert(1)", "ftp://example.org/x", "https://exämple.org/x", "https://a/b c", "https://a/>,<b"]
)
def test_an_unsubscribe_url_is_plain_http(bad: str) -> None:
    """Whatever else stood in the header would be read as a second target, or not at all."""
    with pytest.raises(MessageError, match="List-Unsubscribe"):
        message(url=bad)


def test_a_mailto_url_stays_and_an_address_becomes_one() -> None:
    """A percent sign in an address would begin an escape in a URL (RFC 6068 §2)."""
    assert headers.mailto("mailto:x@example.org?subject=out", resource="r") == "mailto:x@example.org?subject=out"
    assert headers.mailto("a%b@example.org", resource="r") == "mailto:a%25b@example.org?subject=unsubscribe"
    with pytest.raises(MessageError, match="no address and no mailto"):
        headers.mailto("mailto:a b", resource="r")


@pytest.mark.parametrize(
    "instant",
    [
        datetime(2026, 3, 1, 23, 59, 59, tzinfo=UTC),
        datetime(2024, 2, 29, 0, 0, tzinfo=timezone(timedelta(hours=-9, minutes=-30))),
        datetime(1890, 1, 1, 12, 0, tzinfo=ZoneInfo("Europe/Berlin")),
    ],
)
def test_dates_come_back(instant: datetime) -> None:
    """Also from a zone whose old offset has seconds, which the header cannot say."""
    content = message(date=instant)
    assert parsedate_to_datetime(raw(content, "Date")) == instant


def test_a_date_without_a_zone_is_refused() -> None:
    """It could be the local time of any machine."""
    with pytest.raises(MessageError, match="aware"):
        message(date=datetime(2026, 11, 20, 6, 0))  # noqa: DTZ001 - the fault itself


def test_feedback_id_is_the_same_for_all_and_its_sender_is_long_enough() -> None:
    """Gmail ignores a SenderId shorter than 5 or longer than 15 characters."""
    short = headers.feedback_id("week", "a@b.io", resource="r").decode()
    long = headers.feedback_id("a/b", f"a@{'x' * 40}.example", resource="r").decode()
    assert short == "Feedback-ID: week:digest:digest:b-io0\r\n"
    assert len(long.strip().rpartition(":")[2]) == 15


LONG_URL = f"https://example.org/{'u' * 870}"
odd_text = header_text | st.text(alphabet='.<>@,;:"\\=?_ \t\x0b\x85\u2028é', max_size=40)


@settings(max_examples=200, deadline=None)
@given(subject=odd_text, name=odd_text, title=odd_text, sender=odd_text)
@example(subject="a\u2028b", name="\x85", title="s\x0b\x0c\x1c\x1d\x1e\x85b", sender="\t a\t")
@example(subject=".leading", name="." * 500, title="." * 100, sender=". .")
@example(subject="x" * 998, name="y " * 600, title="z" * 900, sender="😀" * 500)
def test_whatever_the_values_the_head_stays_one_head(subject: str, name: str, title: str, sender: str) -> None:
    """No header more, none that breaks off, none encoded where no reader decodes, no line that begins with a dot."""
    content = message(
        page=Rendering(html="x", text="x", subject=subject, preheader=""),
        title=title,
        sender=Sender(name=sender, address="desk@zeitung.österreich.example"),
        recipient=Recipient(id=1, address="ann@bücher.example", name=name),
        url=LONG_URL,
    )
    lines = content.partition(b"\r\n\r\n")[0].decode("ascii").split("\r\n")
    assert all(re.match(r"[A-Z][A-Za-z-]*:( |$)|[ \t]+[!-~]", line) for line in lines)
    assert max(map(len, lines)) <= 998
    assert not any(line.startswith(b".") for line in content.split(b"\r\n"))
    read = message_from_bytes(content, policy=policy.default)
    assert len(read.keys()) == len(set(read.keys())) == 13
    assert not read.defects
    assert all("=?" not in raw(content, each) for each in ("List-ID", "List-Unsubscribe", "List-Unsubscribe-Post"))
    assert [len(read[each].addresses) for each in ("From", "To")] == [1, 1]
    assert f"<{LONG_URL}>" in raw(content, "List-Unsubscribe")
