"""Keys, tokens and passwords, in whatever form they are printed."""
