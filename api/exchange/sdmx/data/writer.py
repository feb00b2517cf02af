"""The interface of the data formats: a header, batches of observations, an end."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from api.exchange.sdmx.data.observations import Observation
from api.exchange.sdmx.query.data_query import DataQuery


class ObservationWriter(Protocol):
    """Writes one message. It stores the current series between batches, so each message needs its own writer."""

    def __init__(self, query: DataQuery, prepared: datetime) -> None: ...

    def write_header(self) -> bytes: ...

    def write_observations(self, observations: Sequence[Observation]) -> bytes: ...

    def write_end(self) -> bytes: ...
