"""This package checks the caller, the query string and the body of a request."""
