"""Links and Message-IDs that nobody can guess or bend."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.errors import MessageError
from digest.message.tokens import message_id, read_unsubscribe_token, unsubscribe_token

KEY = b"a key of the tests, long enough to be one"
names = st.text(alphabet=st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=60)


@settings(max_examples=100, deadline=None)
@given(publication=names, address=names)
def test_a_token_is_read_back(publication: str, address: str) -> None:
    """And stands in a URL's path without escaping."""
    token = unsubscribe_token(KEY, publication, address)
    assert re.fullmatch(r"[A-Za-z0-9_-]*\.[A-Za-z0-9_-]{22}", token)
    assert read_unsubscribe_token(KEY, token) == (publication, address)


@settings(max_examples=100, deadline=None)
@given(at=st.integers(min_value=0, max_value=70), char=st.characters())
def test_a_changed_token_is_refused(at: int, char: str) -> None:
    """Any one character, also one that base64 decoders pass over, and the spare bits at an end."""
    token = unsubscribe_token(KEY, "review", "ann@example.net")
    at %= len(token)
    changed = token[:at] + char + token[at + 1 :]
    if changed != token:
        with pytest.raises(MessageError, match="copy all of it"):
            read_unsubscribe_token(KEY, changed)


@pytest.mark.parametrize("token", ["", ".", "test", "a.b", "é.é", "a" * 5000, f"{'A' * 2000}.{'A' * 22}", "A.A.A"])
def test_what_is_no_token_is_refused(token: str) -> None:
    """Robots post anything."""
    with pytest.raises(MessageError):
        read_unsubscribe_token(KEY, token)


def test_another_key_does_not_open_it() -> None:
    """A change of the key ends all old links; the List-Unsubscribe address still works."""
    with pytest.raises(MessageError):
        read_unsubscribe_token(b"other", unsubscribe_token(KEY, "review", "ann@example.net"))


def test_nothing_is_signed_without_a_key() -> None:
    """An empty key is known to everybody."""
    with pytest.raises(MessageError, match="DIGEST_SECRET_KEY"):
        unsubscribe_token(b"", "review", "ann@example.net")
    with pytest.raises(MessageError, match="DIGEST_SECRET_KEY"):
        message_id(b"", "review/slot", "ann@example.net", "example.org")


def test_names_cannot_run_into_each_other() -> None:
    """`ab` + `c` and `a` + `bc` are two readers; a NUL or half a character in a name is refused."""
    assert unsubscribe_token(KEY, "ab", "c") != unsubscribe_token(KEY, "a", "bc")
    for bad in ("a\0b", "\ud800"):
        with pytest.raises(MessageError):
            unsubscribe_token(KEY, bad, "ann@example.net")


def test_a_message_id_is_the_same_at_every_attempt_and_differs_by_edition_and_reader() -> None:
    """A second copy can be known by it, and the relay be asked for it."""
    first = message_id(KEY, "review/2026-11-20T06:00", "ann@example.net", "Example.org")
    assert first == message_id(KEY, "review/2026-11-20T06:00", "ann@example.net", "example.org")
    assert re.fullmatch(r"<[0-9a-f]{32}@example\.org>", first)
    assert first != message_id(KEY, "review/2026-11-27T06:00", "ann@example.net", "example.org")
    assert first != message_id(KEY, "review/2026-11-20T06:00", "bob@example.net", "example.org")
    assert first != message_id(b"other", "review/2026-11-20T06:00", "ann@example.net", "example.org")


def test_a_message_ids_domain_is_ascii() -> None:
    """It stands in a header of its own."""
    assert message_id(KEY, "e", "r", "bücher.example").endswith("@xn--bcher-kva.example>")
    with pytest.raises(MessageError, match="no domain"):
        message_id(KEY, "e", "r", "\u2603\u0301..x")


def test_a_message_id_is_the_same_in_every_process() -> None:
    """A second process that takes over an interrupted sending must name the messages as the first did."""
    code = (
        "from digest.message.tokens import message_id; "
        f"print(message_id({KEY!r}, 'review/2026-11-20T06:00', 'ann@example.net', 'example.org'))"
    )
    done = [
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            cwd=Path(__file__).parent.parent,
            env={"PYTHONHASHSEED": seed},
        )
        for seed in ("1", "2")
    ]
    expected = message_id(KEY, "review/2026-11-20T06:00", "ann@example.net", "example.org")
    assert [each.stdout.strip() for each in done] == [expected] * 2
