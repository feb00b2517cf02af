"""This package serves the figures as SDMX: three dataflows with their structures and data."""
