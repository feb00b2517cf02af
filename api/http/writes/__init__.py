"""This package builds the write routes of every collection and executes each write once."""
