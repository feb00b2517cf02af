"""Support for tests: databases, services, clients, API keys, an identity provider, and plugins of pytest."""
