"""Rendering: inlining beside premailer's defaults and css-inline, assembling beside the standard library, checking.

The edition is that of the tests, made up, in 10 to 200 pieces. Inlining is timed in fresh processes, one for each way
in turn: the first call finds its caches empty, the calls after it are warm; imports are not counted. All inliners get
the same page, and premailer's log is off, which only helps it. Each way of assembling makes the same message of 40
pieces for the same readers, and what the parts decode to is compared first. Peak memory is the kernel's, of a process
that only assembles; it needs Linux. Figures are medians of CPU milliseconds.

    ./run bench render [--repeats N] [--recipients N]
"""

from __future__ import annotations

import argparse
import importlib
import json
import re
import statistics
import subprocess
import sys
import time
from dataclasses import asdict
from datetime import UTC, datetime
from functools import partial
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from digest.message import MessageTemplate, Sender, build_template, parts_of
from digest.message.tokens import message_id, unsubscribe_token
from digest.model import Recipient, Rendering, Token

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from digest.model import Edition

ROOT = Path(__file__).parent.parent
WORK = ROOT / "var" / "bench" / "render"
SIZES = (10, 20, 40, 80, 200)
USUAL = 40
"""Pieces of the edition that the limits are meant for."""
WARM = 5
"""Calls after the first in each fresh process."""
EDITION_ID = "harbour/2026-11-20T06:00"
TITLE, DOMAIN = "The Harbour Review", "harbour.example.org"
PUBLIC_URL = "https://news.harbour.example.org"
KEY = b"a key for this measurement only"
DATE = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
INLINERS = ("digest", "premailer, defaults", "css-inline")
MAILERS = ("digest", "digest, signing included", "EmailMessage", "MIMEText")
NAMES = ("A Reader", "Zoë Ångström", "")
SECONDS = 60
"""What a million recipients may take before only a hundred thousand are tried."""


class Personal(NamedTuple):
    """What differs from message to message."""

    recipient: Recipient
    url: str
    message_id: str


# ---- material -------------------------------------------------------------------------------------------------


def samples() -> Any:  # noqa: ANN401 - the tests' module, found at run time
    """Import the editions that the tests render."""
    sys.path.append(str(ROOT / "tests"))
    return importlib.import_module("rendering_samples")


def edition(pieces: int) -> Edition:
    """Make the edition of so many pieces."""
    made: Edition = samples().sample_edition(pieces)
    return made


def page_file(pieces: int) -> Path:
    """Name the file of a page whose styles are not yet inlined."""
    return WORK / f"{pieces}.html"


def rendering() -> Rendering:
    """Read the rendering of the usual edition."""
    return Rendering(**json.loads((WORK / "rendering.json").read_text()))


def readers(count: int) -> Iterator[Recipient]:
    """Give recipients one by one."""
    for number in range(count):
        yield Recipient(id=number, address=f"reader.{number}+news@example.net", name=NAMES[number % len(NAMES)])


def signed(recipient: Recipient) -> Personal:
    """Make the link and the Message-ID of *recipient*, as sending does."""
    token = unsubscribe_token(KEY, "harbour", recipient.address)
    name = message_id(KEY, EDITION_ID, recipient.address, DOMAIN)
    return Personal(recipient=recipient, url=f"{PUBLIC_URL}/unsubscribe/{token}", message_id=name)


def spent(work: Callable[[], object], times: int = 1) -> float:
    """Give the CPU milliseconds of one call of *work*."""
    before = time.process_time()
    for _ in range(times):
        work()
    return 1000 * (time.process_time() - before) / times


# ---- what a process of its own measures -----------------------------------------------------------------------


def one_inline(way: str, pieces: str) -> list[float]:
    """Time the first inlining in this process and some after it."""
    page = page_file(int(pieces)).read_text()
    inline = partial(inliner(way), page if way != "css-inline" else page.replace("data-premailer", "data-css-inline"))
    return [spent(inline) for _ in range(1 + WARM)]


def inliner(way: str) -> Callable[[str], str]:
    """Import one way of inlining."""
    if way == "digest":
        from digest.render.inline import inline_css

        return inline_css
    if way == "css-inline":
        import css_inline

        return css_inline.CSSInliner(load_remote_stylesheets=False).inline
    import cssutils
    from premailer import transform

    cssutils.log.setLevel(50)  # logging.CRITICAL
    return lambda page: str(transform(page))


