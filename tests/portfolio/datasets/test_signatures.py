"""The signature of a model, from its table and the card."""

from __future__ import annotations

import pandas as pd

from portfolio.datasets import Column
from portfolio.datasets.signatures import signature_of

TABLE = pd.DataFrame({"age": [20.0, None, 44.5], "home": ["own", "rent", "own"]})


def test_bounds_and_words_come_from_the_card():
    """The card knows more than the rows at hand."""
    (age, _) = signature_of(TABLE, [Column("age", "integer", "Age", "years", 18, 68)]).fields
    assert (age.minimum, age.maximum, age.unit, age.meaning, age.missing) == (18, 68, "years", "Age", True)


def test_without_a_card_the_table_speaks():
    """Its bounds, its categories, its missing values."""
    age, home = signature_of(TABLE).fields
    assert (age.minimum, age.maximum, age.whole) == (20, 44.5, False)
    assert (home.type, home.levels, home.missing) == ("text", ("own", "rent"), False)
