"""The pages on which a user sends a file, maps its columns, and sees the dry run of its import."""
