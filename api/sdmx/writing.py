"""What the formats of data have in common: a beginning, observations in batches, an end."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from api.sdmx.asked import Asked
from api.sdmx.observations import Observation


class Writer(Protocol):
    """Of one answer, for its observations come in series."""

    def __init__(self, asked: Asked, prepared: datetime) -> None: ...

    def begin(self) -> bytes: ...

    def lines(self, observations: Sequence[Observation]) -> bytes: ...

    def end(self) -> bytes: ...
