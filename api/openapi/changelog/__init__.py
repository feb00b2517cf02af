"""This package reads the changelog: what each release brought, and the changes of the OpenAPI document."""
