"""A source (sumber) is a document that states figures; it may carry no date, and then says so."""
