"""Readers of import files: bytes in, records out (CSV, NDJSON, XLSX, ODS)."""
