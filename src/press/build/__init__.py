"""The use cases: plan, build, publish, run once, refresh, replay, roll back."""
