"""An institution (instansi) leads programs, states figures or publishes sources."""
