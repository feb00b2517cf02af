"""This package parses an uploaded file and stages its rows while the body arrives."""
