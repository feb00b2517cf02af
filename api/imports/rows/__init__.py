"""Rows: which column of a file says what, and what each row says of its entity."""
