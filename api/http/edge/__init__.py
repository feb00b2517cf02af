"""This package contains the ASGI middleware that runs before and after the application."""
