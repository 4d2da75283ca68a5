"""Drawing: the look of the book's figures.

Only the theme is re-exported: it is light, and the site reads it. A chapter's figures are imported by
their module, which loads matplotlib or plotly.
"""

from portfolio.plotting.theme import DIVERGING, PALETTE, SEQUENTIAL, colour_of, plotly_template, use_theme

__all__ = ["DIVERGING", "PALETTE", "SEQUENTIAL", "colour_of", "plotly_template", "use_theme"]
