"""Mail and pages as others make them: their structures, their addresses, their sizes, and files meant to hurt."""

from __future__ import annotations

import pytest
from check_corpus import PAGE, TEXT

from digest.check import check_html, check_message
from digest.check.postal import has_address
from digest.model import Finding, Level

HEAD = (
    "From: The Review <editor@example.org>\r\nTo: ann@example.net\r\nSubject: What we learned this week\r\n"
    "Date: Fri, 20 Nov 2026 06:00:00 +0100\r\nMessage-ID: <a@example.org>\r\nMIME-Version: 1.0\r\n"
    "List-Unsubscribe: <https://e.org/u>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\nList-ID: <a.e.org>\r\n"
)
TYPE = "Content-Type: text/{}; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
WORDS = "What we learned.\r\n12 Quay Street, Port Aven\r\nUnsubscribe: https://e.org/u\r\n"
PLAIN, RICH = TYPE.format("plain") + WORDS, TYPE.format("html") + PAGE.replace("\n", "\r\n")
AMP = TYPE.format("x-amp-html") + "<html amp4email><script></script>{{name}}</html>\r\n"


def multipart(subtype: str, *parts: str) -> str:
    """Join *parts*, each with its headers."""
    inside = "".join(f"--{subtype}_b\r\n{part}\r\n" for part in parts)
    return f'Content-Type: multipart/{subtype}; boundary="{subtype}_b"\r\n\r\n{inside}--{subtype}_b--\r\n'


def found(entity: str | bytes) -> list[Finding]:
    """Check the message with this body, or the whole file."""
    content = entity if isinstance(entity, bytes) else f"{HEAD}{entity}".encode()
    return list(check_message(content, name="x.eml"))


@pytest.mark.parametrize(
    "entity",
    [
        PLAIN,
        multipart("alternative", PLAIN, RICH),
        multipart("alternative", PLAIN, AMP, RICH),
        multipart("mixed", multipart("alternative", PLAIN, RICH), "Content-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR"),
        multipart("signed", multipart("alternative", PLAIN, RICH), "Content-Type: application/pgp-signature\r\n\r\nx"),
        multipart("alternative", PLAIN.replace("; charset=utf-8", ""), RICH),
    ],
)
def test_structures_of_the_field_are_fine(entity: str) -> None:
    """Dynamic mail, invitations, signatures; a text part without a charset that needs none."""
    assert found(entity) == []


def test_a_message_inside_a_message_is_not_judged() -> None:
    """A forwarded one is another sender's."""
    inner = f"Content-Type: message/rfc822\r\n\r\n{HEAD}{RICH.replace('had signed', '{{ x }}')}"
    assert found(multipart("mixed", PLAIN, inner)) == []


def test_dynamic_mail_after_the_page_is_found() -> None:
    """A client that cannot show it shows its source, or nothing."""
    (finding,) = found(multipart("alternative", PLAIN, RICH, AMP))
    assert (finding.rule, finding.level) == ("message/part-order", Level.ERROR)


@pytest.mark.parametrize("kind", ["application/pkcs7-mime; smime-type=signed-data", "multipart/encrypted; boundary=b"])
def test_what_is_sealed_is_said_to_be(kind: str) -> None:
    """It may be perfect; nobody can tell."""
    findings = found(f"Content-Type: {kind}\r\n\r\n--b\r\nContent-Type: application/octet-stream\r\n\r\nx\r\n--b--\r\n")
    assert [(each.rule, each.level) for each in findings] == [("message/encrypted", Level.WARNING)]


def test_a_byte_order_mark_is_one_finding() -> None:
    """And does not hide the first header from the other rules."""
    findings = found(b"\xef\xbb\xbf" + (HEAD + PLAIN).encode())
    assert [(each.rule, each.line) for each in findings] == [("message/defect", 1)]


def test_lines_that_end_in_cr_alone_are_one_finding() -> None:
    """The parts are read all the same."""
    (finding,) = found((HEAD + multipart("alternative", PLAIN, RICH)).encode().replace(b"\r\n", b"\r"))
    assert finding.rule == "message/line-ends"
    assert "CR alone" in finding.message


def test_plain_text_alone_must_say_how_to_leave() -> None:
    """And who sends it, as a page must."""
    rules = {(each.rule, each.level) for each in found(TYPE.format("plain") + "What we learned.\r\n")}
    assert rules == {("links/unsubscribe", Level.ERROR), ("wording/postal-address", Level.WARNING)}


def test_one_click_needs_https() -> None:
    """RFC 8058 §3.1 says so, and Gmail keeps to it."""
    content = (HEAD + PLAIN).replace("<https://e.org/u>", "<http://e.org/u>").encode()
    assert [each.rule for each in found(content)] == ["headers/list-unsubscribe-post"]


def test_what_a_terminal_would_obey_is_not_printed() -> None:
    """A file from anyone is quoted in the report."""
    page = PAGE.replace(TEXT, f'<img src="https://e.org/\x1b[2Jx" alt="a" width="9">{TEXT}')
    message = (HEAD + PLAIN).replace("To:", "X-\x1b[2J\xe9: y\r\nTo:").encode()
    assert not any("\x1b" in each.message for each in (*check_html(page, name="p"), *found(message)))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (">Unsubscribe<", ">Update your preferences</a> or unsubscribe <a href='https://e.org/v'>here<"),
        (">Unsubscribe<", ">להסרה מרשימת התפוצה<"),
        (">Unsubscribe<", ">수신거부<"),
        (">Unsubscribe<", ">取消订阅<"),
        (">Unsubscribe<", ">Hủy đăng ký<"),
        (">Unsubscribe<", ">Odjava<"),
    ],
)
def test_a_way_out_is_seen(old: str, new: str) -> None:
    """By the words beside a link that says nothing itself, and in more languages."""
    assert "links/unsubscribe" not in {each.rule for each in check_html(PAGE.replace(old, new), name="p")}


