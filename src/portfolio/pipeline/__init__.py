"""From notebooks and scenarios to executed notebooks: parameters, cache, workers, report."""
