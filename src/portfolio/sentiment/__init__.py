"""Sentiment of short public messages: who complains, how sure that is, and when many begin to."""
