"""The page of a source: the document, what it states, and its claims."""
