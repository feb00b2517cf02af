"""Checks of the published data: one module per finding code, each with a pure function `find(facts)`."""
