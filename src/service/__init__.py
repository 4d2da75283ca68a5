"""Fitted models served over HTTP: reads what chapters handed on, and trains nothing."""
