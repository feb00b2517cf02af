"""This package builds the read routes of every collection: list, record and revisions."""
