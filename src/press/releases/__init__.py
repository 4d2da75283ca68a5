"""What was published: the swap, the history, the published results, what changed."""
