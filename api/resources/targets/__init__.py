"""A target is a figure that an institution promised for a period; a later target may supersede it."""
