"""A source (sumber) is a document that states figures."""
