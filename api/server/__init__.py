"""This package runs the HTTP server: the listening socket, the worker processes and the connections."""
