"""Which edition of the rules computes an answer; raised whenever the same figures would be answered otherwise."""

RULES = "2026-11"
