"""Connections of the pools through a transaction pooler."""
