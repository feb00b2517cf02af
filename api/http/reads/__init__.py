"""This package builds the read routes of every collection: list, CSV, record and revisions."""
