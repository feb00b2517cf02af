"""This package runs an embedded PostgreSQL server for development and tests, as a child of the service."""
