"""This package has the examples of the OpenAPI document: parameters, bodies and responses."""
