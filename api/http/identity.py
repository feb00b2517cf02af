"""Identifiers of new figures and claims: UUID version 7 (RFC 9562), which sort by the moment they were made."""

import os
import time
from uuid import UUID


def new_identity() -> dict[str, str]:
    milliseconds = time.time_ns() // 1_000_000
    number = (milliseconds << 80) | int.from_bytes(os.urandom(10))
    number = number & ~(0xF << 76) | (0x7 << 76)  # the version
    number = number & ~(0x3 << 62) | (0x2 << 62)  # the variant
    return {"id": str(UUID(int=number))}
