"""The page of a region: its place in the country, and its latest figures."""
