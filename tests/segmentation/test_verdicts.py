"""Sentences follow from the figures they are given."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from portfolio import segmentation as seg

AGES = [28, 56, 84]


def contract(refresh: int) -> seg.Contract:
    foreseen = np.full((3, 2), 0.5)
    return seg.Contract(foreseen, np.full((3, 2), 0.1), 3.0, pd.DataFrame(), refresh)


def test_the_choice_is_told_with_what_ended_the_search() -> None:
    """The next number fails with figures; a rule that nobody passes is not hidden."""
    table = pd.DataFrame({"ari": [0.99, 0.87], "worst": [0.97, 0.56], "smallest": [0.3, 0.1]}, index=[2, 3])
    assert "0.56 in the worst of twenty" in seg.choice_words(seg.Choice(2, True), table)
    assert "largest number tried" in seg.choice_words(seg.Choice(3, True), table)
    assert seg.choice_words(seg.Choice(3, False), table).startswith("No number of segments passes")


def test_the_length_of_the_contract_is_told() -> None:
    """Days if there are any."""
    assert "true for 84 days" in seg.validity_words(84)
    assert "not even true for a month" in seg.validity_words(0)


@pytest.mark.parametrize(("refresh", "word"), [(28, "safe side"), (56, "safe side"), (84, "too late")])
def test_hindsight_judges_the_refresh(refresh: int, word: str) -> None:
    """The rules held for two checks: a refresh at the third is late."""
    ageing = pd.DataFrame({"ari": [0.9, 0.85, 0.7]}, index=AGES)
    assert word in seg.refresh_words(ageing, contract(refresh), 0.8)


def test_a_silent_alarm_is_told() -> None:
    """Nothing rang until the last check."""
    short, full = seg.alarm_words(None, np.full((3, 2), 0.5), contract(28), [0, 1], ["a", "b"], AGES)
    assert "stayed silent for 84 days" in short
    assert "the alarm stayed silent" in full


def test_an_alarm_names_what_rang_and_how_often() -> None:
    """The second indicator left its band at the last two checks; columns may be shown in another order."""
    seen = np.full((3, 2), 0.5)
    seen[1:, 1] = 0.95
    short, full = seg.alarm_words(56, seen, contract(28), [1, 0], ["late", "calm"], AGES)
    assert short.endswith("rang after 56 days.")
    assert "at 2 of 3 checks" in full
    assert "'late': 0.95 where 0.5 was foreseen" in full


@pytest.mark.parametrize(
    ("ours", "once", "word"), [(0.4, 0.41, "level"), (0.3, 0.8, "split wins"), (0.6, 0.3, "does not win")]
)
def test_the_silhouette_is_held_against_the_trivial_split(ours: float, once: float, word: str) -> None:
    """Level, lost or won."""
    assert word in seg.silhouette_words(ours, once)


def test_luck_and_naive_alarms_are_told() -> None:
    """Fewer purchases than before are told as luck that ended; an alarm that always rings as worthless."""
    assert "was luck" in seg.luck_words(7.2, 4.0)
    assert "has lasted" in seg.luck_words(3.0, 4.0)
    assert "worth nothing" in seg.naive_words(1.0)
    assert "worth nothing" not in seg.naive_words(0.1)


def test_groups_outside_their_interval_are_named() -> None:
    """More, fewer, and as expected."""
    table = pd.DataFrame(
        {
            "low": [2.0, 1.0, 0.0],
            "high": [3.0, 2.0, 0.5],
            "expected": [1.0, 1.5, 1.0],
            "inside": [False, True, False],
        },
        index=["a", "b", "c"],
    )
    told = seg.inside_words(table)
    assert told == (
        "1 of 3 expected means lie in the interval of the actual ones; "
        "more than expected came from 'a'; less from 'c'."
    )


@pytest.mark.parametrize(
    ("low", "high", "word"), [(0.1, 0.2, "smaller squared error"), (-0.1, 0.2, "told"), (-0.2, -0.1, "loses")]
)
def test_a_forecast_is_judged_by_its_interval(low: float, high: float, word: str) -> None:
    """Better than the rule, level, or worse."""
    table = pd.DataFrame({"low": [0, low], "high": [0, high]}, index=["model", "rule"])
    assert word in seg.forecast_words(table)


def test_shares_are_written_as_on_the_rest_of_the_page() -> None:
    """A space that does not break stands before the sign."""
    assert seg.percent(0.412) == "41\N{NO-BREAK SPACE}%"
    assert seg.percent(0.0123, 1) == "1.2\N{NO-BREAK SPACE}%"
