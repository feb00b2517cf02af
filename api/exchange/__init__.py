"""This package moves data in and out in other formats: imports, exports, SDMX, the catalog and the change feed."""
