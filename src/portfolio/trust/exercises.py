"""The exercises of this family of chapters; what each asks stands in a module of its chapter."""

from __future__ import annotations

from portfolio.exercises import Exercises
from portfolio.trust.attack_exercises import ATTACKS

ASKED = Exercises(*ATTACKS)
check, cases = ASKED.check, ASKED.cases
