"""TODO-docstring checks."""
