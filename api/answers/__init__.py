"""Answers kept in memory: whole, for whoever asks the same without credentials, and never untrue for a second."""
