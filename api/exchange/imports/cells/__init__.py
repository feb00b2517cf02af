"""Parsers of the cells of import files: numbers, dates, periods, regions, choices and texts."""
