"""Interactive tools: what a notebook hands to a page that has a script for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

WIDGET = "application/vnd.portfolio.widget+json"


def widget_bundle(
    tool: str, label: str, data: Mapping[str, Any], *, fallback: str, text: str
) -> dict[str, Any]:
    """Return the forms in which a notebook shows an interactive tool: its data, and what stands in for it.

    Parameters
    ----------
    tool
        The chapter's folder and the stem of the script there: `scoring/explorer` for `explorer.js`; a style
        sheet of the same name lies beside it.
    label
        Name of the tool, for those who cannot see it.
    data
        Plain data that the script reads.
    fallback
        HTML that says as much as can be said without script; notebooks show it as well.
    text
        One line about it.
    """
    payload = {"tool": tool, "label": label, "fallback": fallback, "data": dict(data)}
    return {WIDGET: payload, "text/html": fallback, "text/plain": text}
