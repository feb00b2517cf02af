"""This package serves the change feed: every record that became visible, changed or was withdrawn, in one order."""
