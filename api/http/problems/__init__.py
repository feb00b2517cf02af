"""This package builds problem documents (RFC 9457) from exceptions."""
