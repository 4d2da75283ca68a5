"""Executed cells that show a picture, for tests."""

from __future__ import annotations

import base64
import io
from typing import Any

import numpy as np
from PIL import Image

from tests_support import cell


def png(pixels: np.ndarray[Any, Any]) -> str:
    """Return an array of pixels as base64 text of a PNG, in lines as notebooks hold it."""
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return base64.encodebytes(file.getvalue()).decode()


def figure_cell(name: str, **data: str) -> dict[str, Any]:
    """Return a cell that shows a figure."""
    style = {"figure": {"name": name, "caption": "A figure."}, "image": {"alt": "Bars go up."}}
    made = cell("draw()", mystnb=style)
    return {**made, "outputs": [{"output_type": "display_data", "data": data}]}


SQUARE = np.full((50, 50, 4), 255, dtype=np.uint8)
