"""Scope a project before it is built: its value, its effort, its risks and what it would emit."""
