"""The sample week from collecting to accepted by SMTP, beside rss2email 3.14 on the same feed and server.

Each round runs both in processes of their own, one after the other: `digest run` with a fresh database, and `r2e run`
with a fresh one in digest mode with HTML. Both send to one reader. Printed are medians of seconds and CPU seconds, peak
memory, and bytes and longest line of the message, with ratios.

    ./run bench weekly_run [--rounds N]
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from digest.config import shipped
from digest.demo.mailbox import Mailbox
from digest.demo.site import SampleSite

ROOT = Path(__file__).parent.parent
WORK = ROOT / "var" / "bench" / "weekly_run"
PEER = "rss2email==3.14"
AT = "2026-11-20T06:00"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one process took and what came of it."""

    seconds: float
    cpu_seconds: float
    peak_bytes: int
    code: int
    message: bytes = b""


def timed(command: list[str], folder: Path, environment: dict[str, str]) -> Outcome:
    """Run *command* and measure it as the kernel counts it."""
    started = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=folder,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=(folder / "stderr.txt").open("w"),
    )
    _, status, usage = os.wait4(process.pid, 0)
    return Outcome(
        seconds=time.perf_counter() - started,
        cpu_seconds=usage.ru_utime + usage.ru_stime,
        peak_bytes=usage.ru_maxrss * 1024,
        code=os.waitstatus_to_exitcode(status),
    )


def run_ours(site: SampleSite, mailbox: Mailbox) -> Outcome:
    """Run the weekly job as an operator would, after `init`."""
    home = fresh("ours")
    base = [sys.executable, "-m", "digest"]
    environment = {"PYTHONPATH": str(ROOT), "DIGEST_SECRET_KEY": "a key for this measurement only"}
    source = f"{site.url}/feeds/feed.rss"
    subprocess.run(
        [*base, "init", ".", "--title", "Weekly", "--source", source, "--timezone", "America/New_York"],
        cwd=home,
        env={**os.environ, **environment},
        check=True,
        capture_output=True,
    )
    machine = home / "config" / "digest.toml"
    smtp = f'transport = "smtp"\nhost = "127.0.0.1"\nport = {mailbox.port}\nsecurity = "none" #'
    text = machine.read_text().replace('transport = "folder"', smtp).replace("[fetch]", "[fetch]\ngap_seconds = 0")
    machine.write_text(text)
    publication = home / "config" / "publications" / "weekly.toml"
    publication.write_text(publication.read_text().replace('postal_address = ""', 'postal_address = "7 Chandlers Row"'))
    return timed([*base, "run", "--at", AT], home, environment)


def run_peer(site: SampleSite, mailbox: Mailbox, python: Path) -> Outcome:
    """Run rss2email in digest mode, with HTML and a plain-text alternative."""
    home = fresh("peer")
    config = home / "config.cfg"
    base = [str(python.with_name("r2e")), "-c", str(config), "-d", str(home / "data.json")]
    subprocess.run([*base, "new", "reader@example.org"], check=True, capture_output=True)
    text = config.read_text()
    for key, value in {
        "from": "weekly@example.org",
        "email-protocol": "smtp",
        "smtp-server": "127.0.0.1",
        "smtp-port": str(mailbox.port),
        "smtp-ssl": "False",
        "smtp-auth": "False",
        "digest": "True",
        "html-mail": "True",
        "multipart-html": "True",
        "use-css": "True",
    }.items():
        lines = [f"{key} = {value}" if line.split(" =")[0] == key else line for line in text.splitlines()]
        text = "\n".join(lines) + "\n"
    config.write_text(text)
    subprocess.run([*base, "add", "mag", f"{site.url}/feeds/feed.rss"], check=True, capture_output=True)
    return timed([*base, "run"], home, {})


def fresh(name: str) -> Path:
    """Empty a folder."""
    folder = WORK / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def peer_environment() -> Path:
    """Install the peer once, in an environment of its own, and return its Python."""
    python = ROOT / "var" / "bench" / "rss2email" / "bin" / "python"
    if not python.exists():
        print(f"installing {PEER} into {python.parent.parent}", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", str(python.parent.parent)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "-q", PEER], check=True)
    return python


def longest_line(message: bytes) -> int:
    """Count the octets of the longest line, without its CRLF (RFC 5322 §2.1.1 allows 998)."""
    return max((len(line) for line in message.split(b"\r\n")), default=0)


def main() -> None:
    """Run the rounds and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    python = peer_environment()
    results: dict[str, list[Outcome]] = {"digest": [], "rss2email": []}
    messages: dict[str, bytes] = {}
    strict_code = None
    with SampleSite(shipped("config") / "sample-week") as site:
        for _ in range(rounds):
            for name, outcomes in results.items():
                with Mailbox(max_line=None) as mailbox:
                    outcome = run_ours(site, mailbox) if name == "digest" else run_peer(site, mailbox, python)
                    outcomes.append(outcome)
                    messages[name] = mailbox.messages[-1].content if mailbox.messages else b""
        with Mailbox() as strict:
            strict_code = (run_peer(site, strict, python).code, len(strict.messages))
        with Mailbox() as strict:
            ours_strict = (run_ours(site, strict).code, len(strict.messages))
    report(results, messages)
    print(
        f"against a server that holds lines to 998 octets (exit code, messages accepted): "
        f"digest {ours_strict}, rss2email {strict_code}"
    )


def report(results: dict[str, list[Outcome]], messages: dict[str, bytes]) -> None:
    """Print medians and ratios."""
    ours, peer = results["digest"], results["rss2email"]
    rows = [
        ("seconds", *(statistics.median(o.seconds for o in side) for side in (ours, peer))),
        ("CPU seconds", *(statistics.median(o.cpu_seconds for o in side) for side in (ours, peer))),
        ("peak memory, MB", *(statistics.median(o.peak_bytes for o in side) / 1e6 for side in (ours, peer))),
        ("message, bytes", *(len(messages[name]) for name in results)),
        ("longest line, octets", *(longest_line(messages[name]) for name in results)),
    ]
    print(f"{'median of ' + str(len(ours)):<24}{'digest':>12}{'rss2email':>12}{'ratio':>9}")
    for name, one, other in rows:
        print(f"{name:<24}{one:>12,.2f}{other:>12,.2f}{one / other if other else float('nan'):>9.2f}")


if __name__ == "__main__":
    main()
