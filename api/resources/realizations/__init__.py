"""A realization is a figure that an institution reported as reached; several may contradict each other."""
