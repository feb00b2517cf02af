"""What is said of one problem type."""

from typing import NamedTuple

from api.faults import Text


class Explanation(NamedTuple):
    """In Indonesian and English."""

    happened: Text
    remedy: Text
