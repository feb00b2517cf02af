"""The interface of the data formats: a header, batches of observations, an end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from api.errors import Text
from api.exchange.sdmx.csv_options import DEFAULT_CSV_OPTIONS, CsvOptions
from api.exchange.sdmx.data.observations import Observation
from api.exchange.sdmx.message_header import MessageHeader
from api.exchange.sdmx.query.data_query import DataQuery
from api.exchange.sdmx.structure.components import SdmxComponent
from api.http.headers.content_negotiation import ResponseLanguage


@dataclass(frozen=True, slots=True)
class DataMessage:
    """Everything of a data message except its observations.

    `names` of codes by codelist and code are loaded only for formats that contain names; `language` is that of labels.
    """

    query: DataQuery
    header: MessageHeader
    names: Mapping[str, Mapping[str, Text]] = field(default_factory=dict)
    csv_options: CsvOptions = DEFAULT_CSV_OPTIONS
    language: ResponseLanguage = "id"

    @property
    def components(self) -> list[SdmxComponent]:
        """Return the components of each observation, in this order."""
        by_id = {component.id: component for component in self.query.flow.structure.components}
        return [by_id[name] for name in self.query.columns]

    def find_name(self, component: SdmxComponent, code: str) -> Text | None:
        """Return the name of a code; None for values without a codelist, and for codes that are no longer in it."""
        return self.names.get(component.codelist or "", {}).get(code)


class ObservationWriter(Protocol):
    """Writes one message. It stores the current group between batches, so each message needs its own writer."""

    def __init__(self, message: DataMessage) -> None: ...

    def write_header(self) -> bytes: ...

    def write_observations(self, observations: Sequence[Observation]) -> bytes: ...

    def write_end(self) -> bytes: ...
