"""The digit drawn on the page: centred as MNIST's, read alike in Python and in the page's script."""

from __future__ import annotations

import json
import shutil
import subprocess

import numpy as np
import pytest
import torch

from portfolio.errors import DataError, UsageError
from portfolio.networks import drawing
from portfolio.networks.drawing import DigitNetwork, answers, centred, digit_tool, train_digits
from portfolio.plotting.widget import WIDGET
from press.sphinx_ext.widgets import script_path

EXAMPLES = np.random.default_rng(0).integers(0, 256, (10, 28, 28), dtype=np.uint8)
HERE = """
const fs = require("fs");
global.window = { PortfolioTool() {} };
eval(fs.readFileSync(process.argv[1], "utf8"));
const { data, drawings } = JSON.parse(fs.readFileSync(0, "utf8"));
const { unpack, centred, answers } = window.PortfolioDigit;
const weights = unpack(data);
console.log(JSON.stringify(drawings.map(({ ink, height, width }) => {
  const picture = centred(ink, height, width);
  const { first, second, probabilities } = answers(weights, picture);
  return [[...picture], [...first], [...second], probabilities];
})));
"""


@pytest.fixture(scope="module")
def network() -> DigitNetwork:
    """Return a network with large random weights, so that every layer matters."""
    torch.manual_seed(0)
    made = DigitNetwork()
    with torch.no_grad():
        for weights in made.parameters():
            weights.mul_(3)
    return made.eval()


def drawings(count: int) -> list[np.ndarray]:
    """Return strokes and blots of many sizes, of which some touch an edge."""
    rng, found = np.random.default_rng(1), []
    for number in range(count):
        ink = np.zeros((56, 56) if number % 2 else (28, 28))
        top, left = rng.integers(0, len(ink) - 4, 2)
        part = ink[top : top + rng.integers(1, 50), left : left + rng.integers(1, 50)]
        part[...] = rng.random(part.shape) * (rng.random(part.shape) < 0.7)
        part.flat[0] = 1.0
        found.append(ink)
    return found


@pytest.mark.skipif(shutil.which("node") is None, reason="no node")
def test_the_script_of_the_page_answers_as_python_does(network: DigitNetwork) -> None:
    """Centring, both layers and the probabilities of 40 drawings, to 1e-5; the script itself runs in node."""
    drawn = drawings(40)
    sent = [{"ink": ink.ravel().tolist(), "height": len(ink), "width": ink.shape[1]} for ink in drawn]
    told = subprocess.run(
        ["node", "-e", HERE, str(script_path(drawing.TOOL))],
        input=json.dumps({"data": digit_tool(network, EXAMPLES).payload, "drawings": sent}),
        capture_output=True,
        text=True,
        check=True,
    )
    pictures = np.stack([centred(ink) for ink in drawn])
    expected = (pictures, *answers(network, pictures))
    assert expected[3].max(1).std() > 0.01  # the answer does depend on the drawing
    for there, here in zip(zip(*json.loads(told.stdout), strict=True), expected, strict=True):
        np.testing.assert_allclose(np.array(there), here.reshape(len(drawn), -1), rtol=0, atol=1e-5)


def test_a_drawing_is_fitted_and_centred() -> None:
    """The long side becomes 20 pixels, the ink keeps its shape, its centre of mass is in the middle."""
    ink = np.zeros((56, 56))
    ink[3:43, 7:17] = 1.0
    ink[3:13, 7:27] = 1.0
    found = centred(ink)
    rows, columns = np.flatnonzero(found.any(1)), np.flatnonzero(found.any(0))
    assert len(rows) == 20
    assert len(columns) == 10
    for axis in (0, 1):
        mass = found.sum(1 - axis)
        assert abs(mass @ (np.arange(28) + 0.5) / mass.sum() - 14) <= 0.5
    assert found.sum() == pytest.approx(ink.sum() / 4)


def test_a_centred_drawing_stays_as_it_is() -> None:
    """Done again, nothing moves; where it was drawn does not matter; an empty field stays empty."""
    ink = np.zeros((28, 28))
    ink[2:22, 3:9] = np.random.default_rng(2).uniform(0.1, 1, (20, 6))
    once = centred(ink)
    np.testing.assert_allclose(centred(once), once, atol=1e-12)
    np.testing.assert_allclose(centred(np.roll(ink, (4, 9), (0, 1))), once, atol=1e-12)
    assert not centred(np.zeros((56, 56))).any()


@pytest.mark.parametrize("bad", [np.ones(3), np.full((2, 2), np.nan), np.full((2, 2), 1.5)])
def test_what_is_no_drawing_is_refused(bad: np.ndarray) -> None:
    """Another shape, a missing value, more than full ink."""
    with pytest.raises(DataError, match="a drawing; expected two axes, values from 0 to 1"):
        centred(bad)


def test_the_training_learns(network: DigitNetwork) -> None:
    """Two kinds of image that differ in where the ink is are told apart after few passes."""
    rng = np.random.default_rng(3)
    labels = rng.integers(0, 2, 200)
    images = rng.integers(0, 60, (200, 28, 28), dtype=np.uint8)
    for image, label in zip(images, labels, strict=True):
        image[8:20, (4, 16)[label] :][:, :8] = 255
    trained = train_digits(images[:150], labels[:150], epochs=6, seed=0)
    said = answers(trained, images[150:] / 255)[2].argmax(1)
    assert (said == labels[150:]).mean() > 0.95
    assert (answers(network, images[150:] / 255)[2].argmax(1) == labels[150:]).mean() < 0.9


def test_the_tool_is_light_and_its_input_checked(network: DigitNetwork) -> None:
    """Below 60,000 characters in the page; wrong examples and broken weights are refused."""
    bundle = digit_tool(network, EXAMPLES)._repr_mimebundle_()
    assert len(json.dumps(bundle[WIDGET])) < 60_000
    with pytest.raises(UsageError, match=r"examples; expected bytes, \(10, 28, 28\); got \(9, 28, 28\)"):
        digit_tool(network, EXAMPLES[:9])
    broken = DigitNetwork()
    with torch.no_grad():
        broken.out.bias[0] = torch.nan
    with pytest.raises(DataError, match=r"finite numbers; got others in out\.bias"):
        digit_tool(broken, EXAMPLES)
