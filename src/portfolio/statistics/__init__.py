"""Intervals, tests and the proof of what they claim: once, for all chapters."""
