"""The sandbox: whatever strangers' bytes make of a parser, one call fails, and the next one works."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import sandbox_tasks as tasks

from digest.collect.feeds import parse_feed
from digest.collect.sandbox import Sandbox
from digest.errors import FetchError, ParseError

URL = "https://e.example/feed"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """Share one, as a run does."""
    with Sandbox(cpu_seconds=1, wall_seconds=6) as shared:
        yield shared


def test_a_call_gives_what_the_function_gives(sandbox: Sandbox) -> None:
    """From another process, the same one every time."""
    assert sandbox.run(tasks.add, 1, 2, url=URL) == 3
    first = sandbox.run(tasks.pid)
    assert first not in {os.getpid(), os.getppid()}
    assert sandbox.run(tasks.pid) == first


def test_a_feed_comes_back_as_it_is_read_here(sandbox: Sandbox) -> None:
    """Pieces, dates, pictures and enumerations are data that may pass."""
    content = (
        b'<rss xmlns:media="http://search.yahoo.com/mrss/"><channel><title>T</title><item><title>A</title>'
        b"<link>https://e.example/a</link><pubDate>Tue, 02 Jul 2024 09:30:00 GMT</pubDate>"
        b'<media:content url="https://e.example/a.jpg" medium="image"/><description>One sentence.</description>'
        b"</item></channel></rss>"
    )
    here = parse_feed(content, url=URL, zone=ZoneInfo("Europe/Berlin"))
    assert sandbox.run(parse_feed, content, url=URL, zone=ZoneInfo("Europe/Berlin")) == here


@pytest.mark.parametrize(
    ("task", "said"),
    [
        (tasks.spin, "1 seconds of work"),
        (tasks.eat, "out of memory"),
        (tasks.nest, "nested too deeply"),
        (tasks.stumble, "nobody thought of this"),
        (tasks.unsendable, "cannot be read"),
        (tasks.escape, "is no data"),
        (tasks.escape_by_dots, "is no data"),
        (tasks.garbage, "within 1 seconds"),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_what_goes_wrong_names_the_source_and_touches_nobody_else(
    sandbox: Sandbox, task: Callable[..., object], said: str
) -> None:
    """Endless work, all the memory, an unforeseen error, or data that is code."""
    started = time.monotonic()
    with pytest.raises(ParseError, match=said) as caught:
        sandbox.run(task, url=URL)
    assert caught.value.resource == URL
    assert time.monotonic() - started < 30
    assert sandbox.run(tasks.add, 1, 2) == 3
    assert not Path("escaped").exists()


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGKILL])
def test_a_crash_is_an_error_of_its_input_alone(sandbox: Sandbox, number: int) -> None:
    """Parsers in C do crash."""
    with pytest.raises(ParseError, match=f"stopped by signal {int(number)}"):
        sandbox.run(tasks.die, int(number), url=URL)
    assert sandbox.run(tasks.add, 1, 2) == 3


def test_whoever_waits_instead_of_working_is_ended_by_the_clock() -> None:
    """Time is limited too."""
    with Sandbox(wall_seconds=0.7) as sandbox:
        sandbox.run(tasks.add, 1, 2)
        with pytest.raises(ParseError, match="no answer in time"):
            sandbox.run(tasks.sleep, 60, url=URL)


def test_our_own_errors_pass(sandbox: Sandbox) -> None:
    """As what they are, with what they are about."""
    with pytest.raises(ParseError, match="it is no feed; check the address") as caught:
        sandbox.run(tasks.refuse, url=URL)
    assert (caught.value.resource, caught.value.message) == (URL, "it is no feed; check the address")
    with pytest.raises(FetchError, match="answered 410") as gone:
        sandbox.run(tasks.refuse_by_status, url=URL)
    assert (gone.value.resource, gone.value.status, gone.value.retry_after) == (URL, 410, None)


def test_what_an_unforeseen_error_says_is_one_line_that_can_be_printed(sandbox: Sandbox) -> None:
    """Strangers have a say in it."""
    with pytest.raises(ParseError, match="ValueError: one two") as caught:
        sandbox.run(tasks.complain, url=URL)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 500


def test_an_interrupted_call_leaves_no_answer_for_the_next(sandbox: Sandbox) -> None:
    """The next source would get another one's pieces."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGUSR1, interrupt)
    try:
        timer = threading.Timer(0.3, signal.pthread_kill, (threading.get_ident(), signal.SIGUSR1))
        timer.start()
        with pytest.raises(KeyboardInterrupt):
            sandbox.run(tasks.sleep, 1.0)
        timer.join()
    finally:
        signal.signal(signal.SIGUSR1, before)
    assert sandbox.run(tasks.add, 1, 2) == 3


def test_an_answer_that_is_announced_and_does_not_come_takes_no_memory_and_no_time() -> None:
    """Whatever size a child claims."""
    with Sandbox(wall_seconds=1) as own:
        own.run(tasks.add, 1, 2)
        for size in (2**63, 30_000_000):
            with pytest.raises(ParseError, match=r"of data|no answer in time"):
                own.run(tasks.boast, size, url=URL)
        assert own.run(tasks.add, 1, 2) == 3


