"""This package caches complete responses to public GET requests in memory."""
