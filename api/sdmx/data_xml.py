"""Data as generic SDMX-ML 2.1: observations in their series, or each by itself with its whole key."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from api.http.snapshot import written
from api.sdmx.asked import Asked
from api.sdmx.components import OBS_VALUE, TIME_PERIOD
from api.sdmx.flows import AGENCY, VERSION
from api.sdmx.markup import attribute, element, root
from api.sdmx.observations import Observation


class GenericXml:
    """A series ends where another key begins, or with the message."""

    def __init__(self, asked: Asked, prepared: datetime) -> None:
        self.asked = asked
        self.prepared = prepared
        self.key: Observation | None = None
        self.width = len(asked.flow.structure.series)

    def begin(self) -> bytes:
        structure = self.asked.flow.structure.id
        observed_by = TIME_PERIOD.id if self.asked.in_series else "AllDimensions"
        reference = element(
            "Ref",
            id=structure,
            agencyID=AGENCY,
            version=VERSION,
            package="datastructure",
            **{"class": "DataStructure"},
        )
        header = element(
            "message:Header",
            element("message:ID", AGENCY),
            element("message:Test", "false"),
            element("message:Prepared", written(self.prepared)),
            element("message:Sender", id=AGENCY),
            element(
                "message:Structure",
                element("common:Structure", reference),
                structureID=structure,
                dimensionAtObservation=observed_by,
            ),
        )
        begin = root("message:GenericData", "message", "common", "generic")
        return f'{begin}{header}<message:DataSet structureRef={attribute(structure)} action="Replace">'.encode()

    def lines(self, observations: Sequence[Observation]) -> bytes:
        write = self._in_series if self.asked.in_series or not self.asked.has_observations else self._flat
        return "".join(piece for observation in observations for piece in write(observation)).encode()

    def end(self) -> bytes:
        return f"{'</generic:Series>' if self.key is not None else ''}</message:DataSet></message:GenericData>".encode()

    def _in_series(self, observation: Observation) -> Iterable[str]:
        key = observation[: self.width]
        if key != self.key:
            yield "" if self.key is None else "</generic:Series>"
            yield f"<generic:Series>{element('generic:SeriesKey', *_values(self.asked.columns, key))}"
            self.key = key
        if self.asked.has_observations:
            told = element("generic:ObsDimension", value=observation[self.width])
            yield element("generic:Obs", told, *self._said(observation))

    def _flat(self, observation: Observation) -> Iterable[str]:
        key = element("generic:ObsKey", *_values(self.asked.columns, observation[: self.width + 1]))
        yield element("generic:Obs", key, *self._said(observation))

    def _said(self, observation: Observation) -> Iterable[str]:
        """The value and the attributes, as far as they are wanted."""
        rest = self.width + 1
        if OBS_VALUE.id in self.asked.columns:
            yield element("generic:ObsValue", value=observation[rest])
            rest += 1
        attributes = tuple(_values(self.asked.columns[rest:], observation[rest:]))
        if attributes:
            yield element("generic:Attributes", *attributes)


def _values(names: Sequence[str], values: Observation) -> Iterable[str]:
    """What says nothing is left out."""
    for name, value in zip(names, values, strict=False):
        if value is not None:
            yield f'<generic:Value id="{name}" value={attribute(value)}/>'  # there are twenty to an observation
