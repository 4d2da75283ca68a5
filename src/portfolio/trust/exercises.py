"""The exercises of this family of chapters; what each asks stands in a module of its chapter."""

from __future__ import annotations

from portfolio.exercises import Exercises
from portfolio.trust.attack_exercises import ATTACKS
from portfolio.trust.explanation_exercises import EXPLANATIONS
from portfolio.trust.fairness_exercises import FAIRNESS
from portfolio.trust.privacy_exercises import PRIVACY

ASKED = Exercises(*ATTACKS, *EXPLANATIONS, *FAIRNESS, *PRIVACY)
check, cases = ASKED.check, ASKED.cases
