"""This package loads sets of seed data, recorded by `system`: reference data, five articles, and samples."""
