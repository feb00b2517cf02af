"""An institution (instansi) leads programs, promises, reports or publishes, with a rank of authority."""
