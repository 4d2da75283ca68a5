"""The latent plane in a real browser, from a file on disk: it draws what PyTorch draws."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from playwright.sync_api import Page

from opened_pages import PHONE, Visit
from portfolio.generative.autoencoder import drawn_from
from portfolio.generative.export import LatentTool, latent_tool
from portfolio.generative.training import reproducible
from portfolio.generative.vae import Vae
from tool_page import write_tool_page

CODES = np.random.default_rng(0).uniform(-3, 3, (200, 2))
CLEAR = "document.querySelector('.generative-latent-plane.ready') !== null"

ROOMY = {"width": 1000, "height": 900}

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def tool() -> LatentTool:
    """Return the tool of a decoder with large random weights, so that every layer matters."""
    with reproducible(3):
        model = Vae(2, (40, 30))
        with torch.no_grad():
            for weights in model.decoder.parameters():
                weights.mul_(3)
    images = np.random.default_rng(1).random((60, 28, 28))
    return latent_tool(model, images, np.arange(60) % 10)


@pytest.fixture
def visited(visit: Callable[..., Visit], tool: LatentTool, tmp_path: Path) -> Visit:
    """Open a page and wait until its tool is ready."""
    visited = visit(write_tool_page(tmp_path, tool), viewport=ROOMY)
    visited.page.wait_for_function(CLEAR)
    return visited


@pytest.fixture
def page(visited: Visit) -> Page:
    """Return a page whose tool is ready."""
    return visited.page


def code_on(page: Page) -> list[float]:
    """Return the code that the sliders show."""
    shown: list[float] = page.evaluate(
        "[...document.querySelectorAll('.latent-field input')].map((one) => Number(one.value))"
    )
    return shown


def test_the_page_draws_what_pytorch_draws(page: Page, tool: LatentTool) -> None:
    """On 200 codes, every pixel agrees to 1e-4."""
    script = (
        "(() => { const data = Object.values(window.PortfolioData)[0];"
        " const layers = window.PortfolioLatent.unpack(data);"
        f" return {json.dumps(CODES.tolist())}"
        ".map((code) => [...window.PortfolioLatent.decode(layers, code)]); })()"
    )
    here = np.array(page.evaluate(script))
    expected = drawn_from(tool.decoder, CODES).reshape(len(CODES), -1)
    assert expected.std(axis=0).min() > 0.005  # the decoder does depend on its code
    np.testing.assert_allclose(here, expected, rtol=0, atol=1e-4)


def test_the_canvas_shows_the_decoded_digit(page: Page, tool: LatentTool) -> None:
    """The grey of each pixel on the canvas is the ink at the centre of the plane, 1 is black."""
    grey = page.evaluate(
        "[...document.querySelector('.latent-drawing').getContext('2d').getImageData(0, 0, 28, 28).data]"
    )
    expected = 255 * (1 - drawn_from(tool.decoder, np.zeros((1, 2))).ravel())
    assert np.abs(np.array(grey[::4]) - expected).max() <= 1


def test_the_pointer_moves_the_code(page: Page) -> None:
    """A press at three quarters of the width and a quarter of the height is the code (1.5, 1.5)."""
    frame = page.evaluate(
        "(() => { const f = document.querySelector('.latent-plane').getBoundingClientRect();"
        " return [f.left, f.top, f.width, f.height]; })()"
    )
    before = page.evaluate("document.querySelector('.latent-drawing').toDataURL()")
    page.mouse.click(frame[0] + 0.75 * frame[2], frame[1] + 0.25 * frame[3])
    assert code_on(page) == pytest.approx([1.5, 1.5], abs=0.06)
    assert page.evaluate("document.querySelector('.latent-drawing').toDataURL()") != before
    assert "(1.5" in page.evaluate("document.querySelector('.latent-told').textContent")


def test_arrow_keys_move_the_code_and_not_the_page(page: Page) -> None:
    """Three steps to the right and one down, from the plane with the focus."""
    page.evaluate("document.querySelector('.latent-plane').focus()")
    for key in ["ArrowRight"] * 3 + ["ArrowDown"]:
        page.keyboard.press(key)
    assert code_on(page) == pytest.approx([0.3, -0.1], abs=0.03)
    assert page.evaluate("window.scrollY") == 0


def test_the_code_stays_on_the_plane(page: Page) -> None:
    """A slider at its end and steps beyond it stay at the reach."""
    page.evaluate(
        "(() => { const one = document.querySelector('.latent-field input'); one.value = 99;"
        " one.dispatchEvent(new Event('input')); document.querySelector('.latent-plane').focus(); })()"
    )
    page.keyboard.press("ArrowRight")
    assert code_on(page)[0] == 3


def test_each_control_has_a_label_and_the_verdict_is_announced(visited: Visit, page: Page) -> None:
    """Sliders are labelled, the canvases are named, the words for readers without script step aside."""
    assert page.evaluate(
        "[...document.querySelectorAll('.latent-field input')].every((one) => one.labels.length === 1)"
    )
    assert page.evaluate(
        "[...document.querySelectorAll('.generative-latent-plane canvas')].every((one) => one.ariaLabel)"
    )
    assert page.evaluate("document.querySelector('.latent-told').getAttribute('role')") == "status"
    assert page.evaluate("document.querySelector('.widget-static').hidden")
    assert visited.errors == []


def test_the_tool_fits_a_phone(visit: Callable[..., Visit], tool: LatentTool, tmp_path: Path) -> None:
    """At 360 pixels nothing is wider than the screen."""
    phone = visit(write_tool_page(tmp_path, tool), viewport=PHONE, is_mobile=True)
    phone.page.wait_for_function(CLEAR)
    assert phone.width() <= PHONE["width"]


def test_weights_are_loaded_when_the_tool_comes_near(
    visit: Callable[..., Visit], tool: LatentTool, tmp_path: Path
) -> None:
    """Far below the screen nothing is asked for; scrolled near, the weights come."""
    far = visit(
        write_tool_page(tmp_path, tool, before='<div style="height:5000px">far</div>'), viewport=ROOMY
    )
    assert not any("latent-plane-" in address for address in far.asked)
    far.page.evaluate("window.scrollTo(0, 4700)")
    far.page.wait_for_function(CLEAR)


def test_without_its_weights_the_words_stay(
    visit: Callable[..., Visit], tool: LatentTool, tmp_path: Path
) -> None:
    """A page whose weights are lost keeps the reference to the figure."""
    file = write_tool_page(tmp_path, tool)
    for data in tmp_path.glob("generative-latent-plane-*.js"):
        data.unlink()
    page = visit(file).page
    page.wait_for_function("document.querySelector('.generative-latent-plane.failed') !== null")
    assert not page.evaluate("document.querySelector('.widget-static').hidden")
