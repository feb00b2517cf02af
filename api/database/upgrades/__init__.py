"""This package changes the schema of a database while other versions of the service use it."""
