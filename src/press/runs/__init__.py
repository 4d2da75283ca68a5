"""Notebooks, parameters and scenarios: what is to be executed."""
