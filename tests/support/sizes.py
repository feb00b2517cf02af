"""How much a test does: little every day, much when the service is soaked."""

import os


def size(small: int, full: int) -> int:
    """`full` under CAPAIAN_TESTS=soak, else `small`."""
    return full if os.environ.get("CAPAIAN_TESTS") == "soak" else small
