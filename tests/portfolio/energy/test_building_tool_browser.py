"""The tool that takes a building, in a real browser, from a file on disk: it says what Python says."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page

from opened_pages import PHONE, Visit
from portfolio import energy as en
from portfolio.energy.interactive import intensity
from tool_page import write_tool_page

READY = "document.querySelector('.energy-building-tool.ready') !== null"
PROBE = """((asked) => {
  const data = Object.values(window.PortfolioData)[0];
  const answers = asked.map((one) => window.PortfolioBuilding.answer(data, one));
  return answers.map(({ value, low, high }) => [value, low, high]);
})"""

pytestmark = pytest.mark.browser


def write_page(folder: Path, language: str = "en") -> Path:
    """Write a page with the tool, its data beside it, and return its file."""
    tool = en.BuildingTool(en.load_building_model(), 224.3)
    return write_tool_page(folder, tool, language=language)


@pytest.fixture
def used(visit: Callable[..., Visit], tmp_path: Path) -> Page:
    """Return the tool on a phone, ready to be used."""
    page = visit(write_page(tmp_path), viewport=PHONE).page
    page.wait_for_function(READY)
    return page


def said(page: Page) -> str:
    """Return the answer that is announced."""
    return page.locator(".building-answer").inner_text()


def test_the_page_computes_what_python_computes(used: Page) -> None:
    """Each use, and buildings at the edges, agree to 1e-6."""
    model, rng = en.load_building_model(), np.random.default_rng(0)
    asked = [
        {"use": use, "area": float(rng.uniform(1000, 2e5)), "floors": int(rng.integers(1, 76)),
         "year": int(rng.integers(1900, 2015))}
        for use in [*model.uses, "another use"] * 10
    ]  # fmt: skip
    here = np.array(used.evaluate(f"{PROBE}({json.dumps(asked)})"))
    np.testing.assert_allclose(here, [intensity(model, **one) for one in asked], rtol=1e-6)


def test_each_control_has_a_label_and_nothing_is_wider_than_a_phone(used: Page) -> None:
    """The table of examples steps aside; energy, interval, CO2 and the mean of the use are shown."""
    document = used.content()
    controls = re.findall(r'<(?:input|select)[^>]*id="(building-\w+)"', document)
    assert sorted(controls) == sorted(re.findall(r'<label for="(building-\w+)"', document))
    assert len(controls) == 6
    assert re.search(r'class="widget-static"[^>]*hidden', document)
    assert used.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert re.match(r"Site energy: \d+ kWh/m² a year, 80% interval \d+ to \d+\.", said(used))
    assert used.locator(".building-answers tr").count() == 3


def test_the_keyboard_reaches_and_changes_everything(used: Page) -> None:
    """Tab goes through the controls; an arrow chooses another use, and the answer follows."""
    used.locator("#building-use").focus()
    before = said(used)
    used.keyboard.press("ArrowUp")
    assert said(used) != before
    reached = []
    for _ in range(5):
        used.keyboard.press("Tab")
        reached.append(used.evaluate("document.activeElement.id"))
    assert reached == [f"building-{name}" for name in ("area", "floors", "year", "factor", "language")]


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("area", "-5", "must be between 10 and 1,000,000"), ("area", "", "Needed, a number"),
        ("floors", "0", "must be between 1 and 170"), ("floors", "2.5", "whole number"),
        ("year", "3000", "must be between 1000 and"), ("factor", "-1", "must be between 0 and 1,500"),
        ("area", "60", "a floor must have at least 10 m²"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_words(used: Page, name: str, value: str, words: str) -> None:
    """There is no answer, and once the value is possible again there is one."""
    field = used.locator(f"#building-{name}")
    before = field.input_value()
    field.fill(value)
    assert said(used).startswith("No answer.") and words in said(used)
    assert used.locator(".building-answers tr").count() == 0
    field.fill(before)
    assert said(used).startswith("Site energy")


@pytest.mark.parametrize(("name", "value"), [("area", "900000"), ("floors", "120"), ("year", "1700")])
def test_what_was_never_seen_is_answered_with_a_warning(used: Page, name: str, value: str) -> None:
    """The answer stands, and the page says that nobody should trust it."""
    if name == "floors":
        used.locator("#building-area").fill("150000")
    used.locator(f"#building-{name}").fill(value)
    assert said(used).startswith("Site energy")
    assert "do not trust the answer" in used.locator(".building-warning").inner_text()


def test_the_factor_moves_the_carbon_alone(used: Page) -> None:
    """Twice the factor is twice the CO2."""
    carbon = used.locator(".building-answers tr").nth(1).locator("td")
    before, energy = float(carbon.inner_text().split(" ")[0].replace(",", "")), said(used)
    used.locator("#building-factor").fill("448.6")
    assert float(carbon.inner_text().split(" ")[0].replace(",", "")) == pytest.approx(2 * before, rel=1e-3)
    assert said(used) == energy


def test_it_speaks_french(visit: Callable[..., Visit], tmp_path: Path) -> None:
    """By the language of the page, or by choice; no English word stays."""
    page = visit(write_page(tmp_path, "fr"), viewport=PHONE).page
    page.wait_for_function(READY)
    assert re.match(r"Énergie du site\s: \d+ kWh/m² par an, intervalle à 80\s%", said(page))
    assert "Grand immeuble de bureaux" in page.locator("#building-use").inner_text()
    page.locator("#building-floors").fill("0")
    assert said(page).startswith("Pas de réponse.")
    page.locator("#building-language").select_option("en")
    assert said(page).startswith("No answer.")


def test_without_its_data_the_examples_stay(visit: Callable[..., Visit], tmp_path: Path) -> None:
    """A page whose data are lost keeps the table."""
    file = write_page(tmp_path)
    for data in tmp_path.glob("energy-building-tool-*.js"):
        data.unlink()
    page = visit(file).page
    page.wait_for_function("document.querySelector('.energy-building-tool.failed') !== null")
    assert "Three invented buildings" in page.locator(".widget-static").inner_text()
