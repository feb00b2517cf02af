"""The facts that the rules judge, read from the database as they were held at one moment."""