def one_render(repeats: str) -> dict[str, dict[str, Any]]:
    """Write the pages that other processes read, time whole renderings, and count bytes."""
    from digest.render import render
    from digest.render.edition import raw_html
    from digest.render.guard import restore
    from digest.render.inline import inline_css
    from digest.text import encoded_size

    folders = (samples().SHIPPED,)
    found: dict[str, dict[str, Any]] = {}
    for pieces in SIZES:
        made = edition(pieces)
        rendered = render(made, templates=folders)
        raw = raw_html(made, templates=folders)
        page_file(pieces).write_text(raw)
        if pieces == USUAL:
            (WORK / "rendering.json").write_text(json.dumps(asdict(rendered)))
        found[str(pieces)] = {
            "whole": [spent(partial(render, made, templates=folders)) for _ in range(int(repeats))],
            "jinja": [spent(partial(raw_html, made, templates=folders)) for _ in range(int(repeats))],
            "before": encoded_size(restore(inline_css(raw))),
            "after": encoded_size(rendered.html),
            "fitting": rendered.fitting,
        }
    return found


def one_assembly(repeats: str) -> dict[str, list[float]]:
    """Compare what the ways make, then time them in turn."""
    content = rendering()
    template = our_template(content)
    people = [signed(recipient) for recipient in readers(300)]
    ways: dict[str, Callable[[Personal], bytes]] = {
        "digest": partial(by_us, template),
        "digest, signing included": lambda personal: by_us(template, signed(personal.recipient)),
        "EmailMessage": partial(by_email_message, content),
        "MIMEText": partial(by_mime_text, content),
    }
    for personal in people[:30]:
        wanted = (personalised(content.text, personal), personalised(content.html, personal, is_html=True))
        for way, make in ways.items():
            if tuple(map(str.strip, parts_of(make(personal)))) != tuple(map(str.strip, wanted)):
                sys.exit(f"{way}: the message to {personal.recipient.address} does not decode to what went in")
    times: dict[str, list[float]] = {way: [] for way in ways}
    for _ in range(int(repeats)):
        for way, make in ways.items():
            some = people if way.startswith("digest") else people[:10]
            times[way].append(spent(partial(assembled, make, some)) / len(some))
    return times


def assembled(make: Callable[[Personal], bytes], people: Iterable[Personal]) -> int:
    """Make the messages one by one, keep none, and count their bytes."""
    return sum(map(len, map(make, people)))


def one_memory(way: str, count: str) -> dict[str, float]:
    """Assemble *count* messages one by one, and give what the process held at most."""
    content = rendering()
    template = our_template(content)
    before = time.process_time()
    make = partial(by_us, template) if way == "digest" else partial(by_email_message, content)
    total = assembled(make, map(signed, readers(int(count))))
    return {"peak": peak_megabytes(), "seconds": time.process_time() - before, "gigabytes": total / 1e9}


def one_check(way: str) -> list[float]:
    """Time the first check in this process and some after it, or only reading what it reads."""
    content, made = rendering(), edition(USUAL)
    if way == "reading":
        import lxml.html  # noqa: F401
        import tinycss2  # noqa: F401 - imports are not counted here either

        read = partial(read_only, content.html)
        return [spent(read) for _ in range(1 + WARM)]
    import digest.check.run  # noqa: F401 - what the first check would load
    from digest.check import check_edition, check_rendering

    def check() -> None:
        check_rendering(content, publication=made.publication, public_url=PUBLIC_URL)
        check_edition(made)

    return [spent(check) for _ in range(1 + WARM)]


def read_only(page: str) -> None:
    """Parse the page by lxml and its styles by tinycss2: what no check in Python can do without."""
    import tinycss2
    from lxml import html

    tree = html.document_fromstring(page)
    for element in tree.iter("style"):
        tinycss2.parse_stylesheet(element.text or "")
    for style in tree.xpath("//@style"):
        tinycss2.parse_blocks_contents(str(style))


def peak_megabytes() -> float:
    """Read the peak of this process; getrusage would count what the parent held when it forked."""
    found = re.search(r"VmHWM:\s*(\d+) kB", Path("/proc/self/status").read_text())
    return int(found[1]) * 1024 / 1e6 if found else float("nan")


# ---- one message ----------------------------------------------------------------------------------------------


