"""Pieces, rules and earlier editions become one edition, with a reason for every piece that is in or out.

Pure: the order of the input never matters, and the same input gives the same edition. The blurbs come from a function
that the caller hands in; nothing here knows how they are written.
"""

from __future__ import annotations

__all__ = ["compose", "first_window", "latest_slot", "next_slots", "next_window", "select", "slot_instant"]

from digest.compose.sections import compose
from digest.compose.select import select
from digest.compose.window import first_window, latest_slot, next_slots, next_window, slot_instant
