"""Sweeps: one notebook over a grid of parameters, resumed after any interruption, told in one table."""
