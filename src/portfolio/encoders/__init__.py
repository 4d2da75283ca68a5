"""Encoders of text, found by name on this machine, and their vectors kept by content."""
