"""An indicator (indikator) is what a program counts, in one unit."""
