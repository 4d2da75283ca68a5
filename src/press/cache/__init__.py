"""What an execution depends on, and what is kept of it."""
