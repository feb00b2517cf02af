"""Write observations as SDMX-ML 2.1: what the generic and the structure-specific form have in common."""

import abc
from collections.abc import Iterator, Sequence

from api.exchange.sdmx.data.observations import Observation
from api.exchange.sdmx.data.writer import DataMessage
from api.exchange.sdmx.structure.xml_writer import build_reference
from api.exchange.sdmx.xml import build_element, build_header


class XmlWriter(abc.ABC):
    """Closes a group when its key changes and at the end of the message. A group is a series if time is observed."""

    root: str
    group_end: str

    def __init__(self, message: DataMessage) -> None:
        query = message.query
        self.message = message
        self.query = query
        self.structure = query.flow.structure.id
        self.key_names = query.group_dimensions
        self.other_names = tuple(name for name in query.columns if name not in self.key_names)
        self.key_indexes = [query.columns.index(name) for name in self.key_names]
        self.other_indexes = [query.columns.index(name) for name in self.other_names]
        self.key: Observation | None = None

    @abc.abstractmethod
    def open_message(self) -> str:
        """Return the declaration and the start tag of the message."""

    @abc.abstractmethod
    def open_data_set(self) -> str:
        """Return the start tag of the data set."""

    @abc.abstractmethod
    def open_group(self, key: Observation) -> str:
        """Return the start tag and the key of a group."""

    @abc.abstractmethod
    def build_observation(self, key: Observation, others: Observation) -> str:
        """Return an observation: with its key if it is in no group."""

    def build_namespace(self) -> str | None:
        """Return the namespace of the data set, if it has one."""
        return None

    def write_header(self) -> bytes:
        reference = build_reference(self.message.header.agency, self.structure, "DataStructure", "datastructure")
        described = build_element(
            "message:Structure",
            build_element("common:Structure", reference),
            structureID=self.structure,
            namespace=self.build_namespace(),
            dimensionAtObservation=self.query.observed_by,
        )
        return f"{self.open_message()}{build_header(self.message.header, described)}{self.open_data_set()}".encode()

    def write_observations(self, observations: Sequence[Observation]) -> bytes:
        return "".join(element for observation in observations for element in self._write(observation)).encode()

    def write_end(self) -> bytes:
        return f"{self.group_end if self.key is not None else ''}</message:DataSet></{self.root}>".encode()

    def _write(self, observation: Observation) -> Iterator[str]:
        key = tuple(map(observation.__getitem__, self.key_indexes))
        if self.query.is_grouped and key != self.key:
            if self.key is not None:
                yield self.group_end
            yield self.open_group(key)
            self.key = key
        if self.query.has_observations:
            yield self.build_observation(key, tuple(map(observation.__getitem__, self.other_indexes)))
