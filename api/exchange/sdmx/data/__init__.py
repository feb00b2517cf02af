"""This package reads observations from the database and writes them as SDMX-CSV and SDMX-ML."""
