"""This package serves the metrics on a port of their own, and reads those that the database has."""
