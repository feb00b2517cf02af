"""This package generates the OpenAPI document from the declared operations."""
