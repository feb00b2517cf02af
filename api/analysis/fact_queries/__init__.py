"""This package loads the facts for the rules from the database, as stored at one time."""
