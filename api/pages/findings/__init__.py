"""The page of all findings."""
