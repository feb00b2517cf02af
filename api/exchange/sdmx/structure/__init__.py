"""This package describes dataflows, code lists and concepts, and writes them as SDMX-JSON and SDMX-ML."""
