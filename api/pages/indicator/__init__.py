"""The page of an indicator: what is measured, its pictures, its progress, and its numbers by region."""
