"""The OpenAPI document of the last release, the changes per release, and the check for breaking changes."""
