"""A file arrives in pieces of bytes and leaves as records; what it holds is for others to judge."""
