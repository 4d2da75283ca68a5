"""What this chapter claims: the rate of false acceptance in both languages, and of false alarms."""

from __future__ import annotations

import numpy as np

from portfolio.dialogue.rejection import conformal_p
from portfolio.dialogue.watch import alarm_p
from portfolio.results.methods import CONFORMAL_P, PERMUTATION_ALARM
from portfolio.statistics.claims import Claim

ENGLISH, FRENCH = 49, 93  # requests without an intent that calibrate, as many as in the chapter
LEVEL = 0.05
REFERENCE, WEEK, TRIED_SHUFFLES = 300, 100, 199


def stranger(count: int, rng: np.random.Generator) -> float:
    """Return the p-value of a fresh request without an intent, against a calibration of such requests.

    Parameters
    ----------
    count
        Of the calibration.
    rng
        Source of chance.
    """
    scores = rng.beta(3, 2, count + 1)
    return float(conformal_p(scores[:-1], scores[-1:])[0])


def english_message(rng: np.random.Generator) -> float:
    """Return the p-value of a fresh English request without an intent."""
    return stranger(ENGLISH, rng)


def french_message(rng: np.random.Generator) -> float:
    """Return the p-value of a fresh French request without an intent."""
    return stranger(FRENCH, rng)


def quiet_week(rng: np.random.Generator) -> float:
    """Return the p-value of a week like the reference, with three indicators that hang together."""
    hard = rng.random((REFERENCE + WEEK, 1)) < 0.3  # a hard conversation raises all three
    seen = (rng.random((REFERENCE + WEEK, 3)) < np.where(hard, [0.6, 0.3, 0.2], [0.1, 0.03, 0.01])).astype(
        float
    )
    return alarm_p(seen[:REFERENCE], seen[REFERENCE:], rng, TRIED_SHUFFLES)


def reached(count: int) -> float:
    """Return the exact rate of a conformal test: p-values are multiples of one over `count` + 1."""
    return float(np.floor(LEVEL * (count + 1) + 1e-9) / (count + 1))


# The exact rate is stated, not a measured one: a calibration this small cannot reach the level. Margins are
# those of the other tests of the book: with the default one, a rate half as large again would pass unseen.
CLAIMS = (
    Claim("English request without an intent", CONFORMAL_P,
          f"{ENGLISH} such requests to calibrate on; a fresh one",
          english_message, stated=reached(ENGLISH), margin=0.005, repeats=1000),
    Claim("French request without an intent", CONFORMAL_P,
          f"{FRENCH} such requests to calibrate on; a fresh one",
          french_message, stated=reached(FRENCH), margin=0.005, repeats=1000),
    Claim("quiet week of conversations", PERMUTATION_ALARM,
          f"{REFERENCE} conversations before and {WEEK} in the week, three rates; nothing changed",
          quiet_week, margin=0.005, repeats=500, many=4000),
)  # fmt: skip
