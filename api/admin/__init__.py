"""This package contains what administrators use: API keys, the audit log and health checks."""
