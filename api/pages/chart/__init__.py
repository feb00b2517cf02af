"""Pictures as SVG: the same text for a page and for a file."""
