"""The score explorer in a real browser, from a file on disk: it says what Python says."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from html import unescape
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from portfolio.datasets import load
from portfolio.scoring import Score, Search, describe, fit_score, prepare, subset
from portfolio.scoring.applicants import Applicants
from portfolio.scoring.explanation import centred, contributions
from portfolio.scoring.export import Explorer, explorer, plain
from portfolio.site.score_tool import STATIC, split_data, tool_html

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--window-size=800,2400"),
]
FAMILIES = ("scorecard", "logistic", "lightgbm")
ASKED = 200
PROBE = """
window.addEventListener("load", () => setTimeout(() => {
  const data = Object.values(window.PortfolioScore.tables)[0];
  const rows = JSON.parse(document.getElementById("rows").textContent);
  const told = {};
  Object.entries(data.models).forEach(([name, model]) => {
    told[name] = rows.map((row) => [window.PortfolioScore.probability(data, model, row),
      window.PortfolioScore.contributions(data, model, row)]);
  });
  const out = document.createElement("pre");
  out.id = "told";
  out.textContent = JSON.stringify(told);
  document.body.append(out);
}, 300));
"""

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
    return explorer(scores, people)


@pytest.fixture(scope="module")
def asked(people: Applicants) -> pd.DataFrame:
    """Return 200 applicants, some with further holes and values never seen."""
    frame = people.features.sample(ASKED, random_state=1).reset_index(drop=True)
    holes = frame["Income"].mask(frame.index % 7 == 0)
    homes = frame["Home"].where(frame.index % 11 != 0, "houseboat")
    return frame.assign(Income=holes, Home=homes)


@pytest.fixture(scope="module")
def document(tool: Explorer, asked: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the page after its scripts ran, opened from disk."""
    if CHROMIUM is None:
        if os.environ.get("PORTFOLIO_REQUIRE_BROWSER") == "1":
            pytest.fail("PORTFOLIO_REQUIRE_BROWSER=1, and no chromium was found: apt-get install chromium")
        pytest.skip("no chromium: the explorer was not run; apt-get install chromium")
    return visit(write_page(tmp_path_factory.mktemp("tool"), tool, asked))


def write_page(folder: Path, tool: Explorer, asked: pd.DataFrame) -> Path:
    """Write a page with the explorer, its data beside it, and a script that asks it about applicants."""
    body, scripts = split_data(tool_html(tool.payload))
    for name, text in scripts.items():
        (folder / name).write_text(text, encoding="utf-8")
    for asset in ("score-tool.js", "score-tool.css"):
        shutil.copyfile(STATIC / asset, folder / asset)
    rows = [
        {name: values[place] for name, values in {str(n): plain(asked[n]) for n in asked}.items()}
        for place in range(len(asked))
    ]
    page = folder / "page.html"
    page.write_text(
        f'<!doctype html><html lang="en"><meta charset="utf-8"><link rel="stylesheet" href="score-tool.css">'
        f"<title>Tool</title><body>{body}"
        f'<script type="application/json" id="rows">{json.dumps(rows)}</script>'
        f'<script src="score-tool.js"></script><script>{PROBE}</script></body></html>',
        encoding="utf-8",
    )
    return page


def visit(page: Path) -> str:
    """Return a page's document after its scripts."""
    assert CHROMIUM is not None
    command = [CHROMIUM, *FLAGS, f"--user-data-dir={page.parent / 'profile'}", "--virtual-time-budget=15000"]
    done = subprocess.run(
        [*command, "--dump-dom", page.as_uri()], capture_output=True, text=True, timeout=120, check=True
    )
    return done.stdout


def told(document: str) -> Mapping[str, list[tuple[float, dict[str, float]]]]:
    """Return what the page's models said."""
    found = re.search(r'<pre id="told">(.*?)</pre>', document, re.DOTALL)
    assert found, "the probe did not run"
    answers: dict[str, list[tuple[float, dict[str, float]]]] = json.loads(unescape(found[1]))
    return answers


@pytest.mark.parametrize("name", FAMILIES)
def test_the_page_computes_what_python_computes(
    name: str, document: str, scores: dict[str, Score], asked: pd.DataFrame
) -> None:
    """On 200 applicants, holes and unknown values among them, probabilities agree to 1e-6."""
    here = np.array([probability for probability, _ in told(document)[name]])
    assert len(here) == ASKED
    np.testing.assert_allclose(here, scores[name].probability(asked), rtol=0, atol=1e-6)


@pytest.mark.parametrize("name", FAMILIES)
def test_the_page_explains_as_python_explains(
    name: str, document: str, scores: dict[str, Score], people: Applicants, asked: pd.DataFrame
) -> None:
    """Contributions against the average agree to 1e-6, tree by tree."""
    reference = contributions(scores[name], people.features)
    expected = centred(contributions(scores[name], asked), reference).values
    here = pd.DataFrame([parts for _, parts in told(document)[name]])[expected.columns]
    np.testing.assert_allclose(here, expected, rtol=0, atol=1e-6)


def test_the_tool_is_built_from_labelled_controls(document: str, tool: Explorer) -> None:
    """Each control has a label, the verdict is announced, and the table of examples steps aside."""
    controls = re.findall(r'<(?:input|select)[^>]*id="(score-\d+)"', document)
    labels = re.findall(r'<label for="(score-\d+)"', document)
    assert sorted(controls) == sorted(labels)
    assert len(controls) == len(tool.payload["fields"]) + 5
    assert re.search(r'role="status"[^>]*><strong[^>]*>(Accepted|Refused)</strong>', document)
    assert re.search(r'class="score-static"[^>]*hidden', document)


def test_without_its_data_the_examples_stay(tool: Explorer, asked: pd.DataFrame, tmp_path: Path) -> None:
    """A page whose data are lost keeps the table."""
    if CHROMIUM is None:
        pytest.skip("no chromium")
    page = write_page(tmp_path, tool, asked)
    for data in tmp_path.glob("score-*.js"):
        if data.name != "score-tool.js":
            data.unlink()
    document = visit(page)
    assert "Three applicants and their scores" in document
    assert not re.search(r'class="score-static"[^>]*hidden', document)
