"""The score explorer in a real browser, from a file on disk: it says what Python says."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import Browser, Page

from opened_pages import Visit
from portfolio.datasets import card, load
from portfolio.scoring import Score, Search, describe, fit_score, prepare, subset
from portfolio.scoring.applicants import Applicants
from portfolio.scoring.explanation import centred, contributions
from portfolio.scoring.export import Explorer, explorer, plain
from tool_page import write_tool_page

FAMILIES = ("scorecard", "logistic", "lightgbm")
ASKED = 200
TALL = {"width": 800, "height": 2400}
READY = "document.querySelector('.scoring-explorer.ready') !== null"
# What the page's models say of some applicants.
PROBE = """((rows) => {
  const data = Object.values(window.PortfolioData)[0];
  const { probability, contributions } = window.PortfolioScore;
  return Object.fromEntries(Object.entries(data.models).map(([name, model]) =>
    [name, rows.map((row) => [probability(data, model, row), contributions(data, model, row)])]));
})"""
Told = dict[str, list[tuple[float, dict[str, float]]]]

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def people() -> Applicants:
    """Return some applicants with holes and texts."""
    frame = load("credit_data")
    whole = prepare(frame, describe("credit_data", frame))
    return subset(whole, np.arange(0, len(whole), 3))


@pytest.fixture(scope="module")
def scores(people: Applicants) -> dict[str, Score]:
    """Return one fitted score of each kind that can be exported."""
    return {name: fit_score(people, Search(5.0, 1, 0), (name,)) for name in FAMILIES}


@pytest.fixture(scope="module")
def tool(scores: dict[str, Score], people: Applicants) -> Explorer:
    """Return the data of the explorer."""
    return explorer(scores, people, card("credit_data").columns)


@pytest.fixture(scope="module")
def asked(people: Applicants) -> pd.DataFrame:
    """Return 200 applicants, some with further holes and values never seen."""
    frame = people.features.sample(ASKED, random_state=1).reset_index(drop=True)
    holes = frame["Income"].mask(frame.index % 7 == 0)
    homes = frame["Home"].where(frame.index % 11 != 0, "houseboat")
    return frame.assign(Income=holes, Home=homes)


@pytest.fixture(scope="module")
def opened(
    browser: Browser, tool: Explorer, asked: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, Told]:
    """Return the page's document, opened from disk, and what its models say of the applicants."""
    with Visit(browser, write_tool_page(tmp_path_factory.mktemp("tool"), tool), viewport=TALL) as visit:
        visit.page.wait_for_function(READY)
        told: Told = visit.page.evaluate(f"{PROBE}({json.dumps(rows_of(asked))})")
        return visit.page.content(), told


def rows_of(asked: pd.DataFrame) -> list[dict[str, object]]:
    """Return applicants as the page takes them."""
    columns = {str(name): plain(asked[name]) for name in asked}
    return [{name: values[place] for name, values in columns.items()} for place in range(len(asked))]


@pytest.mark.parametrize("name", FAMILIES)
def test_the_page_computes_what_python_computes(
    name: str, opened: tuple[str, Told], scores: dict[str, Score], asked: pd.DataFrame
) -> None:
    """On 200 applicants, holes and unknown values among them, probabilities agree to 1e-6."""
    here = np.array([probability for probability, _ in opened[1][name]])
    assert len(here) == ASKED
    np.testing.assert_allclose(here, scores[name].probability(asked), rtol=0, atol=1e-6)


@pytest.mark.parametrize("name", FAMILIES)
def test_the_page_explains_as_python_explains(
    name: str, opened: tuple[str, Told], scores: dict[str, Score], people: Applicants, asked: pd.DataFrame
) -> None:
    """Contributions against the average agree to 1e-6, tree by tree."""
    reference = contributions(scores[name], people.features)
    expected = centred(contributions(scores[name], asked), reference).values
    here = pd.DataFrame([parts for _, parts in opened[1][name]])[expected.columns]
    np.testing.assert_allclose(here, expected, rtol=0, atol=1e-6)


def test_the_tool_is_built_from_labelled_controls(opened: tuple[str, Told], tool: Explorer) -> None:
    """Each control has a label, the verdict is announced, and the table of examples steps aside."""
    document, _ = opened
    controls = re.findall(r'<(?:input|select)[^>]*id="(score-\d+)"', document)
    labels = re.findall(r'<label for="(score-\d+)"', document)
    assert sorted(controls) == sorted(labels)
    assert len(controls) == len(tool.payload["fields"]) + 5
    assert re.search(r'role="status"[^>]*><strong[^>]*>(Accepted|Refused)</strong>', document)
    assert re.search(r'class="widget-static"[^>]*hidden', document)


def test_without_its_data_the_examples_stay(
    visit: Callable[..., Visit], tool: Explorer, tmp_path: Path
) -> None:
    """A page whose data are lost keeps the table."""
    file = write_tool_page(tmp_path, tool)
    for data in tmp_path.glob("scoring-explorer-*.js"):
        data.unlink()
    page = visit(file).page
    page.wait_for_function("document.querySelector('.scoring-explorer.failed') !== null")
    document = page.content()
    assert "Three applicants and their scores" in document
    assert not re.search(r'class="widget-static"[^>]*hidden', document)


@pytest.fixture
def used(visit: Callable[..., Visit], tool: Explorer, tmp_path: Path) -> Page:
    """Return the page of the tool, ready to be used."""
    page = visit(write_tool_page(tmp_path, tool), viewport=TALL).page
    page.wait_for_function(READY)
    return page


@pytest.mark.parametrize(
    ("label", "value", "answer"),
    [
        ("Income (unstated currency)", "-500", "No score. Income (unstated currency) cannot be below 0."),
        ("Age (years)", "", "No score. Age (years) is needed"),
        ("cost ratio", "0", "No score. The cost ratio must be a number above 0"),
        ("cost ratio", "-1", "No score. The cost ratio must be a number above 0"),
        ("cost ratio", "", "No score. The cost ratio must be a number above 0"),
    ],
)
def test_what_cannot_be_is_refused_in_words(used: Page, label: str, value: str, answer: str) -> None:
    """There is no score, and once the value is possible again there is one."""
    field = used.get_by_label(label, exact=True)
    before = field.input_value()
    field.fill(value)
    assert used.locator(".score-verdict").inner_text().startswith(answer)
    field.fill(before)
    assert re.match("Accepted|Refused", used.locator(".score-verdict").inner_text())


@pytest.mark.parametrize(
    ("label", "value"), [("Age (years)", "5"), ("Income (unstated currency)", "99999999")]
)
def test_what_was_never_seen_is_answered_with_a_warning(used: Page, label: str, value: str) -> None:
    """The score is computed, and the page says that nobody should trust it."""
    used.get_by_label(label, exact=True).fill(value)
    assert re.match("Accepted|Refused", used.locator(".score-verdict").inner_text())
    assert f"{label} lies outside what the score was fitted on" in used.locator(".score-warning").inner_text()


def test_ratios_are_shown_by_their_meaning(used: Page) -> None:
    """No name of a variable stands among the reasons."""
    assert "own_money" not in used.locator(".score-reasons").inner_text()
