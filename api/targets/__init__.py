"""A target is a figure that somebody promised for a period; a later one may supersede it."""
