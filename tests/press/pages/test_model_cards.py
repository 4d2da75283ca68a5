"""The page of model cards."""

from __future__ import annotations

from portfolio.results.value import Value
from press.pages.model_cards import cards_of, groups_of, models_markdown
from tests_support import cell


def shown(text: str):
    """Return a cell whose output is Markdown."""
    return {**cell("show()"), "outputs": [{"output_type": "display_data", "data": {"text/markdown": text}}]}


def test_cards_are_found_among_the_outputs():
    """Other Markdown is no card."""
    cells = [cell("x", kind="markdown"), shown("**Note.** x"), shown("**Model.** trees")]
    assert cards_of(cells) == ["**Model.** trees"]


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
