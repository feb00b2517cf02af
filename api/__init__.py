"""Capaian: what Indonesian government programs promised and what was reported as reached."""

from importlib.metadata import version

__version__ = version("capaian")
