"""This package parses the parameters, keys and filters of SDMX requests."""
