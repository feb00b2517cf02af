"""The pictures of a series of figures with their headings, shared by pages and files."""
