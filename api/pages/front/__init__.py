"""The front page: programs with their progress, what was stated last, and what needs an explanation."""
