"""The header that every message has: who sends it, when it was prepared, and its id."""

import hashlib
from datetime import datetime
from typing import NamedTuple


class MessageHeader(NamedTuple):
    """Agency, id and time of a message.

    Equal messages have equal ids, so that caches and `If-None-Match` work.
    """

    agency: str
    id: str
    prepared: datetime

    @property
    def sender(self) -> str:
        """Return the id of the sender, which may contain no dot: `ID_BPS` for the agency `ID.BPS`."""
        return self.agency.replace(".", "_")


def build_message_id(*parts: bytes) -> str:
    """Return an id for these parts, which determine the content of the message."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(b"%d:" % len(part) + part)
    return digest.hexdigest()[:32]
