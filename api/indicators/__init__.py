"""An indicator (indikator) is what a program counts: one unit, one direction, one rule for adding up."""
