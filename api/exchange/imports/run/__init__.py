"""This package plans, applies and cancels imports in a background worker."""
