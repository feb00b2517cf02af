"""Verification of claims: each kind is recomputed from its figures."""
