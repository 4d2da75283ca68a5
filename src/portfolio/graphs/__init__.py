"""What the chapters of this family share."""

from portfolio.graphs.graphs import mean_interval, means_by, plot_means

__all__ = ["mean_interval", "means_by", "plot_means"]
