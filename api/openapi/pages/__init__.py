"""This package serves the documentation pages and their static files."""
