"""This package has the health checks and the metrics."""
