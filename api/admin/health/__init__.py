"""This package has the health checks."""
