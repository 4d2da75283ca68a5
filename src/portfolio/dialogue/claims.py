"""What this chapter claims: the rate of false acceptance in both languages, and of false alarms."""

from __future__ import annotations

import numpy as np

from portfolio.dialogue.rejection import conformal_p
from portfolio.dialogue.watch import alarm_p
from portfolio.results.methods import CONFORMAL_P, PERMUTATION_ALARM
from portfolio.statistics.claims import Claim

ENGLISH, FRENCH, REVIEWS = 49, 93, 100  # messages of the calibrations, as many as in the chapter
REFERENCE, WEEK, TRIED_SHUFFLES = 300, 100, 99


def english_message(rng: np.random.Generator) -> float:
    """Return the p-value of a fresh request without an intent, against such requests and against reviews."""
    unknown, reviews = rng.beta(3, 2, ENGLISH + 1), rng.beta(2, 4, REVIEWS)
    fresh = unknown[-1:]
    return float(max(conformal_p(unknown[:-1], fresh)[0], conformal_p(reviews, fresh)[0]))


def french_message(rng: np.random.Generator) -> float:
    """Return the p-value of a fresh request without an intent, against such requests."""
    unknown = rng.beta(3, 2, FRENCH + 1)
    return float(conformal_p(unknown[:-1], unknown[-1:])[0])


def quiet_week(rng: np.random.Generator) -> float:
    """Return the p-value of a week like the reference, with three indicators that hang together."""
    hard = rng.random((REFERENCE + WEEK, 1)) < 0.3  # a hard conversation raises all three
    seen = (rng.random((REFERENCE + WEEK, 3)) < np.where(hard, [0.6, 0.3, 0.2], [0.1, 0.03, 0.01])).astype(
        float
    )
    return alarm_p(seen[:REFERENCE], seen[REFERENCE:], rng, TRIED_SHUFFLES)


CLAIMS = (
    Claim("English request without an intent", CONFORMAL_P,
          f"{ENGLISH} such requests and {REVIEWS} reviews to calibrate on; a fresh one, the larger p",
          english_message, stated=0.04, margin=0.005, repeats=1000),
    Claim("French request without an intent", CONFORMAL_P,
          f"{FRENCH} such requests to calibrate on; a fresh one",
          french_message, stated=0.043, margin=0.005, repeats=1000),
    Claim("quiet week of conversations", PERMUTATION_ALARM,
          f"{REFERENCE} conversations before and {WEEK} in the week, three rates; nothing changed",
          quiet_week, margin=0.004, repeats=500, many=4000),
)  # fmt: skip
