"""This package parses and builds HTTP header fields; its functions are pure."""
