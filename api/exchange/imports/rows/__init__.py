"""Rows of import files: the columns of each collection, and conversion of a record into the fields of its row."""
