"""Chapters on trust: explanations, attacks, fairness; each is imported by its modules."""
