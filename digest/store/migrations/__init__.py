"""How the tables came to be as they are: one file a step, applied in order, never changed afterwards."""

from __future__ import annotations
