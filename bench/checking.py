"""What checkers of e-mail find of planted faults, and what they say of an e-mail that has none.

    ./run bench checking [--repeats 7]

The faults and the harmless changes are those of tests/check_corpus.py. A checker has found a fault if it says anything
of the broken page that it does not say of the whole one; it has raised a false alarm if it does so of a harmless
change. The peers come from npm, pinned, into .venv/npm; without Node and npm they are left out, and that is said.
"""

from __future__ import annotations

import argparse
import importlib
import json
import shutil
import statistics
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from digest.check import check_html
from digest.render import render

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parent.parent
PEERS = ("@emailens/engine@0.9.6", "@jsx-email/doiuse-email@1.0.4")
FOLDER = ROOT / ".venv" / "npm" / "checkers"
# Thunderbird is left out for doiuse-email: it stops with an error at any property that was not tested there.
RUNNER = """
import { auditEmail } from "@emailens/engine";
import { doIUseEmail } from "@jsx-email/doiuse-email";
import { readFileSync } from "node:fs";
const [, , way, repeats] = process.argv;
const clients = ["apple-mail.*", "gmail.*", "outlook.*", "yahoo.*", "samsung-email.*"];
const said = {
  emailens: html => Object.entries(auditEmail(html, {})).flatMap(([part, report]) =>
    (report.issues ?? report.warnings ?? report).map(i => [part, i.rule ?? i.property, i.client, i.message].join("|"))),
  doiuse: html => Object.values(doIUseEmail(html, { emailClients: clients })).filter(Array.isArray).flat(),
}[way];
const pages = JSON.parse(readFileSync(0, "utf8"));
const answers = pages.map(page => {
  const times = [];
  let found = [];
  for (let round = 0; round < Number(repeats); round++) {
    const before = process.cpuUsage();
    try {
      found = said(page);
    } catch {
      found = []; // it stopped, and said nothing of the page
    }
    const { user, system } = process.cpuUsage(before);
    times.push((user + system) / 1000);
  }
  return [found, times];
});
console.log(JSON.stringify(answers));
"""

Answers = list[tuple[Counter[str], list[float]]]


def peers() -> bool:
    """Install the peers once; False where that cannot be."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        return False
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "run.mjs").write_text(RUNNER)
    if not (FOLDER / "node_modules" / "@emailens").is_dir():
        command = [npm, "install", "--ignore-scripts", "--no-save", "--no-audit", "--no-fund", "--silent", *PEERS]
        return subprocess.run(command, cwd=FOLDER, check=False).returncode == 0
    return True


def by_peer(way: str) -> Callable[[list[str], int], Answers]:
    """Make the function that asks a peer."""

    def ask(pages: list[str], repeats: int) -> Answers:
        command = ["node", str(FOLDER / "run.mjs"), way, str(repeats)]
        done = subprocess.run(command, input=json.dumps(pages), capture_output=True, text=True, check=True)
        return [(Counter(found), times) for found, times in json.loads(done.stdout)]

    return ask


def by_us(pages: list[str], repeats: int) -> Answers:
    """Ask our own."""
    answers: Answers = []
    for page in pages:
        times, said = [], Counter[str]()
        for _ in range(repeats):
            before = time.process_time()
            found = check_html(page, name="page")
            times.append(1000 * (time.process_time() - before))
            said = Counter(f"{each.level}|{each.rule}|{each.message}" for each in found)
        answers.append((said, times))
    return answers


def ways() -> dict[str, Callable[[list[str], int], Answers]]:
    """List who is asked."""
    found: dict[str, Callable[[list[str], int], Answers]] = {"digest": by_us}
    if peers():
        found |= {"emailens 0.9.6": by_peer("emailens"), "doiuse-email 1.0.4": by_peer("doiuse")}
    else:
        print("Node and npm are needed for the peers; only our own figures follow")
    return found


def material(name: str) -> Any:  # noqa: ANN401 - the tests' module, found at run time
    """Import what the tests use."""
    sys.path.append(str(ROOT / "tests"))
    return importlib.import_module(name)


def bench_faults(asked: dict[str, Callable[[list[str], int], Answers]]) -> None:
    """Print what each finds, by the group of the rule that we have for it."""
    corpus = material("check_corpus")
    faults, whole_page = corpus.FAULTS.values(), corpus.PAGE
    groups = [fault.rule.partition("/")[0] for fault in faults]
    pages = [whole_page.replace(fault.old, fault.new, 1) for fault in faults]
    fine = [whole_page.replace(old, new, 1) for old, new in corpus.FINE.values()]
    total = Counter(groups)
    print(f"\nPlanted faults that are found, of {len(pages)}; harmless changes that alarm, of {len(fine)}\n")
    names = sorted(total)
    print(f"{'':<20}" + "".join(f"{name:>11}" for name in (*names, "all", "alarms")))
    print(f"{'(planted)':<20}" + "".join(f"{n:>11}" for n in (*(total[name] for name in names), len(pages), len(fine))))
    for way, ask in asked.items():
        whole, *rest = (said for said, _ in ask([whole_page, *pages, *fine], 1))
        new = [bool(said - whole) for said in rest]
        hits = Counter(group for group, is_new in zip(groups, new, strict=False) if is_new)
        row = (*(hits[name] for name in names), sum(hits.values()), sum(new[len(pages) :]))
        print(f"{way:<20}" + "".join(f"{number:>11}" for number in row))


def bench_mail(asked: dict[str, Callable[[list[str], int], Answers]], repeats: int) -> None:
    """Print what each says of a mail without a fault, and how long it takes."""
    samples = material("rendering_samples")
    edition = samples.sample_edition(40)
    html = render(edition, templates=(samples.SHIPPED,), public_url="https://digest.example.org").html
    print("\nAn e-mail of 40 pieces: messages, and CPU ms of the first time and later\n")
    print(f"{'':<20}{'messages':>10}{'different':>11}{'first':>9}{'later':>9}")
    for way, ask in asked.items():
        ((said, times),) = ask([html], repeats)
        later = statistics.median(times[1:])
        print(f"{way:<20}{said.total():>10}{len(said):>11}{times[0]:>9.1f}{later:>9.1f}")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=7)
    arguments: Any = parser.parse_args()
    asked = ways()
    bench_faults(asked)
    bench_mail(asked, arguments.repeats)


if __name__ == "__main__":
    main()
