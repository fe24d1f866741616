"""Whether it is small enough for the clients that cut.

Decides by bytes as they travel. Gmail clips at about 102 KB of the encoded part, ignores style sheets past 16 KB, and
drops a sheet with an @-rule inside an @-rule.
"""

from __future__ import annotations

__all__ = ["check"]

from typing import TYPE_CHECKING

from digest.check.page import Seen
from digest.check.report import Hit, error, warning
from digest.text import encoded_size

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digest.check.sheets import Sheet

WARN_BYTES = 90_000
"""Of HTML, before the encoding, which adds 7 to 9 %."""
MAX_ENCODED_BYTES = 102_000
READERS_BYTES = 2_000
"""Room for a reader's address and way to leave, wherever they are printed."""
MAX_STYLE_BYTES = 16_384


def check(
    html: str, sheets: tuple[Sheet, ...], *, encoded_bytes: int | None = None, is_final: bool = True
) -> Iterator[Hit]:
    """Weigh the page; *encoded_bytes* is the size of its part in a real message.

    One that is not *is_final* must leave room for what is filled in for each reader.
    """
    plain, encoded = len(html.encode("utf-8", "replace")), encoded_bytes or encoded_size(html)
    limit = MAX_ENCODED_BYTES if is_final else MAX_ENCODED_BYTES - READERS_BYTES
    if encoded > limit:
        what = f"the page has {encoded:,} bytes as it travels"
        advice = f"take out pieces; past {limit:,} Gmail may cut it off, the unsubscribe link with it"
        yield error("size/encoded", what, advice)
    elif plain > WARN_BYTES:
        advice = f"keep below {WARN_BYTES:,}; Gmail cuts at about {MAX_ENCODED_BYTES:,} as it travels"
        yield warning("size/html", f"the page has {plain:,} bytes", advice)
    seen = [sheet for sheet in sheets if sheet.seen is not Seen.BY_OUTLOOK]
    style = sum(len(sheet.text.encode("utf-8", "replace")) for sheet in seen)
    if style > MAX_STYLE_BYTES:
        what = f"the style sheets have {style:,} bytes"
        yield error("size/style", what, f"keep below {MAX_STYLE_BYTES:,}; Gmail ignores what comes after")
    for sheet in seen:
        for rule in sheet.at_rules:
            if rule.parent:
                what = (
                    f"an @{rule.keyword} stands inside {'a rule' if rule.parent == 'nesting' else f'an @{rule.parent}'}"
                )
                yield error(
                    "size/nested-at-rule", what, "take it out; Gmail drops the whole style sheet", line=rule.line
                )
