"""An export is a whole collection, filtered as its list is, in one file and of one moment."""
