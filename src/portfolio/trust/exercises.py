"""The exercises of this family of chapters; what each asks stands in a module of its chapter."""

from __future__ import annotations

from portfolio.exercises import Exercises
from portfolio.trust.explanation_exercises import EXPLANATIONS

ASKED = Exercises(*EXPLANATIONS)
check, cases = ASKED.check, ASKED.cases
