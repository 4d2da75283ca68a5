"""What tells of a person or a machine: addresses, numbers, paths, names, networks."""
