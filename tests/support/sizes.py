"""The size of a test: small in `make test`, full in `make soak`."""

import os


def size(small: int, full: int) -> int:
    """Return `full` if CAPAIAN_TESTS is `soak`, otherwise `small`."""
    return full if os.environ.get("CAPAIAN_TESTS") == "soak" else small
