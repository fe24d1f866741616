"""Tells what stands on a page beside the piece: appeals, boxes, captions, credits, by-lines, buttons.

It decides line by line from the words alone, so that feeds, pages and pasted texts are treated alike. It prefers to
miss: a paragraph of prose that mentions a photograph or a subscription stays. It knows no markup and no place on the
page; what only its place betrays (the headline of another piece, say) is the business of whoever knows the page.

Patterns are written for English first, then for the common forms of German, French, Spanish and Norwegian.
"""

from __future__ import annotations

from digest.furniture.credit import image_credit, strip_credit
from digest.furniture.dateline import is_dateline, strip_dateline
from digest.furniture.lines import why_left_out, without_furniture

__all__ = [
    "image_credit",
    "is_dateline",
    "strip_credit",
    "strip_dateline",
    "why_left_out",
    "without_furniture",
]
