"""This package contains the HTTP routes of imports and of saved column mappings."""
