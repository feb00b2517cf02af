"""A program is a government program; it has indicators."""
