"""A finding (temuan) is a contradiction or gap in the published data; this package computes and caches them.

The checks that yield them are in api/analysis/rules/checks.
"""
