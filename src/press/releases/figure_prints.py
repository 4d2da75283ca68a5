"""Tell figures apart as a reader does: by what is seen, not by bytes.

Every figure has a digest, which is quick. Only where two digests differ are the pictures themselves compared:
both are shrunk to one coarse grid, and fields of other colours are counted.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import math
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from press.execute.clean_outputs import joined
from press.files import write_whole

if TYPE_CHECKING:
    from PIL import Image

Figure = Mapping[str, Any]  # `cell` among the code cells, from 0; `kind`; `digest`
GRID = (64, 64)  # fields
MARGIN = 8  # levels of 256 that two fields must differ by
SIGNIFICANT = 6  # digits of a number of an interactive figure
PLOTLY = "application/vnd.plotly.v1+json"
PICTURES = ("image/png", "image/jpeg")
PICTURE = "picture"
FORMAT = 2  # of what is remembered


def figures_of(executed: Path, memory: Path) -> list[dict[str, Any]]:
    """Return the figures of an executed notebook, in order.

    Parameters
    ----------
    executed
        The notebook, as JSON.
    memory
        Folder where the answer is kept, by the content of the notebook.
    """
    content = executed.read_bytes()
    known = memory / f"{_sha(content)}.{FORMAT}.json"
    try:
        remembered: list[dict[str, Any]] = json.loads(known.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        remembered = [
            {"cell": cell, "kind": kind, "digest": data_print(data) if kind == "interactive" else _sha(data)}
            for cell, kind, data in _outputs(json.loads(content))
        ]
        write_whole(known, json.dumps(remembered))
    return remembered


def pictures_of(executed: Path) -> dict[str, bytes]:
    """Return the pictures of an executed notebook, by their sha256."""
    found = _outputs(json.loads(executed.read_bytes()))
    return {_sha(data): data for _, kind, data in found if kind == PICTURE}


def _outputs(document: Mapping[str, Any]) -> Iterator[tuple[int, str, Any]]:
    """Yield the code cell, the kind and the content of each figure; an output is shown in one form only."""
    code = (cell for cell in document["cells"] if cell["cell_type"] == "code")
    for number, cell in enumerate(code):
        for output in cell.get("outputs", ()):
            data = output.get("data", {})
            picture = next((kind for kind in PICTURES if kind in data), None)
            if PLOTLY in data:
                yield number, "interactive", data[PLOTLY]
            elif picture:
                yield number, PICTURE, base64.b64decode(joined(data[picture]))
            elif "image/svg+xml" in data:
                yield number, "drawing", joined(data["image/svg+xml"]).encode()


def seen_by(before: Path, after: Mapping[str, Path]) -> Callable[[str, Figure, Figure], float]:
    """Return a function that says how different two figures of a run look, from 0 to 1.

    Parameters
    ----------
    before
        The earlier site; its pictures are named after their content.
    after
        The executed notebook of each run, by name.
    """
    pictures: dict[str, dict[str, bytes]] = {}

    def difference(run: str, old: Figure, new: Figure) -> float:
        if old["digest"] == new["digest"]:
            return 0.0
        if not old["kind"] == new["kind"] == PICTURE or run not in after:
            return 1.0
        if run not in pictures:
            pictures[run] = pictures_of(after[run])
        earlier = next(iter((before / "_images").glob(f"{old['digest']}.*")), None)
        if earlier is None or new["digest"] not in pictures[run]:
            return 1.0
        return picture_difference(earlier.read_bytes(), pictures[run][new["digest"]])

    return difference


def picture_difference(one: bytes, other: bytes) -> float:
    """Return the share of fields that differ between two pictures; 1 if one of them cannot be read."""
    import numpy as np
    from PIL import ImageChops, UnidentifiedImageError

    try:
        apart = np.asarray(ImageChops.difference(_shrunk(one), _shrunk(other)))  # (height, width, 3)
    except (UnidentifiedImageError, OSError, ValueError):
        return 1.0
    return float((apart.max(axis=2) > MARGIN).mean())


def _shrunk(picture: bytes) -> Image.Image:
    from PIL import Image

    with Image.open(io.BytesIO(picture)) as image:
        small = image.convert("RGBA").resize(GRID, Image.Resampling.BOX, reducing_gap=2.0)
    return Image.alpha_composite(Image.new("RGBA", GRID, "white"), small).convert("RGB")


def data_print(figure: object) -> str:
    """Return the sha256 of an interactive figure, numbers rounded to six digits."""
    return _sha(json.dumps(_rounded(figure), sort_keys=True).encode())


def _rounded(value: object) -> object:
    if isinstance(value, float):
        return float(f"{value:.{SIGNIFICANT}g}") if math.isfinite(value) else str(value)
    if isinstance(value, Mapping):
        packed = _unpacked(value)
        return packed if packed is not None else {str(key): _rounded(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_rounded(one) for one in value]
    return value


def _unpacked(value: Mapping[Any, Any]) -> list[Any] | None:
    """Return the numbers of an array that plotly packed: `bdata` holds the bytes, `dtype` their type."""
    if not {"bdata", "dtype"} <= value.keys():
        return None
    import numpy as np

    numbers = np.frombuffer(base64.b64decode(value["bdata"]), dtype=np.dtype(value["dtype"]))
    return [_rounded(one) for one in numbers.tolist()]


def _sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
