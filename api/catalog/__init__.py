"""The catalog: which data sets there are, for portals that harvest them (DCAT-AP), and which APIs (RFC 9727)."""
