"""UUIDs of version 7 (RFC 9562), which sort by creation time: the ids of new figures and claims."""

import os
import time
from uuid import UUID


def new_uuid7() -> dict[str, str]:
    """Return the key column of a new record: `id` with a new UUID."""
    milliseconds = time.time_ns() // 1_000_000
    number = (milliseconds << 80) | int.from_bytes(os.urandom(10))
    number = number & ~(0xF << 76) | (0x7 << 76)  # the version
    number = number & ~(0x3 << 62) | (0x2 << 62)  # the variant
    return {"id": str(UUID(int=number))}
