"""Walks in code space, and the decoder that a page can load."""

from __future__ import annotations

import base64

import numpy as np
import pytest
import torch

from portfolio.errors import DataError, UsageError
from portfolio.generative import export
from portfolio.generative.autoencoder import drawn_from
from portfolio.generative.export import latent_tool
from portfolio.generative.latent import active_units, by_information, plane, spherical, straight, traversals
from portfolio.generative.training import reproducible
from portfolio.generative.vae import Vae
from portfolio.plotting.widget import WIDGET

IMAGES = np.random.default_rng(0).random((20, 28, 28)).astype(np.float32)
LABELS = np.arange(20) % 10


@pytest.fixture(scope="module")
def model() -> Vae:
    """Return an untrained model with two latent dimensions, of which the second never moves."""
    with reproducible(0):
        made = Vae(2, (12,))
        last = made.encoder[-1]
        with torch.no_grad():
            last.weight[1].zero_()  # type: ignore[operator, union-attr, index]
            last.bias[1].zero_()  # type: ignore[operator, union-attr, index]
            last.weight[0].mul_(20)  # type: ignore[operator, union-attr, index]
    return made.eval()


def test_an_idle_coordinate_is_found(model: Vae) -> None:
    """The one that never moves is not active, and holds less information."""
    assert active_units(model, IMAGES).tolist() == [True, False]
    order, nats = by_information(model, IMAGES)
    assert order.tolist() == [0, 1]
    assert nats[0] > nats[1]


def test_a_traversal_changes_one_coordinate(model: Vae) -> None:
    """Rows are coordinates, columns values; the image is that of the changed code."""
    walked = traversals(model, np.array([0.5, -0.5]), [1, 0], [-1.0, 0.0, 2.0])
    assert walked.shape == (2, 3, 28, 28)
    np.testing.assert_allclose(walked[1, 2], drawn_from(model.decoder, np.array([[2.0, -0.5]]))[0], atol=1e-6)


def test_both_ways_join_the_ends() -> None:
    """The first and last codes are the given ones; the arc keeps a common length, the line does not."""
    start, end = np.array([3.0, 0.0, 0.0]), np.array([0.0, 0.0, 3.0])
    for way in (straight, spherical):
        line = way(start, end, 7)
        np.testing.assert_allclose(line[[0, -1]], [start, end], atol=1e-12)
    np.testing.assert_allclose(np.linalg.norm(spherical(start, end, 7), axis=1), 3)
    assert np.linalg.norm(straight(start, end, 7)[3]) == pytest.approx(3 / np.sqrt(2))


def test_an_arc_needs_a_direction() -> None:
    """From the origin there is none; parallel codes give the straight line."""
    with pytest.raises(UsageError, match="an arc from the origin"):
        spherical(np.zeros(2), np.ones(2), 3)
    np.testing.assert_allclose(
        spherical(np.ones(2), 2 * np.ones(2), 3), straight(np.ones(2), 2 * np.ones(2), 3)
    )


def test_the_plane_is_drawn_as_on_a_page(model: Vae) -> None:
    """The upper left image is that of the smallest first and largest second coordinate."""
    drawn = plane(model, 3, 2.0)
    assert drawn.shape == (3, 3, 28, 28)
    np.testing.assert_allclose(drawn[0, 0], drawn_from(model.decoder, np.array([[-2.0, 2.0]]))[0], atol=1e-6)
    with pytest.raises(UsageError, match="2 latent dimensions; got 3"):
        plane(Vae(3, (4,)), 3, 2.0)


def test_the_tool_rounds_weights_to_one_byte(model: Vae) -> None:
    """What is sent is what its decoder holds, and that draws nearly what the model draws."""
    tool = latent_tool(model, IMAGES, LABELS)
    layer = tool.payload["layers"][-1]
    whole = np.frombuffer(base64.b64decode(layer["weights"]), np.int8).reshape(layer["shape"])
    scale = np.frombuffer(base64.b64decode(layer["scale"]), "<f4")
    np.testing.assert_array_equal(tool.decoder[-1].weight.detach().numpy(), whole * scale[:, None])
    codes = np.random.default_rng(1).uniform(-3, 3, (50, 2))
    gap = np.abs(drawn_from(tool.decoder, codes) - drawn_from(model.decoder, codes)).max()
    assert 0 < gap < 0.01
    assert len(tool.payload["points"]) == len(tool.payload["labels"]) == 20


def test_a_notebook_shows_the_tool_and_its_size(model: Vae) -> None:
    """The bundle holds the data and a line of text."""
    tool = latent_tool(model, IMAGES, LABELS)
    bundle = tool._repr_mimebundle_()
    assert bundle[WIDGET]["data"] == tool.payload
    assert "KiB compressed" in bundle["text/plain"]
    assert tool.bytes < export.MAX_BYTES


def test_a_tool_too_heavy_for_a_page_is_refused() -> None:
    """So is a model that is no plane."""
    with pytest.raises(DataError, match="compressed; expected at most"):
        latent_tool(Vae(2, (400,)), IMAGES, LABELS)
    with pytest.raises(UsageError, match="a plane to drag in"):
        latent_tool(Vae(3, (4,)), IMAGES, LABELS)
    with pytest.raises(UsageError, match="expected rectifiers"):
        latent_tool(Vae(2, (4,), bend="gelu"), IMAGES, LABELS)
