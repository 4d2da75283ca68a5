"""What the intervals of this family of chapters claim; each chapter states its own."""

from __future__ import annotations

from portfolio.trust.explanation_claims import EXPLANATION_CLAIMS
from portfolio.trust.fairness_claims import FAIRNESS_CLAIMS

CLAIMS = (*EXPLANATION_CLAIMS, *FAIRNESS_CLAIMS)
