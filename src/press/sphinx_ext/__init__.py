"""What Sphinx is taught: references to results, figures, interactive tools, pictures."""
