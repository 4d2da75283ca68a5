"""A kept figure, drawn again with the words and numbers of another language."""

from __future__ import annotations

import hashlib
import io
import json
import pickle
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from unittest.mock import patch

from press.execute.kept_figures import KeptFigure
from press.translation import labels as labels_module
from press.translation.labels import said_label

# What the pickle of a figure is made of: another name in it is refused.
_PACKAGES = {"matplotlib", "mpl_toolkits", "numpy", "portfolio"}
_NAMES = {
    ("builtins", "getattr"),  # bound methods
    ("builtins", "object"),
    ("builtins", "set"),
    ("builtins", "slice"),
    ("collections", "OrderedDict"),
    ("functools", "partial"),
    ("itertools", "count"),  # of a category axis
}


class _Figures(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if module.partition(".")[0] not in _PACKAGES and (module, name) not in _NAMES:
            raise pickle.UnpicklingError(f"{module}.{name} draws no figure")
        return super().find_class(module, name)


def redrawn(figure: KeptFigure, labels: Mapping[str, str], language: str, memory: Path) -> bytes | None:
    """Return the PNG of a figure with the words of another language; None where it cannot be drawn.

    Parameters
    ----------
    figure
        What was kept of it.
    labels
        The English, and what is written for it.
    language
        Such as `fr`.
    memory
        Folder of those that were drawn before.
    """
    if not figure.drawn:
        return None
    recipe = b"".join(Path(str(file)).read_bytes() for file in (__file__, labels_module.__file__))
    facts = json.dumps([language, sorted(labels.items())]).encode()
    kept = memory / f"{hashlib.sha256(b'|'.join((recipe, facts, figure.drawn))).hexdigest()}.png"
    if not kept.is_file():
        try:
            data = _drawn(zlib.decompress(figure.drawn), labels, language)
        except Exception:  # noqa: BLE001  whatever is in it, its picture in English is there
            return None
        memory.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(data)
    return kept.read_bytes()


def _drawn(content: bytes, labels: Mapping[str, str], language: str) -> bytes:
    import matplotlib as mpl

    mpl.use("agg")
    from matplotlib import pyplot as plt
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.text import Text

    write = Text.set_text

    def set_text(text: Text, said: object) -> None:
        known = None if said is None else said_label(str(said), labels, language)
        write(text, said if known is None else known)

    figure = _Figures(io.BytesIO(content)).load()
    try:
        with patch.object(Text, "set_text", set_text):  # ticks are written anew each time they are drawn
            for text in figure.findobj(Text):
                text.set_text(text.get_text())
            file = io.BytesIO()
            FigureCanvasAgg(figure)
            figure.savefig(file, format="png", dpi=figure.dpi, bbox_inches="tight")
    finally:
        plt.close(figure)
    return file.getvalue()
