"""The printed HTML is made light and complete."""
