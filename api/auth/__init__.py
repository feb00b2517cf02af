"""This package authenticates callers by API key or token, and checks their scopes and permitted transitions."""
