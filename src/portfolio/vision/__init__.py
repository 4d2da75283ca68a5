"""What the chapters of this family share."""

from portfolio.vision.vision import mean_interval, means_by, plot_means

__all__ = ["mean_interval", "means_by", "plot_means"]
