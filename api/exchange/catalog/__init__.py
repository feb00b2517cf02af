"""This package describes the data sets for data portals (DCAT-AP) and the APIs for other programs (RFC 9727)."""
