"""The explanation of one problem type."""

from typing import NamedTuple

from api.errors import Text


class ProblemExplanation(NamedTuple):
    """Cause and remedy, in Indonesian and English."""

    cause: Text
    remedy: Text