def our_template(content: Rendering) -> MessageTemplate:
    """Encode the parts, once."""
    return build_template(
        content,
        sender=Sender(name=TITLE, address=f"editors@{DOMAIN}"),
        publication_title=TITLE,
        list_id=DOMAIN,
        edition_id=EDITION_ID,
        date=DATE,
    )


def by_us(template: MessageTemplate, personal: Personal) -> bytes:
    """Fill the gaps."""
    return template.fill(recipient=personal.recipient, unsubscribe_url=personal.url, message_id=personal.message_id)


def personalised(part: str, personal: Personal, *, is_html: bool = False) -> str:
    """Put the values into a part that is not encoded."""
    for token, value in ((Token.UNSUBSCRIBE, personal.url), (Token.ADDRESS, personal.recipient.address)):
        part = part.replace(token, escape(value) if is_html else value)
    return part


def header_fields(content: Rendering, personal: Personal) -> dict[str, str]:
    """List what stands above the parts."""
    from email.utils import format_datetime, formataddr

    return {
        "From": formataddr((TITLE, f"editors@{DOMAIN}")),
        "Subject": content.subject,
        "Date": format_datetime(DATE),
        "List-ID": f"{TITLE} <{DOMAIN}>",
        "Feedback-ID": "2026-11-20T06-00:harbour:digest:harbour-example",
        "Precedence": "bulk",
        "To": formataddr((personal.recipient.name, personal.recipient.address)),
        "Message-ID": personal.message_id,
        "List-Unsubscribe": f"<{personal.url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def by_email_message(content: Rendering, personal: Personal) -> bytes:
    """Build the message as the standard library's documentation shows it."""
    from email import policy
    from email.message import EmailMessage

    message = EmailMessage(policy=policy.SMTP)
    for name, value in header_fields(content, personal).items():
        message[name] = value
    message.set_content(personalised(content.text, personal), cte="quoted-printable")
    page = personalised(content.html, personal, is_html=True)
    message.add_alternative(page, subtype="html", cte="quoted-printable")
    return message.as_bytes()


def by_mime_text(content: Rendering, personal: Personal) -> bytes:
    """Build the message of the older classes."""
    from email import policy
    from email.charset import QP, Charset
    from email.mime.multipart import MIMEMultipart
    from email.mime.text import MIMEText

    charset = Charset("utf-8")
    charset.body_encoding = QP
    message = MIMEMultipart("alternative")
    for name, value in header_fields(content, personal).items():
        message[name] = value
    for subtype, part in (("plain", content.text), ("html", content.html)):
        text = personalised(part, personal, is_html=subtype == "html")
        message.attach(MIMEText(text, subtype, charset))  # type: ignore[arg-type] # a Charset is taken too
    return message.as_bytes(policy=policy.compat32.clone(linesep="\r\n"))


# ---- the tables -----------------------------------------------------------------------------------------------


def asked(name: str, *values: object) -> Any:  # noqa: ANN401 - JSON of its own shape for each
    """Measure in a fresh process."""
    command = [sys.executable, __file__, "--one", name, *map(str, values)]
    return json.loads(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, cwd=ROOT).stdout)


def first_and_later(rounds: Iterable[list[float]]) -> tuple[float, float]:
    """Give the median of the first calls and that of the others."""
    known = list(rounds)
    later = [value for values in known for value in values[1:]]
    return statistics.median(values[0] for values in known), statistics.median(later)


def verdict(goal: str, *, is_met: bool) -> None:
    """Say whether a goal is reached."""
    print(f"goal: {goal}: {'reached' if is_met else 'NOT reached'}")


