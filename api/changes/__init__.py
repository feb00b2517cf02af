"""The change feed: everything that became visible, changed or was withdrawn, in an order without gaps."""
