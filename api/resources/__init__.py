"""This package stores the collections of records: their models, SQL and routes."""
