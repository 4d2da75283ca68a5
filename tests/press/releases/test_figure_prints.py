"""Figures told apart by what is seen."""

from __future__ import annotations

import base64
import hashlib
import io
import json

import numpy as np
import pytest
from PIL import Image, ImageDraw

from press.releases.changes import ALIKE
from press.releases.figure_prints import data_print, figures_of, picture_difference, pictures_of, seen_by
from pretend_kernel import executed_cell
from tests_support import document


def picture(*, shift=0, colour="navy", noise=0, size=(300, 200), mode="RGB", level=6):
    """Return a PNG of bars."""
    image = Image.new(mode, (300, 200), "white")
    draw = ImageDraw.Draw(image)
    for number, height in enumerate((60, 120, 90, 30)):
        draw.rectangle((30 + 60 * number, 180 - height - shift, 70 + 60 * number, 180), fill=colour)
    if noise:
        levels = np.asarray(image).astype(int)
        wobble = np.random.default_rng(0).integers(-noise, noise + 1, levels.shape)
        image = Image.fromarray(np.clip(levels + wobble, 0, 255).astype("uint8"))
    buffer = io.BytesIO()
    image.resize(size).save(buffer, "PNG", compress_level=level)
    return buffer.getvalue()


def far(**changes):
    """Return how far a picture is from the plain one."""
    return picture_difference(picture(), picture(**changes))


@pytest.mark.parametrize("changes", [{"level": 1}, {"noise": 2}, {"mode": "RGBA"}], ids=str)
def test_what_nobody_sees_is_no_difference(changes):
    """Another compression, a grey level of noise, an opaque fourth channel."""
    assert picture(**changes) != picture()
    assert far(**changes) <= ALIKE


@pytest.mark.parametrize("changes", [{"shift": 20}, {"colour": "darkred"}], ids=str)
def test_what_a_reader_sees_is_a_difference(changes):
    """Longer bars, another colour."""
    assert far(**changes) > ALIKE


def test_a_transparent_ground_counts_as_white():
    """Pages are read on white unless they say otherwise."""
    clear = io.BytesIO()
    Image.new("RGBA", (50, 50), (0, 0, 0, 0)).save(clear, "PNG")
    white = io.BytesIO()
    Image.new("RGB", (50, 50), "white").save(white, "PNG")
    assert picture_difference(clear.getvalue(), white.getvalue()) == 0


def test_what_is_no_picture_differs_from_everything():
    """Even from itself: nobody has seen it."""
    assert picture_difference(b"no picture", b"no picture") == 1


def packed(*numbers):
    """Return numbers as plotly packs them."""
    content = np.array(numbers, dtype="f8").tobytes()
    return {"dtype": "f8", "bdata": base64.b64encode(content).decode()}


def test_an_interactive_figure_is_told_by_its_rounded_data():
    """The last bits of a float are the machine's; packed and listed numbers are the same data."""
    assert data_print({"y": [1.0, 0.1 + 0.2]}) == data_print({"y": [1.0, 0.3]})
    assert data_print({"y": packed(1.0, 0.1 + 0.2)}) == data_print({"y": [1.0, 0.3]})
    assert data_print({"y": [1.0, 0.3]}) != data_print({"y": [1.0, 0.31]})
    assert data_print({"y": [float("nan")]}) != data_print({"y": [0.0]})


def executed(path, *shown):
    """Write an executed notebook whose cells show these outputs."""
    outputs = [{"output_type": "display_data", "metadata": {}, "data": data} for data in shown]
    path.write_text(json.dumps(document([executed_cell("x"), executed_cell("draw()", *outputs)])))
    return path


def png(content):
    return {"image/png": base64.b64encode(content).decode(), "text/plain": "<Figure>"}


def test_figures_are_found_in_order_with_their_cell(tmp_path):
    """Pictures, interactive figures and drawings; tables are none."""
    shown = (
        png(picture()),
        {"application/vnd.plotly.v1+json": {"data": []}, "image/png": "unused"},
        {"image/svg+xml": ["<svg", "/>"]},
        {"text/html": "<table>"},
    )
    path = executed(tmp_path / "executed.ipynb", *shown)
    found = figures_of(path, tmp_path / "memory")
    assert [(one["cell"], one["kind"]) for one in found] == [
        (1, "picture"),
        (1, "interactive"),
        (1, "drawing"),
    ]
    assert found[0]["digest"] == hashlib.sha256(picture()).hexdigest()
    assert pictures_of(path) == {found[0]["digest"]: picture()}


def test_a_notebook_is_looked_at_once(tmp_path):
    """What is remembered is found by content, and a damaged memory is no harm."""
    path = executed(tmp_path / "executed.ipynb", png(picture()))
    first = figures_of(path, tmp_path / "memory")
    (kept,) = (tmp_path / "memory").iterdir()
    kept.write_text(json.dumps([*first, *first]))
    assert len(figures_of(path, tmp_path / "memory")) == 2
    kept.write_text("garbage")
    assert figures_of(path, tmp_path / "memory") == first


def test_pictures_of_two_releases_are_compared_by_their_looks(tmp_path):
    """The earlier one lies in its site under its digest; without it, another digest is another figure."""
    new = executed(tmp_path / "executed.ipynb", png(picture(noise=1)))
    (told,) = figures_of(new, tmp_path / "memory")
    old = {"kind": "picture", "digest": hashlib.sha256(picture()).hexdigest()}
    images = tmp_path / "site" / "_images"
    images.mkdir(parents=True)
    seen = seen_by(tmp_path / "site", {"one/default": new})
    assert seen("one/default", told, told) == 0
    assert seen("one/default", old, told) == 1
    (images / f"{old['digest']}.png").write_bytes(picture())
    assert seen("one/default", old, told) <= ALIKE
    (images / f"{old['digest']}.png").write_bytes(picture(shift=30))
    assert seen("one/default", old, told) > ALIKE
    assert seen("one/default", {**old, "kind": "interactive"}, told) == 1
