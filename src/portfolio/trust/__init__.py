"""Explanations, attacks and fairness: whether a model can be trusted, and by whom."""
