"""Statistics that several chapters share."""
