"""A review is a submitted record or import that waits for a publisher."""
