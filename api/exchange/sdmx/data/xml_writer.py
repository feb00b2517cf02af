"""Write observations as generic SDMX-ML 2.1: grouped into series, or each with its complete key."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from api.exchange.sdmx.data.observations import Observation
from api.exchange.sdmx.query.data_query import DataQuery
from api.exchange.sdmx.structure.components import OBS_VALUE, TIME_PERIOD
from api.exchange.sdmx.structure.dataflows import AGENCY, VERSION
from api.exchange.sdmx.xml import build_element, open_root, quote_attribute
from api.types import format_timestamp


class GenericXmlWriter:
    """Closes a series when the key changes and at the end of the message."""

    def __init__(self, query: DataQuery, prepared: datetime) -> None:
        self.query = query
        self.prepared = prepared
        self.key: Observation | None = None
        self.width = len(query.flow.structure.series)

    def write_header(self) -> bytes:
        structure = self.query.flow.structure.id
        observed_by = TIME_PERIOD.id if self.query.in_series else "AllDimensions"
        reference = build_element(
            "Ref",
            id=structure,
            agencyID=AGENCY,
            version=VERSION,
            package="datastructure",
            **{"class": "DataStructure"},
        )
        header = build_element(
            "message:Header",
            build_element("message:ID", AGENCY),
            build_element("message:Test", "false"),
            build_element("message:Prepared", format_timestamp(self.prepared)),
            build_element("message:Sender", id=AGENCY),
            build_element(
                "message:Structure",
                build_element("common:Structure", reference),
                structureID=structure,
                dimensionAtObservation=observed_by,
            ),
        )
        start = open_root("message:GenericData", "message", "common", "generic")
        return f'{start}{header}<message:DataSet structureRef={quote_attribute(structure)} action="Replace">'.encode()

    def write_observations(self, observations: Sequence[Observation]) -> bytes:
        write = self._in_series if self.query.in_series or not self.query.has_observations else self._flat
        return "".join(element for observation in observations for element in write(observation)).encode()

    def write_end(self) -> bytes:
        return f"{'</generic:Series>' if self.key is not None else ''}</message:DataSet></message:GenericData>".encode()

    def _in_series(self, observation: Observation) -> Iterable[str]:
        key = observation[: self.width]
        if key != self.key:
            yield "" if self.key is None else "</generic:Series>"
            values = _build_value_elements(self.query.columns, key)
            yield f"<generic:Series>{build_element('generic:SeriesKey', *values)}"
            self.key = key
        if self.query.has_observations:
            dimension = build_element("generic:ObsDimension", value=observation[self.width])
            yield build_element("generic:Obs", dimension, *self._value_and_attributes(observation))

    def _flat(self, observation: Observation) -> Iterable[str]:
        key = build_element("generic:ObsKey", *_build_value_elements(self.query.columns, observation[: self.width + 1]))
        yield build_element("generic:Obs", key, *self._value_and_attributes(observation))

    def _value_and_attributes(self, observation: Observation) -> Iterable[str]:
        """Yield the elements of the value and the attributes, if requested."""
        rest = self.width + 1
        if OBS_VALUE.id in self.query.columns:
            yield build_element("generic:ObsValue", value=observation[rest])
            rest += 1
        attributes = tuple(_build_value_elements(self.query.columns[rest:], observation[rest:]))
        if attributes:
            yield build_element("generic:Attributes", *attributes)


def _build_value_elements(names: Sequence[str], values: Observation) -> Iterable[str]:
    """Yield one element per value; missing values are omitted."""
    for name, value in zip(names, values, strict=False):
        if value is not None:
            # Not build_element, because an observation has about twenty values.
            yield f'<generic:Value id="{name}" value={quote_attribute(value)}/>'
