"""Who may be mailed: every line of the list is a reader or a named mistake."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.audience import (
    Reason,
    Subscriber,
    Suppression,
    is_valid_address,
    normalise,
    read_subscribers,
    without_suppressed,
)

ANN = Subscriber(address="ann@example.org", name="Ann Lee")
BOB = Subscriber(address="bob@example.org")


@pytest.mark.parametrize(
    "text",
    [
        "address,name\nann@example.org,Ann Lee\nbob@example.org,\n",
        "\ufeffAddress,Name\r\nann@example.org,Ann Lee\r\nbob@example.org\r\n",
        "name;EMAIL\nAnn Lee;ann@example.org\n;bob@example.org",
        "Name\tE-mail Address\nAnn  Lee\tann@example.org\n\tbob@example.org",
        'id,email,full name\n1,ann@example.org,"Ann Lee"\n2, bob@example.org ,\n',
        "# our readers\n\nann@example.org,Ann Lee\n\n  \nbob@example.org\n",
        '"Ann Lee" <ann@example.org>\nbob@example.org\n',
        "Ann Lee <ann@example.org>\rbob@example.org\r",
        "address,name\nann@example.org,\nANN@Example.ORG,Ann Lee\nbob@example.org,\n bob@example.org\n",
        'address,note,name\nann@example.org,"two\nlines",Ann Lee\nbob@example.org,,\n',
    ],
)
def test_the_same_list_in_every_usual_form(text: str) -> None:
    """Headers in any order and case, three separators, byte order mark, three line ends, doubles, no header at all."""
    subscribers, bad = read_subscribers(text)
    assert bad == ()
    assert subscribers == (ANN, BOB)


def test_a_bad_line_is_a_value_with_its_number_and_its_reason() -> None:
    """The others are mailed; the editor sees which line to mend."""
    rows = ("Ann Lee,ann@example.org", "Nobody,", "Eve,eve at example.org", "J,jürgen@example.org", ",bob@example.org")
    text = "\n".join(("name,address", *rows))
    subscribers, bad = read_subscribers(text)
    assert subscribers == (ANN, BOB)
    assert [(each.line, each.found) for each in bad] == [
        (3, "Nobody"),
        (4, "eve at example.org"),
        (5, "jürgen@example.org"),
    ]
    assert bad[0].why == "there is no address"
    assert "no @" in bad[1].why
    assert "SMTPUTF8" in bad[2].why


def test_a_forgotten_quote_costs_one_line_only() -> None:
    """A csv reader on the whole file would swallow every reader after it, in silence."""
    text = 'address,name\nx@example.org,"Ann\nann@example.org,Ann Lee\nbob@example.org,\n'
    subscribers, bad = read_subscribers(text)
    assert subscribers == (ANN, BOB)
    assert [each.line for each in bad] == [2]


def test_a_forgotten_quote_far_up_does_not_pair_with_another() -> None:
    """Two strays make a field of many lines; addresses in it give it away."""
    text = 'address,name\nx@example.org,"A\nann@example.org,Ann Lee\ny@example.org,B"\nbob@example.org,\n'
    subscribers, bad = read_subscribers(text)
    assert [each.address for each in subscribers] == ["ann@example.org", "y@example.org", "bob@example.org"]
    assert [each.line for each in bad] == [2]


def test_a_header_without_an_address_column_leaves_the_addresses_readable() -> None:
    """The header is a bad line, the rest is read as a list."""
    subscribers, bad = read_subscribers("who,where\nAnn Lee,ann@example.org\n,bob@example.org")
    assert subscribers == (ANN, BOB)
    assert [each.line for each in bad] == [1]


def test_nothing_gives_nothing() -> None:
    """An empty file is an empty list."""
    assert read_subscribers("") == read_subscribers("\n\n") == read_subscribers("address,name\n") == ((), ())


def test_a_name_cannot_carry_control_characters() -> None:
    """It will stand in a header."""
    subscribers, _ = read_subscribers("address,name\nann@example.org,Ann\x00\x1b Lee\u2028\n")
    assert subscribers == (ANN,)


@settings(max_examples=200, deadline=None)
@given(parts=st.lists(st.sampled_from([*'ab@.,;"\t\n\r# <>é\ufeff', "a@b.co", "\r\n", "address", "name"]), max_size=60))
def test_any_text_is_read_to_the_end(parts: list[str]) -> None:
    """No input raises, nobody comes twice, and whoever is kept can be mailed."""
    subscribers, _ = read_subscribers("".join(parts))
    keys = [normalise(each.address) for each in subscribers]
    assert len(set(keys)) == len(keys)
    assert all(is_valid_address(each.address) for each in subscribers)


@pytest.mark.parametrize(
    ("spelled", "expected"),
    [
        (" Ann@Example.ORG\n", "ann@example.org"),
        ("\ufeffann@example.org\u200b", "ann@example.org"),
        ("ann@BÜCHER.example", "ann@xn--bcher-kva.example"),
        ("ann@bu\u0308cher.example", "ann@xn--bcher-kva.example"),
        ("No Address", "no address"),
        ("ann@\u2603\u0301..x", "ann@\u2603\u0301..x"),
    ],
)
def test_one_reader_has_one_key(spelled: str, expected: str) -> None:
    """Suppressions are looked up by it."""
    assert normalise(spelled) == expected
    assert normalise(normalise(spelled)) == expected


@pytest.mark.parametrize(
    "address",
    [
        "a@b.co",
        "a.b+c@sub.example.org",
        "o'neil@example.ie",
        "x@xn--bcher-kva.example",
        "ann@bücher.example",
        "me@localhost",
    ],
)
def test_addresses_that_can_be_mailed(address: str) -> None:
    """Plus signs, apostrophes and international domains are common."""
    assert is_valid_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "", "a", "@b.co", "a@", "a@b", "a@@b.co", "a b@c.co", ".a@b.co", "a.@b.co", "a..b@c.co", "a@b..co", "a@-b.co",
        "a@b-.co", "a@b_c.co", "a@1.2.3.4", "a@[127.0.0.1]", '"a b"@c.co', "ü@b.co", f"{'a' * 65}@b.co",
        "a@b.co,c@d.co", f"a@{'b' * 64}.co", f"a@{'b.' * 130}co", "a@b.co\nBcc: c@d.co", "a@\u2603\u0301..x",
    ],
)  # fmt: skip
def test_addresses_that_cannot(address: str) -> None:
    """Better named on the list than refused by the server in the middle of a sending."""
    assert not is_valid_address(address)


def test_the_suppressed_are_left_out_whatever_their_spelling() -> None:
    """A reader who left must not come back through a capital letter."""
    stop = Suppression(address="ANN@example.ORG", reason=Reason.UNSUBSCRIBED)
    assert without_suppressed((ANN, BOB), (stop,)) == ((BOB,), (stop,))
    assert without_suppressed((ANN, BOB), ()) == ((ANN, BOB), ())
    assert {str(reason) for reason in Reason} == {"unsubscribed", "bounced", "complained", "manual"}
