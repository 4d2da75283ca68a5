"""The page of model cards."""

from __future__ import annotations

from portfolio.results.value import Value
from press.pages.model_cards import cards_of, groups_of, models_markdown
from press.runs.notebook import read_notebook
from tests_support import ROOT, cell


def test_cards_are_the_cells_that_begin_as_one_bound_to_their_run():
    """Other Markdown is no card, and a number of another run keeps its own."""
    card = "**Model.** [trees](result:family), [0.9](result:other.auc#full)"
    cells = [cell("x", kind="markdown"), cell("show()"), cell(card, kind="markdown")]
    bound = "**Model.** {result}`one/default.family`, {result}`other.auc|full`"
    assert cards_of(cells, "one/default") == [bound]


def test_this_book_has_the_card_of_its_score():
    """A chapter that tells its card in another form is noticed."""
    cells = read_notebook(ROOT / "notebooks/scoring.ipynb").cells
    assert len(cards_of(cells, "scoring/default")) == 1


def test_a_card_stands_under_its_run_with_a_link():
    """A book without models says so."""
    text = models_markdown([("About one", "notebooks/one", ["**Model.** trees"])])
    assert text.startswith("## About one\n\nFrom the run of [this page](/notebooks/one.ipynb)")
    assert "**Model.** trees" in text
    assert "No chapter" in models_markdown([])


def test_how_groups_fare_is_named_and_not_copied():
    """The number stays bound to its run."""
    values = {name: Value(name, 1.0, label="Refused, young") for name in ("refused_good_most", "auc")}
    assert groups_of("one/default", values) == (
        "**By group.**\n\n- Refused, young: {result}`one/default.refused_good_most|full`"
    )
    assert groups_of("one/default", {}) == ""
