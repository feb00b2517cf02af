"""Tests of the HTTP server: connections, limits and worker processes."""
