"""Tables with times of the machine, as a notebook shows them."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from portfolio import results
from portfolio.errors import DataError

FRAME = pd.DataFrame({"model": ["a <b>", "c"], "seconds": [1.25, None], "n": [1, 2]}, index=["x", "y"])


def test_measured_cells_are_marked_and_the_others_are_as_ever():
    """Text stays escaped; each cell reads as pandas writes it."""
    shown = results.with_measured(FRAME, "seconds")
    html = shown._repr_html_()
    assert re.findall(r'<td><span class="volatile">(.*?)</span></td>', html) == ["1.25", "NaN"]
    assert re.sub(r"</?span[^>]*>", "", html) == FRAME.to_html()
    assert repr(shown) == repr(FRAME)


def test_without_a_measured_column_it_is_the_table():
    """Nothing to mark."""
    assert results.with_measured(FRAME)._repr_html_() == FRAME.to_html()


@pytest.mark.parametrize(
    "show",
    [results.with_measured, lambda frame, name: results.table("t", frame, caption="", measured=[name])],
)
def test_a_measured_column_must_be_there(show):
    """With the nearest name."""
    with pytest.raises(DataError, match=r"no column 'second' to be measured; expected model, seconds, n"):
        show(FRAME, "second")
