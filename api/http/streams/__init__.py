"""This package sends long responses as fast as the client reads them."""
