"""The compact model evaluated from plain data, without the libraries that fitted it."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

TOKEN = r"[@#]?\w+(?:'\w+)?|[!?☺]"
KIND = "tfidf_logistic"


class PlainClassifier:
    """Evaluate what `plain_form` returned, with the standard library alone.

    Parameters
    ----------
    plain
        The model as plain data.
    """

    def __init__(self, plain: Mapping[str, Any]) -> None:
        self.labels, self.cutoff = tuple(plain["labels"]), float(plain["cutoff"])
        self._intercepts, self._temperature = plain["intercepts"], float(plain["temperature"])
        self._terms = plain["terms"]

    def probabilities(self, text: str) -> dict[str, float]:
        """Return the probability of each label of a masked message."""
        tokens = re.findall(TOKEN, text.lower())
        pairs = [f"{one} {other}" for one, other in pairwise(tokens)]
        counts = Counter(term for term in [*tokens, *pairs] if term in self._terms)
        weights = {term: (1 + math.log(count)) * self._terms[term][0] for term, count in counts.items()}
        norm = math.sqrt(math.fsum(weight * weight for weight in weights.values())) or 1.0
        logits = [
            (start + math.fsum(weight * self._terms[term][at] for term, weight in weights.items()) / norm)
            / self._temperature
            for at, start in enumerate(self._intercepts, start=1)
        ]
        parts = [math.exp(logit - max(logits)) for logit in logits]
        return {label: part / sum(parts) for label, part in zip(self.labels, parts, strict=True)}
