"""What the seed data does not have, although the document has an example for it."""

# No user preferred a realization of the seed data; tests/http/writes checks preferences.
WITHOUT_SEED_DATA = ("/v1/realizations/{id}/preference", "/v1/realizations/{id}/preference/revisions")
