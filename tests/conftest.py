"""Stands here so that tests in every folder below can import the samples beside it (pytest puts its folder first)."""

from __future__ import annotations
