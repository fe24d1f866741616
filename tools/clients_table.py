"""Derives the table of what mail clients support from the test results that the npm package `caniemail` brings.

    ./run clients-table            # asks npm for the latest release
    ./run clients-table DATA.json  # or reads its data from a file

Takes facts alone: the names of features, who supports them, and when that was tested; none of the package's prose.
Platforms are joined into the families that `digest.check.clients` knows, by what each said last. Writes
`digest/check/support.tsv`; look at the difference before it is committed, since findings follow from it.
"""

from __future__ import annotations

__all__ = ["main", "rows_of"]

import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from digest.check.clients import Client

TABLE = Path(__file__).parent.parent / "digest" / "check" / "support.tsv"
PLATFORMS = {
    Client.APPLE: ("apple-mail/ios", "apple-mail/macos"),
    Client.GMAIL: ("gmail/desktop-webmail", "gmail/ios", "gmail/android", "gmail/mobile-webmail"),
    Client.OUTLOOK_WINDOWS: ("outlook/windows",),
    Client.OUTLOOK_NEW: ("outlook/outlook-com", "outlook/macos", "outlook/ios", "outlook/android"),
    Client.YAHOO: ("yahoo/desktop-webmail", "yahoo/ios", "yahoo/android", "aol/desktop-webmail"),
    Client.SAMSUNG: ("samsung-email/android",),
    Client.THUNDERBIRD: ("thunderbird/macos", "thunderbird/windows"),
}
NPM_SECONDS = 120


def rows_of(data: dict[str, Any]) -> list[str]:
    """Give the table's lines: feature, a mark for each family (see `digest.check.tested`), and the day of the test."""
    rows = []
    for feature in sorted(data["data"], key=lambda each: str(each["slug"])):
        marks = "".join(_mark(feature["stats"], PLATFORMS[client]) for client in Client)
        rows.append(f"{feature['slug']}\t{marks}\t{feature['last_test_date']}")
    return rows


def _mark(stats: dict[str, Any], platforms: tuple[str, ...]) -> str:
    """Join what the *platforms* of a family said last."""
    said = set()
    for platform in platforms:
        client, _, system = platform.partition("/")
        versions = list(stats.get(client, {}).get(system, {}).values())
        if versions and versions[-1][:1] != "u":
            said.add("p" if versions[-1][:1] == "a" else versions[-1][:1])
    if not said:
        return "u"
    if len(said) == 1:
        return said.pop()
    return "m" if "n" in said else "p"


def _from_npm() -> dict[str, Any]:
    npm = shutil.which("npm")
    if npm is None:
        sys.exit("clients-table: npm is not installed; install it, or give the file caniemail.json")
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [npm, "pack", "--silent", "caniemail@latest"],
            cwd=folder, capture_output=True, text=True, timeout=NPM_SECONDS, check=False,
        )  # fmt: skip
        if done.returncode:
            sys.exit(f"clients-table: npm gave nothing: {done.stderr.strip()[-200:]}")
        with tarfile.open(next(Path(folder).glob("*.tgz"))) as package:
            member = package.extractfile("package/data/caniemail.json")
            if member is None:
                sys.exit("clients-table: the package has no data/caniemail.json; see what has become of it")
            data: dict[str, Any] = json.load(member)
    return data


def main() -> None:
    """Write the table."""
    data = json.loads(Path(sys.argv[1]).read_text("utf-8")) if len(sys.argv) > 1 else _from_npm()
    head = [
        f"# Who supports what, of {str(data['last_update_date'])[:10]}; made by `./run clients-table`, see NOTICE.",
        "# feature, then "
        + ", ".join(client.value for client in Client)
        + " (y, p partly, m some of it lack it, n, u unknown), then the test",
    ]
    rows = rows_of(data)
    TABLE.write_text("\n".join([*head, *rows]) + "\n", "utf-8")
    print(f"{TABLE.name}: {len(rows)} features")


if __name__ == "__main__":
    main()
