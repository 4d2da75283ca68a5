"""The field to draw a digit in, in a real browser, from a file on disk: by pointer, by keys, on a phone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from playwright.sync_api import Page

from opened_pages import PHONE, Visit
from portfolio.networks.drawing import DigitNetwork, answers, centred, digit_tool
from tool_page import write_tool_page

READY = "document.querySelector('.networks-draw-digit.ready') !== null"
TOLD = "document.querySelector('.digit-told').textContent"
INK = (
    "[...document.querySelector('.digit-field').getContext('2d').getImageData(0, 0, 56, 56).data]"
    ".filter((_, i) => i % 4 === 0).filter((grey) => grey < 128).length"
)
ROOMY = {"width": 1000, "height": 1100}

pytestmark = pytest.mark.browser


def examples() -> np.ndarray:
    """Return ten images, each with a block of ink of its own size."""
    images = np.zeros((10, 28, 28), dtype=np.uint8)
    for digit, image in enumerate(images):
        image[4:24, 6 : 9 + digit] = 255
    return images


@pytest.fixture(scope="module")
def network() -> DigitNetwork:
    """Return a network with large random weights, so that it is sure of something."""
    torch.manual_seed(0)
    made = DigitNetwork()
    with torch.no_grad():
        for weights in made.parameters():
            weights.mul_(4)
    return made.eval()


@pytest.fixture
def visited(visit: Callable[..., Visit], network: DigitNetwork, tmp_path: Path) -> Visit:
    """Open a page and wait until its tool is ready."""
    visited = visit(write_tool_page(tmp_path, digit_tool(network, examples())), viewport=ROOMY)
    visited.page.wait_for_function(READY)
    return visited


@pytest.fixture
def page(visited: Visit) -> Page:
    """Return a page whose tool is ready."""
    return visited.page


def test_an_example_gets_the_answer_of_python(page: Page, network: DigitNetwork) -> None:
    """The digit that is announced is Python's, with its probability, and so are the ten bars."""
    assert page.evaluate(TOLD) == "Nothing is drawn yet."
    page.click(".digit-example >> nth=7")
    share = answers(network, centred(examples()[7] / 255)[None])[2][0]
    assert f"{share.argmax()}" in page.evaluate(TOLD)
    percent = f"{100 * share.max():.0f}"
    assert f"{'>99' if percent == '100' else percent}\u00a0%" in page.evaluate(TOLD)
    widths = page.evaluate(
        "[...document.querySelectorAll('.digit-track span')].map((one) => parseFloat(one.style.width))"
    )
    np.testing.assert_allclose(widths, 100 * share, atol=0.01)


def test_the_pointer_draws_and_the_button_clears(visited: Visit, page: Page) -> None:
    """A stroke leaves ink and is judged when it ends; cleared, nothing is left."""
    frame = page.locator(".digit-field").bounding_box()
    assert frame is not None
    page.mouse.move(frame["x"] + 30, frame["y"] + 30)
    page.mouse.down()
    page.mouse.move(frame["x"] + 30, frame["y"] + 180, steps=5)
    assert page.evaluate(TOLD) == "Nothing is drawn yet."
    page.mouse.up()
    assert "network" in page.evaluate(TOLD)
    page.wait_for_function(f"{INK} > 100")
    page.click(".digit-clear")
    assert page.evaluate(TOLD) == "Nothing is drawn yet."
    assert page.evaluate(INK) == 0
    assert visited.errors == []


def test_keys_draw_and_the_page_stays(page: Page) -> None:
    """Space lowers the pen, arrows move it, space raises it and the answer is announced; backspace clears."""
    page.focus(".digit-field")
    page.keyboard.press("ArrowUp")
    assert page.evaluate(TOLD) == "Nothing is drawn yet."
    page.keyboard.press(" ")
    assert page.evaluate(TOLD) == "Pen down."
    for _ in range(10):
        page.keyboard.press("ArrowDown")
    page.keyboard.press(" ")
    assert "network" in page.evaluate(TOLD)
    assert page.evaluate(INK) > 60
    assert page.evaluate("window.scrollY") == 0
    page.keyboard.press("Backspace")
    assert page.evaluate(TOLD) == "Nothing is drawn yet."


def test_a_low_probability_is_said_to_be_one(
    visit: Callable[..., Visit], network: DigitNetwork, tmp_path: Path
) -> None:
    """Below the level the page says unsure, in French on a French page."""
    tool = digit_tool(network, examples())
    tool.payload["sure"] = 1.01
    page = visit(write_tool_page(tmp_path, tool, language="fr"), viewport=ROOMY).page
    page.wait_for_function(READY)
    page.click(".digit-example >> nth=7")
    assert page.evaluate(TOLD).startswith("Le réseau hésite\u00a0:")


def test_all_parts_are_named_and_the_answer_is_announced(page: Page) -> None:
    """Each canvas and each button has a name; the words for readers without script step aside."""
    assert page.evaluate("[...document.querySelectorAll('main canvas')].every((one) => one.ariaLabel)")
    assert page.evaluate("document.querySelector('.digit-told').getAttribute('aria-live')") == "polite"
    assert page.get_by_role("button", name="example of a 3").count() == 1
    assert page.evaluate("document.querySelector('.widget-static').hidden")


def test_a_finger_draws_on_a_phone(
    visit: Callable[..., Visit], network: DigitNetwork, tmp_path: Path
) -> None:
    """At 360 pixels nothing is wider than the screen, and a touch leaves ink."""
    file = write_tool_page(tmp_path, digit_tool(network, examples()))
    phone = visit(file, viewport=PHONE, is_mobile=True, has_touch=True)
    phone.page.wait_for_function(READY)
    assert phone.width() <= PHONE["width"]
    phone.page.tap(".digit-field")
    phone.page.wait_for_function(f"{INK} > 5")
