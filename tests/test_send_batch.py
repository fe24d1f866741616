"""A whole edition through real servers: one bad recipient stops nobody, and a kill loses nobody."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from send_parts import Manners, serving

from digest.errors import MessageError, SendError
from digest.model import DeliveryState
from digest.send.batch import MAX_CLOSED, MAX_REFUSED, run_batch
from digest.send.outbox import FolderMailer
from digest.send.rates import Rate
from digest.send.smtp import SmtpMailer
from digest.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from digest.model import Delivery
    from digest.send import Mailer

EDITION = "review/2026-11-20T06:00"
NOW = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
SUBMITTED, PENDING, DEFERRED = DeliveryState.SUBMITTED, DeliveryState.PENDING, DeliveryState.DEFERRED
FAILED, CLAIMED, UNKNOWN = DeliveryState.FAILED, DeliveryState.CLAIMED, DeliveryState.UNKNOWN


@pytest.fixture
def url(tmp_path: Path) -> str:
    """Name a database that is not there yet."""
    return f"sqlite:///{tmp_path}/digest.db"


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """Give an empty database."""
    with Store.open(url) as store:
        yield store


@pytest.fixture
def manners() -> Manners:
    """Give a server's manners."""
    return Manners()


@pytest.fixture
def mailer(manners: Manners) -> Iterator[SmtpMailer]:
    """Give a mailer to an aiosmtpd with manners."""
    with serving(manners) as port:
        mailer = SmtpMailer(host="127.0.0.1", port=port, security="none", local_hostname="example.org")
        yield mailer
        mailer.close()


def freeze(store: Store, names: Sequence[str]) -> None:
    """Freeze an audience."""
    addresses = [f"{name}@example.net" for name in names]
    store.deliveries.freeze(EDITION, [(each, "", each) for each in addresses], frozenset(), NOW)


def message(delivery: Delivery) -> bytes:
    """Make the message of one recipient."""
    if delivery.address.startswith("bad"):
        raise MessageError("half a surrogate pair", resource=f"recipient {delivery.recipient_id}")
    return f"To: {delivery.address}\r\nMessage-ID: <{delivery.recipient_id}@x>\r\n\r\nHello.\r\n".encode()


def send(store: Store, mailer: Mailer, *, now: datetime = NOW, **options: Any) -> dict[DeliveryState, int]:
    """Run the edition's batch."""
    return run_batch(
        store.deliveries,
        EDITION,
        mailer,
        make_message=message,
        envelope_from="weekly@example.org",
        clock=lambda: now,
        **options,
    )


def test_everybody_ends_in_a_named_state_and_nobody_stops_the_others(
    store: Store, mailer: SmtpMailer, manners: Manners
) -> None:
    """Refused for now, refused for good, unwritable, dropped, hung up on: and those behind them are served."""
    names = ["ann", "soft", "hard", "bad", "drop", "bye", "full", "spam", "bob"]
    freeze(store, names)
    heard: list[int] = []
    counts = send(store, mailer, on_progress=heard.append)
    assert counts == {SUBMITTED: 2, DEFERRED: 4, FAILED: 3}
    states = {each.address.partition("@")[0]: each for each in store.deliveries.all(EDITION)}
    assert {name for name in names if states[name].state is DEFERRED} == {"soft", "drop", "bye", "full"}
    assert [name for name in names if states[name].ambiguous] == ["drop"]
    assert states["hard"].last_reply == "550 5.1.1 no such user"
    assert states["bad"].last_reply == "recipient 4: half a surrogate pair"
    assert manners.recipients == ["ann@example.net", "drop@example.net", "bob@example.net"]
    assert heard == [1, 1, 2, 3, 3, 3, 3, 4, 5]


def test_a_second_run_offers_nobody_who_is_settled(store: Store, mailer: SmtpMailer, manners: Manners) -> None:
    """Only who is due again; a third copy of what was dropped twice is not sent."""
    freeze(store, ["ann", "soft", "drop", "hard"])
    send(store, mailer)
    assert send(store, mailer) == {SUBMITTED: 1, DEFERRED: 2, FAILED: 1}
    assert Counter(manners.offered) == dict.fromkeys(manners.offered, 1)
    for minutes in (1, 6, 30):
        heard: list[int] = []
        counts = send(store, mailer, now=NOW + timedelta(minutes=minutes), on_progress=heard.append)
        assert not heard or heard[0] >= 2
    assert counts == {SUBMITTED: 1, DEFERRED: 1, FAILED: 1, UNKNOWN: 1}
    assert Counter(manners.recipients) == {"ann@example.net": 1, "drop@example.net": 3}
    assert {each.address: each.ambiguous for each in store.deliveries.all(EDITION) if each.ambiguous} == {
        "drop@example.net": 3
    }


def test_a_server_that_is_down_leaves_everybody_pending(store: Store, mailer: SmtpMailer) -> None:
    """Not refused, not tried: the next run begins with the same recipient."""
    freeze(store, ["ann", "bob"])
    closed = SmtpMailer(host="127.0.0.1", port=1, security="none")
    with pytest.raises(SendError, match="no connection"):
        send(store, closed)
    assert [(each.state, each.attempts, each.ambiguous) for each in store.deliveries.all(EDITION)] == [
        (PENDING, 0, 0)
    ] * 2
    assert send(store, mailer) == {SUBMITTED: 2}


