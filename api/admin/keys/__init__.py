"""This package manages API keys over HTTP and in the command line."""
