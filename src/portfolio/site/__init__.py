"""From executed notebooks and prose to a published static site."""
