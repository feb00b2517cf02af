"""This package reads, seals and verifies the audit: entries in a signed hash chain, so that an edit is detected."""
