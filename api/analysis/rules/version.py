"""The version of the rules. Change it whenever the same figures give another result."""

RULES_VERSION = "2026-11-29"