def bench_inlining(rendered: dict[str, dict[str, Any]], repeats: int) -> None:
    """Print the cold figures of the usual edition, then the warm ones of all."""
    rounds: dict[tuple[str, int], list[list[float]]] = {}
    for _ in range(repeats):
        for pieces in SIZES:
            for way in INLINERS:
                rounds.setdefault((way, pieces), []).append(asked("inline", way, pieces))
    found = {key: first_and_later(values) for key, values in rounds.items()}
    peer = found[INLINERS[1], USUAL]
    print(f"\nInlining {USUAL} pieces, CPU ms, {repeats} fresh processes for each way; ratio to premailer's defaults\n")
    print(f"{'':<22}{'cold':>9}{'ratio':>8}{'warm':>9}{'ratio':>8}")
    for way in INLINERS:
        cold, warm = found[way, USUAL]
        print(f"{way:<22}{cold:>9.1f}{cold / peer[0]:>8.2f}{warm:>9.1f}{warm / peer[1]:>8.2f}")
    cold = found[INLINERS[0], USUAL][0]
    verdict("cold at most 100 ms, at most 0.35 of premailer's", is_met=cold <= 100 and cold <= 0.35 * peer[0])

    print("\nWarm, CPU ms; bytes of the encoded HTML part before and after fitting\n")
    heads = ("pieces", "whole", "a piece", "jinja", "inline", "a piece", "premailer", "ratio", "before", "after")
    print("".join(f"{head:>10}" for head in heads))
    for pieces in SIZES:
        sizes = rendered[str(pieces)]
        whole, jinja = statistics.median(sizes["whole"]), statistics.median(sizes["jinja"])
        ours, theirs = (found[way, pieces][1] for way in INLINERS[:2])
        cells = (whole, whole / pieces, jinja, ours, ours / pieces, theirs, ours / theirs)
        print(
            f"{pieces:>10}"
            + "".join(f"{cell:>10.2f}" for cell in cells)
            + f"{sizes['before']:>10,}{sizes['after']:>10,}  {sizes['fitting']}".rstrip()
        )


def bench_assembly(repeats: int) -> float:
    """Print what one recipient costs, and give ours with signing."""
    rounds: dict[str, list[float]] = asked("assembly", repeats)
    found = {way: statistics.median(values) for way, values in rounds.items()}
    ours, peer = found[MAILERS[0]], found[MAILERS[2]]
    print(f"\nOne recipient's message of {USUAL} pieces, CPU ms; all decode to the same parts\n")
    print(f"{'':<26}{'ms':>9}{'times ours':>12}")
    for way in MAILERS:
        print(f"{way:<26}{found[way]:>9.4f}{found[way] / ours:>12.1f}")
    verdict("at most 0.1 ms, EmailMessage at least 100 times that", is_met=ours <= 0.1 and peer >= 100 * ours)
    return found[MAILERS[1]]


def bench_memory(last: int) -> None:
    """Print the peak memory by recipients."""
    print("\nPeak memory of assembling one by one; ratio to the first row\n")
    print(f"{'':<16}{'recipients':>12}{'peak MB':>10}{'ratio':>8}{'CPU s':>9}{'GB made':>10}")
    first = 0.0
    for way, count in (("digest", 100), ("digest", 10_000), ("digest", last), ("EmailMessage", 100)):
        result = asked("memory", way, count)
        first = first or result["peak"]
        ratio = result["peak"] / first
        seconds, made = result["seconds"], result["gigabytes"]
        print(f"{way:<16}{count:>12,}{result['peak']:>10.1f}{ratio:>8.2f}{seconds:>9.2f}{made:>10.3f}")


def bench_check(repeats: int) -> None:
    """Print what a check costs beside only reading the page."""
    rounds: dict[str, list[list[float]]] = {"checking": [], "reading": []}
    for _ in range(repeats):
        for way, values in rounds.items():
            values.append(asked("check", way))
    found = {way: first_and_later(values) for way, values in rounds.items()}
    print(
        f"\nChecking {USUAL} pieces, no link visited, CPU ms; ratio to reading page and styles by lxml and tinycss2\n"
    )
    print(f"{'':<22}{'cold':>9}{'ratio':>8}{'warm':>9}{'ratio':>8}")
    for way, (cold, warm) in found.items():
        print(f"{way:<22}{cold:>9.1f}{cold / found['reading'][0]:>8.2f}{warm:>9.1f}{warm / found['reading'][1]:>8.2f}")
    verdict("at most 150 ms, cold too", is_met=max(found["checking"]) <= 150)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=7)
    parser.add_argument("--recipients", type=int, default=0, help="the last row of memory; 0 lets the speed decide")
    parser.add_argument("--one", nargs="+", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        name, *values = arguments.one
        measures: dict[str, Callable[..., object]] = {
            "inline": one_inline,
            "render": one_render,
            "assembly": one_assembly,
            "memory": one_memory,
            "check": one_check,
        }
        print(json.dumps(measures[name](*values)))
        return
    WORK.mkdir(parents=True, exist_ok=True)
    rendered = asked("render", arguments.repeats)
    bench_inlining(rendered, arguments.repeats)
    each = bench_assembly(arguments.repeats)
    bench_memory(arguments.recipients or (1_000_000 if each * 1000 <= SECONDS else 100_000))
    bench_check(arguments.repeats)


if __name__ == "__main__":
    main()