def test_the_child_has_no_secrets_and_no_open_files(
    sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Keys and passwords stand in the parent's environment, its database and its sockets are open."""
    monkeypatch.setenv("DIGEST_SMTP_PASSWORD", "a secret")
    with Sandbox() as own, (tmp_path / "open").open("w") as file:
        os.set_inheritable(file.fileno(), True)
        assert own.run(tasks.variable, "DIGEST_SMTP_PASSWORD") is None
        assert own.run(tasks.variable, "PATH") == os.environ["PATH"]
        opened = own.run(tasks.descriptors)
    assert all(name.startswith("pipe:") or name == "/dev/null" or "/fd" in name for name in opened)
    limits = sandbox.run(tasks.limits)
    assert limits["RLIMIT_CORE"] == 0
    assert limits["RLIMIT_NOFILE"] <= 64
    assert limits["RLIMIT_FSIZE"] <= 4_000_000
    assert limits["RLIMIT_DATA"] <= 400_000_000


def test_the_child_loads_no_module_of_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that strangers sent lie there."""
    (tmp_path / "pickle.py").write_text("raise SystemExit('a stranger ran')")
    monkeypatch.chdir(tmp_path)
    with Sandbox() as own:
        assert own.run(tasks.add, 1, 2) == 3


def test_a_parent_with_a_thousand_open_files_is_served_too(tmp_path: Path) -> None:
    """`digest serve` may have them; select() knows no higher numbers than 1,023."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if most[1] != resource.RLIM_INFINITY and most[1] < 1_200:
        pytest.skip("this system lets nobody open so many files")
    resource.setrlimit(resource.RLIMIT_NOFILE, (1_200, most[1]))
    (tmp_path / "file").touch()
    opened: list[int] = []
    try:
        opened.extend(os.open(tmp_path / "file", os.O_RDONLY) for _ in range(1_050))
        with Sandbox() as own:
            assert own.run(tasks.add, 1, 2) == 3
    finally:
        for descriptor in opened:
            os.close(descriptor)
        resource.setrlimit(resource.RLIMIT_NOFILE, most)


def test_large_inputs_and_results_pass_and_huge_ones_do_not(sandbox: Sandbox) -> None:
    """A feed may have ten megabytes; nobody sends a hundred."""
    assert len(sandbox.run(tasks.big, 20_000_000)) == 20_000_000
    assert sandbox.run(len, b"x" * 20_000_000) == 20_000_000
    with pytest.raises(ParseError, match="of data"):
        sandbox.run(tasks.big, 70_000_000, url=URL)


def test_what_a_library_prints_goes_nowhere(sandbox: Sandbox) -> None:
    """It would stand among the answers, and standard input would be waited for."""
    assert sandbox.run(tasks.chatter) == ""


def test_several_threads_share_a_few_children() -> None:
    """At most so many as there are workers, and every call gets its own answer."""
    with Sandbox(workers=2) as sandbox, ThreadPoolExecutor(6) as pool:
        assert list(pool.map(lambda n: sandbox.run(tasks.add, n, 1), range(60))) == list(range(1, 61))
        assert len(set(pool.map(lambda _: sandbox.run(tasks.sleep, 0.05), range(12)))) == 2


def test_a_child_outlives_the_thread_that_started_it() -> None:
    """Visits run in threads that come and go; the child is everybody's."""
    with Sandbox() as own:
        with ThreadPoolExecutor(1) as pool:
            first = pool.submit(own.run, tasks.pid).result()
        time.sleep(0.1)
        assert own.run(tasks.pid) == first


def test_cpu_is_counted_for_each_call_anew() -> None:
    """A child that has worked for an hour of calls has as much for the next one."""
    with Sandbox(cpu_seconds=1) as sandbox:
        first = sandbox.run(tasks.pid)
        for _ in range(3):
            assert sandbox.run(_work, 0.7) == first


def _work(seconds: float) -> int:
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass
    return os.getpid()


def test_the_child_goes_when_its_parent_is_killed() -> None:
    """Nothing is left running after kill -9."""
    code = (
        "import os, time, sandbox_tasks\nfrom digest.collect.sandbox import Sandbox\n"
        "print(Sandbox().run(sandbox_tasks.pid), flush=True)\ntime.sleep(60)\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, env=environment)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 10
    while _is_running(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _is_running(child)


def test_a_call_that_nobody_waits_for_ends_by_its_own_clock() -> None:
    """The parent was killed in the middle of it, and the call does not work but wait."""
    code = (
        "import os, threading, time, sandbox_tasks\nfrom digest.collect.sandbox import Sandbox\n"
        "box = Sandbox(wall_seconds=1)\nprint(box.run(sandbox_tasks.pid), flush=True)\n"
        "box.run(sandbox_tasks.sleep, 90)\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, env=environment)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    time.sleep(0.3)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 20
    while _is_running(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _is_running(child)


def _is_running(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