def test_a_placeholder_has_its_own_line_and_no_second_finding() -> None:
    """An address that is filled in later is not relative."""
    page = PAGE.replace("12 Quay Street", "<br>\n\n*|LIST:ADDRESS|*<br>12 Quay Street").replace(
        '"https://example.org/one"', '"*|ARCHIVE|*"'
    )
    (finding,) = check_html(page, name="p")
    assert finding.rule == "wording/placeholder"
    line = 1 + page[: page.index("*|LIST")].count("\n")
    assert f"*|LIST:ADDRESS|* at line {line}" in finding.message
    assert "*|ARCHIVE|*" in finding.message


def test_a_line_that_the_parser_cannot_count_is_not_named() -> None:
    """It counts to 65,535; a wrong line is worse than none."""
    page = PAGE.replace(TEXT, "\n" * 70_000 + f'<img src="https://e.org/x.png" width="9" height="9">{TEXT}')
    assert ("html/image-alt", None) in {(each.rule, each.line or None) for each in check_html(page, name="p")}


def test_forty_kinds_of_a_fault_are_one_finding() -> None:
    """Fewer than 20 groups, whatever a template forgot and however many colours it has."""
    many = "".join(
        f'<p id="i{n // 2}" style="color:#{n + 160:x}{n + 150:x}ff" on{"abcd"[n % 4]}="x">*|FIELD{n}|* x</p>'
        for n in range(40)
    )
    findings = check_html(PAGE.replace(TEXT, many + TEXT), name="p")
    assert len(findings) < 10
    assert any("*|FIELD0|*" in each.message and "and 33 more" in each.message for each in findings)


ADDRESSES = """548 Market Street PMB 72296, San Francisco, CA 94104
24 Sussex Drive, Ottawa, Ontario K1M 1M4
Flat 3, 7 High Road, Leeds LS1 4AP
4 Grafton Street, Dublin D02 X285
Hafenstr. 9, Berlin
Stubenring 1, 1010 Wien
Bahnhofstrasse 21, 8001 Zürich
12 bis, rue de la Paix, 75002 Paris
Via Roma 15, 00184 Roma RM
Calle de Alcalá, 45, Madrid
Rua do Carmo 31, 1200-094 Lisboa
Rua Augusta 1200, São Paulo - SP, 01304-001
Av. Corrientes 1234, Buenos Aires
Keizersgracht 241, 1016 EA Amsterdam
Nørregade 10, 1165 København K
Drottninggatan 5, 111 51 Stockholm
Karl Johans gate 22, 0026 Oslo
Mannerheimintie 12, 00100 Helsinki
ul. Długa 3, Warszawa
Vodičkova 30, 110 00 Praha 1
1051 Budapest, Nádor utca 7.
ул. Тверская, д. 7, Москва 125009
Λεωφ. Συγγρού 80, 117 41 Αθήνα
İstiklal Caddesi No: 12, İstanbul
شركة الرسالة، ١٢ شارع التحرير، القاهرة
P.O. Box 1234, Dubai
רחוב הרצל 12, תל אביב
北京市朝阳区建国路88号
台北市信義區市府路45號
東京都渋谷区神南2丁目3番
서울특별시 강남구 테헤란로 123
221B MG Road, Bengaluru 560001
1 Raffles Place, #20-01, Singapore 048616
Level 5, 100 George St, Sydney NSW 2000""".splitlines()


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_of_any_country_is_seen(address: str) -> None:
    """A warning about one that stands there would be believed once."""
    assert has_address(f"You get this because you asked. {address} Unsubscribe")


@pytest.mark.parametrize(
    "text",
    [
        "© 2026 The Review. Issue 12, 5 minutes",
        "You get this because 12,400 readers signed up on 3 May 2026.",
        "Read 5 stories in 12 minutes. In 1998 the town had 3 pools; in 2026 it has 1.",
        "Call +1 555 0100 123 or (555) 555-0100, or write hello12345@example.org",
        "View in browser: https://example.org/12345/abc",
        "Registered company no. 1234567. VAT GB123456789. Tel. 030 123456",
        "Nr. 12 · Ausgabe 34 · 20. November 2026",
        "We sent this to 15000 subscribers. It costs $99 a year",
        "المزيد من الأخبار ٢٠٢٦",
        "お問い合わせ 2026年11月20日",
    ],
)
def test_numbers_are_no_address(text: str) -> None:
    """Every footer has some."""
    assert not has_address(f"The Review. {text} Unsubscribe")


@pytest.mark.parametrize(
    "hostile",
    [
        "<!--" * 50_000,
        "<![if mso]>" * 50_000,
        "{% x " * 60_000,
        "\x92" * 60_000,
        "<style>" + "p{color:#000}\n" * 20_000 + "</style>" + "<p>x</p>" * 1000,
        "<style>" + "@media print{" * 3000 + "</style>",
        "<style>" + "a{" * 3000 + "</style>",
        f'<p style="background:{"linear-gradient(" * 5000}">x</p>',
        f'<font color="{"(" * 5000}">x</font>',
        "<a href='https://e.org/x'>here</a>" * 20_000,
    ],
    ids=range(10),
)
def test_a_hostile_page_is_read(hostile: str) -> None:
    """Neither deep nesting nor long repetition ends it; the suite's time limit is the judge."""
    check_html(PAGE.replace(TEXT, hostile + TEXT), name="p")
