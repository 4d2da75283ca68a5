"""What a training gives, told over the trainings that differ only in their seed.

A training amplifies the last digits of a processor, so what one training gives belongs to one machine. Prose
tells the mean of at least three trainings with their range.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from portfolio.results.methods import RANGE
from portfolio.results.value import Value

FEWEST = 3
_TRAINING = re.compile(r"(?P<notebook>[^/]+)/(?:default|seed-\d+)")


def over_seeds(run: str, name: str, values: Mapping[str, Mapping[str, Value]]) -> Value | None:
    """Return the mean of a number over the trainings of a notebook, with their range as its interval.

    Parameters
    ----------
    run
        Any run of the notebook: `adversaries/default`.
    name
        Of the number.
    values
        For each run, its values by name. The trainings are the default and the scenarios `seed-1`, `seed-2`
        and so on.

    Returns
    -------
    Value or None
        None if fewer than three trainings recorded the number.
    """
    notebook = run.partition("/")[0]
    found = []
    for other, recorded in values.items():
        training = _TRAINING.fullmatch(other)
        if training and training["notebook"] == notebook and name in recorded:
            found.append(recorded[name])
    numbers = [one.value for one in found if not isinstance(one.value, str)]
    if len(numbers) < FEWEST:
        return None
    mean = sum(numbers) / len(numbers)
    return replace(found[0], value=mean, interval=(min(numbers), max(numbers)), method=RANGE)
