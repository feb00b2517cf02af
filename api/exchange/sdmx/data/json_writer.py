"""Write observations as SDMX-JSON 2.0: the data refer to values by their position in lists at the end."""

from collections.abc import Iterator, Sequence

import msgspec

from api.exchange.sdmx.data.observations import Observation
from api.exchange.sdmx.data.writer import DataMessage
from api.exchange.sdmx.structure.components import OBS_VALUE, SdmxComponent
from api.exchange.sdmx.structure.identifiers import build_urn
from api.exchange.sdmx.structure.json_writer import ENCODER, build_meta, build_names
from api.types import JsonObject

# The lists of values stay in memory until the end of the message.
MAX_JSON_OBSERVATIONS = 100_000


class JsonDataWriter:
    """Dimensions and codes are positions in the lists of values; other attributes are the values themselves."""

    def __init__(self, message: DataMessage) -> None:
        query = message.query
        self.message = message
        self.query = query
        self.components = message.components
        self.group_indexes = [query.columns.index(name) for name in query.group_dimensions]
        self.dimension_indexes = [
            index for index, one in enumerate(self.components) if one in query.flow.structure.dimensions
        ]
        self.other_indexes = [index for index in range(len(self.components)) if index not in self.dimension_indexes]
        self.positions: list[dict[str, int]] = [{} for _ in self.components]
        self.group: str | None = None
        self.has_observation = False

    def write_header(self) -> bytes:
        meta = ENCODER.encode(build_meta(self.message.header, "data"))
        links = ENCODER.encode(self._build_links())
        field = b"series" if self.query.is_grouped else b"observations"
        return b'{"meta":%b,"data":{"dataSets":[{"structure":0,"action":"Information","links":%b,"%b":{' % (
            meta,
            links,
            field,
        )

    def write_observations(self, observations: Sequence[Observation]) -> bytes:
        write = self._write_grouped if self.query.is_grouped else self._write_flat
        return b"".join(part for observation in observations for part in write(observation))

    def write_end(self) -> bytes:
        end_of_group = b"}}" if self.group is not None else b""
        structure = ENCODER.encode(self._build_structure())
        return b'%b}}],"structures":[%b]}}' % (end_of_group, structure)

    def _write_grouped(self, observation: Observation) -> Iterator[bytes]:
        group = self._build_key(observation, self.group_indexes)
        if group != self.group:
            yield b"}}," if self.group is not None else b""
            yield b'"%b":{"observations":{' % group.encode()
            self.group, self.has_observation = group, False
        if self.query.has_observations:
            observed = [index for index in self.dimension_indexes if index not in self.group_indexes]
            yield self._build_observation(observation, observed)

    def _write_flat(self, observation: Observation) -> Iterator[bytes]:
        yield self._build_observation(observation, self.dimension_indexes)

    def _build_observation(self, observation: Observation, key_indexes: Sequence[int]) -> bytes:
        separator = b"," if self.has_observation else b""
        self.has_observation = True
        values = ENCODER.encode([self._build_value(index, observation[index]) for index in self.other_indexes])
        return b'%b"%b":%b' % (separator, self._build_key(observation, key_indexes).encode(), values)

    def _build_key(self, observation: Observation, indexes: Sequence[int]) -> str:
        return ":".join(str(self._find_position(index, observation[index] or "")) for index in indexes)

    def _find_position(self, index: int, value: str) -> int:
        positions = self.positions[index]
        return positions.setdefault(value, len(positions))

    def _build_value(self, index: int, value: str | None) -> object:
        component = self.components[index]
        if value is None:
            return None
        if component.codelist is not None:
            return self._find_position(index, value)
        if component.data_type in ("Double", "Integer", "Boolean"):
            return msgspec.Raw(value.encode())  # the database writes these as JSON does
        return value

    def _build_links(self) -> list[JsonObject]:
        agency, flow = self.message.header.agency, self.query.flow
        return [
            {"rel": "dataflow", "urn": build_urn(agency, "Dataflow", flow.id)},
            {"rel": "structure", "urn": build_urn(agency, "DataStructure", flow.structure.id)},
        ]

    def _build_structure(self) -> JsonObject:
        dimensions = {index: self._build_dimension(index) for index in self.dimension_indexes}
        grouped = self.group_indexes if self.query.is_grouped else []
        return {
            "links": self._build_links(),
            **build_names(self.query.flow.name),
            "dataSets": [0],
            "dimensions": {
                "dataSet": [],
                "series": [dimensions[index] for index in grouped],
                "observation": [dimension for index, dimension in dimensions.items() if index not in grouped],
            },
            "measures": {
                "observation": [
                    self._build_component(index) for index in self.other_indexes if self.components[index] is OBS_VALUE
                ]
            },
            "attributes": {
                "dataSet": [],
                "series": [],
                "observation": [
                    {
                        **self._build_component(index),
                        "isMandatory": self.components[index].is_mandatory,
                        "relationship": {"observation": {}},
                    }
                    for index in self.other_indexes
                    if self.components[index] is not OBS_VALUE
                ],
            },
        }

    def _build_dimension(self, index: int) -> JsonObject:
        return {**self._build_component(index), "keyPosition": index, "values": self._build_values(index)}

    def _build_component(self, index: int) -> JsonObject:
        component = self.components[index]
        fields = {"id": component.id, **build_names(component.name)}
        if component.codelist is None:
            return {**fields, "format": {"dataType": component.data_type}}
        return {**fields, "values": values} if (values := self._build_values(index)) else fields

    def _build_values(self, index: int) -> list[JsonObject]:
        component = self.components[index]
        return [self._build_listed_value(component, value) for value in self.positions[index]]

    def _build_listed_value(self, component: SdmxComponent, value: str) -> JsonObject:
        if component.codelist is None:
            return {"value": value}
        name = self.message.find_name(component, value)
        return {"id": value, **(build_names(name) if name is not None else {"name": value})}
