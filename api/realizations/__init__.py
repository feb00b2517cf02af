"""A realization is a figure that somebody reported as reached; several may disagree about one key."""
