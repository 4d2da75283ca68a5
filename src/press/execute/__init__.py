"""Notebooks are executed: worker, kernel, progress, failures."""
