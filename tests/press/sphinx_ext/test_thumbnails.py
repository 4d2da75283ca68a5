"""The picture on a chapter's card."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from portfolio.errors import UsageError
from press.sphinx_ext.thumbnails import (
    HEAVIEST,
    HEIGHT,
    WIDTH,
    Figure,
    chosen_figure,
    static_figures,
    thumbnail,
)
from static_figures import SQUARE, figure_cell, png
from tests_support import cell


def test_figures_that_are_pictures_are_found_in_their_order():
    """One that a script draws in the page has no picture, and a picture without a name is no figure."""
    drawn = figure_cell("fig-b", **{"image/png": png(SQUARE)})
    live = figure_cell("fig-c", **{"application/vnd.plotly.v1+json": "{}"})
    plain = {**cell("1"), "outputs": drawn["outputs"]}
    found = static_figures(
        [cell("x", kind="markdown"), plain, drawn, live, figure_cell("fig-a", **{"image/png": "AAAA"})]
    )
    assert list(found) == ["fig-b", "fig-a"]
    assert found["fig-b"].alt == "Bars go up."


def test_the_named_figure_is_taken_else_the_first():
    """A chapter without pictures has none."""
    figures = {name: Figure(name, "", "AAAA") for name in ("fig-a", "fig-b")}
    assert chosen_figure("fig-b", figures, "one") == figures["fig-b"]
    assert chosen_figure("", figures, "one") == figures["fig-a"]
    assert chosen_figure("", {}, "one") is None
    with pytest.raises(UsageError, match=r"notebooks/one.yml: no picture 'fig-c'.*fig-"):
        chosen_figure("fig-c", figures, "one")


def test_a_thumbnail_has_its_size_and_the_margins_are_cut_off():
    """What is transparent is white."""
    pixels = np.zeros((400, 900, 4), dtype=np.uint8)
    pixels[150:250, 300:460] = (200, 0, 0, 255)  # 160 by 100 pixels: the shape of a card
    picture = Image.open(io.BytesIO(thumbnail(Figure("fig-a", "", png(pixels)))))
    assert (picture.format, picture.size) == ("WEBP", (WIDTH, HEIGHT))
    red, green, blue = picture.convert("RGB").getpixel((WIDTH // 2, HEIGHT // 2))
    assert (red > 180, green < 20, blue < 20) == (True, True, True)
    assert min(picture.convert("RGB").getpixel((2, 2))) > 250
    assert min(picture.convert("RGB").getpixel((40, 40))) < 60, "the red part fills the card"


def test_a_busy_picture_is_light_all_the_same_and_made_alike_each_time():
    """A cloud of points in many colours."""
    noisy = np.random.default_rng(0).integers(0, 255, (60, 96, 3), dtype=np.uint8).repeat(8, 0).repeat(8, 1)
    figure = Figure("fig-a", "", png(noisy))
    data = thumbnail(figure)
    assert len(data) <= HEAVIEST
    assert data == thumbnail(figure)


def test_the_digest_tells_pictures_apart():
    """It is part of the file's name: another picture is another file."""
    assert (
        Figure("a", "x", "AAAA").digest == Figure("b", "y", "AAAA").digest != Figure("a", "x", "AAAB").digest
    )
