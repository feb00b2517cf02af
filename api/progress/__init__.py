"""Progress is a target in force beside the realization preferred for it, and what follows from the two."""
