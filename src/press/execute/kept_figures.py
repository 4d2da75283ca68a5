"""What draws the figures of a run again: kept by its kernel, in its folder and then in its cache entry.

A page in another language shows a figure with its own words. Keeping it changes nothing that is executed, so
it is no part of a run's key.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from portfolio.results import run_log

if TYPE_CHECKING:
    from press.execute.runner import Outcome

FOLDER = "figures"  # in that of a run
MAX_BYTES = 1_000_000  # of one figure, compressed; a heavier one is shown as it is
START_UP = f"""
def _keep_figures():
    import hashlib, json, os, pathlib, pickle, zlib
    from base64 import b64decode

    from IPython.core import pylabtools

    printed = pylabtools.print_figure
    folder = pathlib.Path(os.environ[{run_log.VARIABLE!r}]).parent / {FOLDER!r}

    def print_figure(fig, fmt="png", **options):
        data = printed(fig, fmt, **options)
        if fmt == "png" and isinstance(data, str):
            keep(fig, hashlib.sha256(b64decode(data)).hexdigest())
        return data

    def keep(fig, name):
        from matplotlib.text import Text

        texts = sorted({{text.get_text() for text in fig.findobj(Text) if text.get_visible()}})
        try:
            drawn = zlib.compress(pickle.dumps(fig), 6)
        except Exception:  # it holds what only this notebook knows: others get its picture
            drawn = b""
        folder.mkdir(exist_ok=True)
        (folder / name).write_bytes(json.dumps(texts).encode() + b"\\n" + drawn)

    pylabtools.print_figure = print_figure


_keep_figures()
del _keep_figures
"""


@dataclass(frozen=True)
class KeptFigure:
    """A figure as matplotlib knew it."""

    texts: tuple[str, ...]  # what is written in it
    drawn: bytes  # the compressed pickle of it; empty where it could not be kept


def write_start_up(folder: Path) -> None:
    """Let the kernel of a run keep its figures, by IPython's profile in the private `folder` of the run."""
    start_up = folder / "ipython" / "profile_default" / "startup"
    start_up.mkdir(parents=True, exist_ok=True)
    (start_up / "02-figures.py").write_text(START_UP, encoding="utf-8")


def figure_files(outcome: Outcome) -> dict[str, bytes]:
    """Return what was kept of the figures of a run, by the name that each file has in the cache."""
    folder = outcome.executed.parent / FOLDER
    light = (path for path in sorted(folder.glob("*")) if path.stat().st_size <= MAX_BYTES)
    return {_in_cache(path.name): path.read_bytes() for path in light}


def kept_figure(executed: Path, picture: str) -> KeptFigure | None:
    """Return what was kept of a figure; None where nothing was.

    Parameters
    ----------
    executed
        The executed notebook in its cache entry.
    picture
        Digest (sha256) of the figure's PNG.
    """
    try:
        content = executed.with_name(_in_cache(picture)).read_bytes()
        texts, _, drawn = content.partition(b"\n")
        return KeptFigure(tuple(map(str, json.loads(texts))), drawn)
    except (OSError, ValueError):
        return None


def _in_cache(name: str) -> str:
    return f"figure-{name}"
