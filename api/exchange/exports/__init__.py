"""This package writes exports: a whole collection in one file, from one snapshot, with the filters of its list."""
