"""Moments, as records and as people write them."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> str:
    """Return the present moment as ISO text in UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def readable_moment(moment: str) -> str:
    """Return a moment of ISO text as a person writes it: `2026-01-02 03:04:05 UTC`."""
    return moment.replace("T", " ").removesuffix(":00Z").removesuffix("Z") + " UTC"
