"""UploadRate: the minimum average rate of an upload, so that a slow client does not block a free slot."""

from api.http.request.body import BodyTimeoutError

GRACE_SECONDS = 60.0
MIN_BYTES_PER_SECOND = 1000


class UploadRate:
    """Count the bytes of a body and the time that the service waited for them.

    The time in which the service parses and stores rows does not count, because the client cannot send meanwhile.
    """

    def __init__(self) -> None:
        self._received_bytes = 0
        self._waited_seconds = 0.0

    def add(self, received_bytes: int, waited_seconds: float) -> None:
        """Count a chunk. Raise BodyTimeoutError if the average is too low after the grace period."""
        self._received_bytes += received_bytes
        self._waited_seconds += waited_seconds
        if self._waited_seconds > GRACE_SECONDS:
            min_bytes = MIN_BYTES_PER_SECOND * self._waited_seconds
            if self._received_bytes < min_bytes:
                raise BodyTimeoutError