def test_a_server_that_refuses_everybody_refuses_us(store: Store, mailer: SmtpMailer, manners: Manners) -> None:
    """A relay that does not know us must not cost the whole list; once it took one, it means the recipients."""
    hard = [f"hard{number}" for number in range(MAX_REFUSED + 10)]
    freeze(store, [*hard, "ann"])
    with pytest.raises(SendError, match=rf"the first {MAX_REFUSED} recipients failed, the last with: 550 .* --resume"):
        send(store, mailer)
    assert store.deliveries.counts(EDITION) == {PENDING: 11, FAILED: MAX_REFUSED}
    assert send(store, mailer) == {SUBMITTED: 1, FAILED: MAX_REFUSED + 10}
    store.deliveries.freeze(
        "review/next", [(f"{name}@example.net", "", name) for name in ["ann", *hard]], frozenset(), NOW
    )
    counts = run_batch(
        store.deliveries,
        "review/next",
        mailer,
        make_message=message,
        envelope_from="weekly@example.org",
        clock=lambda: NOW,
    )
    assert counts == {SUBMITTED: 1, FAILED: MAX_REFUSED + 10}
    assert len(manners.recipients) == 2


def test_a_server_that_keeps_hanging_up_is_left_alone(store: Store, mailer: SmtpMailer) -> None:
    """A thousand connections in a minute would make it worse; nobody is claimed afterwards."""
    freeze(store, [f"bye{number}" for number in range(MAX_CLOSED + 5)])
    with pytest.raises(SendError, match=f"closed the connection {MAX_CLOSED} times in a row, last with: .*closing"):
        send(store, mailer)
    assert store.deliveries.counts(EDITION) == {PENDING: 5, DEFERRED: MAX_CLOSED}


def test_a_mistake_of_the_program_is_not_swallowed(store: Store, mailer: SmtpMailer) -> None:
    """It ends the run; the one in hand stays claimed, because nobody knows."""
    freeze(store, ["ann", "bob"])

    def broken(delivery: Delivery) -> bytes:
        raise ZeroDivisionError(delivery.address)

    with pytest.raises(ZeroDivisionError):
        run_batch(
            store.deliveries,
            EDITION,
            mailer,
            make_message=broken,
            envelope_from="weekly@example.org",
            clock=lambda: NOW,
        )
    assert store.deliveries.counts(EDITION) == {PENDING: 1, CLAIMED: 1}


def test_the_pace_is_kept_and_nobody_is_in_hand_meanwhile(store: Store, tmp_path: Path) -> None:
    """A kill in a pause leaves no doubt about anybody."""
    freeze(store, ["ann", "bob", "cid", "dan"])
    slept: list[float] = []
    in_hand: list[int] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        in_hand.append(store.deliveries.counts(EDITION).get(CLAIMED, 0))

    mailer = FolderMailer(tmp_path / "outbox")
    counts = send(store, mailer, rate=Rate(per_second=4.0, burst=2, sleep=sleep))
    assert counts == {SUBMITTED: 4}
    assert slept[:2] == [0.25, 0.25]
    assert set(in_hand) == {0}


@pytest.mark.parametrize("rate", [None, 0.0, 1000.0])
def test_the_pace_may_be_a_figure(store: Store, tmp_path: Path, rate: float | None) -> None:
    """As it stands in the configuration; 0 is no limit."""
    freeze(store, ["ann", "bob"])
    assert send(store, FolderMailer(tmp_path / "outbox"), rate=rate) == {SUBMITTED: 2}
    assert len(list((tmp_path / "outbox").iterdir())) == 2


def test_an_edition_without_recipients_is_done_at_once(store: Store, tmp_path: Path) -> None:
    """No connection is made."""
    assert send(store, FolderMailer(tmp_path / "outbox")) == {}
    assert not (tmp_path / "outbox").exists()


# ---- kill -9 ----------------------------------------------------------------------------------------------------

CHILD = """
import sys
from datetime import UTC, datetime
from digest.send.batch import run_batch
from digest.send.smtp import SmtpMailer
from digest.store import Store

def message(delivery):
    return f"To: {delivery.address}\\r\\nMessage-ID: <{delivery.recipient_id}@x>\\r\\n\\r\\nHello.\\r\\n".encode()

url, port, edition = sys.argv[1:]
mailer = SmtpMailer(host="127.0.0.1", port=int(port), security="none", local_hostname="example.org")
with Store.open(url) as store, store.lock("review"):
    store.deliveries.reopen_claimed(edition, datetime.now(UTC))
    run_batch(store.deliveries, edition, mailer, make_message=message, envelope_from="weekly@example.org",
              clock=lambda: datetime.now(UTC))
mailer.close()
"""


def test_kill_9_in_the_middle_loses_nobody_and_repeats_one_at_most(store: Store, url: str) -> None:
    """Real processes, real kills: each second copy is marked ambiguous, and there is one at most for each kill."""
    size, kills = 300, (40, 120, 220)
    freeze(store, [f"reader{number}" for number in range(size)])
    manners = Manners(delay_seconds=0.002)
    with serving(manners) as port:
        command = (sys.executable, "-c", CHILD, url, str(port), EDITION)
        for target in kills:
            child = subprocess.Popen(command)
            deadline = time.monotonic() + 60
            while len(manners.accepted) < target and child.poll() is None and time.monotonic() < deadline:
                time.sleep(0.0005)
            os.kill(child.pid, signal.SIGKILL)
            assert child.wait(10) == -signal.SIGKILL
            assert store.deliveries.counts(EDITION).get(CLAIMED, 0) <= 1
        subprocess.run(command, check=True, timeout=60)
    copies = Counter(manners.recipients)
    ambiguous = {each.address: each.ambiguous for each in store.deliveries.all(EDITION) if each.ambiguous}
    assert store.deliveries.counts(EDITION) == {SUBMITTED: size}
    assert len(copies) == size
    assert sum(copies.values()) - size <= len(kills)
    assert sum(ambiguous.values()) <= len(kills)
    assert all(number - 1 <= ambiguous.get(address, 0) for address, number in copies.items())
