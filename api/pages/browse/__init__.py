"""The data of the API as pages: each list and record of `/v1/…` as a table at `/browse/…`."""
