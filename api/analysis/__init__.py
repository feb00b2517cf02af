"""This package computes progress, counts, findings and judgments of claims from stored figures."""
