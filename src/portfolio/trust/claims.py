"""What the intervals of this family of chapters claim; each chapter states its own."""

from __future__ import annotations

from portfolio.trust.explanation_claims import EXPLANATION_CLAIMS

CLAIMS = (*EXPLANATION_CLAIMS,)
