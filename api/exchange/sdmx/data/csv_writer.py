"""Write observations as SDMX-CSV 2.0 or 1.0, one line per observation."""

import csv
import io
from collections.abc import Sequence
from typing import TypeAlias

from api.errors import Text
from api.exchange.sdmx.csv_options import DEFAULT_CSV_OPTIONS
from api.exchange.sdmx.data.observations import Observation
from api.exchange.sdmx.data.writer import DataMessage
from api.exchange.sdmx.query.periods import parse_sdmx_period
from api.exchange.sdmx.structure.components import TIME_PERIOD, SdmxComponent
from api.exchange.sdmx.structure.dataflows import VERSION

Cells: TypeAlias = "tuple[str | None, ...]"


class _CsvWriter:
    # Names and values of the columns around the one that identifies the dataflow.
    type_column: Cells = ()
    type_value: Cells = ()
    flow_column: str
    action_column: Cells = ()
    action_value: Cells = ()

    def __init__(self, message: DataMessage) -> None:
        query = message.query
        self.message = message
        self.options = message.csv_options
        self.components = message.components
        flow = self._build_label(f"{message.header.agency}:{query.flow.id}({VERSION})", query.flow.name)
        self.prefix = (*self.type_value, *flow, *self.action_value)
        dimensions = [index for index, one in enumerate(self.components) if one in query.flow.structure.dimensions]
        series = [index for index in dimensions if self.components[index].id in query.group_dimensions]
        self.keys = [
            (name, key)
            for name, key, values in (
                ("SERIES_KEY", series, ("series", "both")),
                ("OBS_KEY", dimensions, ("obs", "both")),
            )
            if self.options.keys in values
        ]

    def write_header(self) -> bytes:
        flow_name = ("STRUCTURE_NAME",) if self.options.labels == "name" else ()
        keys = (name for name, _ in self.keys)
        labels = (label for one in self.components for label in self._build_label(one.id, one.name))
        return _encode_rows([(*self.type_column, self.flow_column, *flow_name, *self.action_column, *keys, *labels)])

    def write_observations(self, observations: Sequence[Observation]) -> bytes:
        return _encode_rows([self._build_row(observation) for observation in observations])

    def write_end(self) -> bytes:
        return b""

    def _build_row(self, observation: Observation) -> Cells:
        if self.options == DEFAULT_CSV_OPTIONS:
            return (*self.prefix, *observation)
        keys = (".".join(observation[index] or "" for index in key) for _, key in self.keys)
        cells = (
            cell
            for component, value in zip(self.components, observation, strict=True)
            for cell in self._build_cells(component, value)
        )
        return (*self.prefix, *keys, *cells)

    def _build_cells(self, component: SdmxComponent, value: str | None) -> Cells:
        if value is not None and component is TIME_PERIOD and self.options.timeformat == "normalized":
            # The finest period is a day, and a figure is the state at the last day of its period.
            value = parse_sdmx_period(value).last.isoformat()
        return self._build_label(value, None if value is None else self.message.find_name(component, value))

    def _build_label(self, value: str | None, name: Text | None) -> Cells:
        """Return the value and its name: as one cell, as two cells, or only the value."""
        text = None if name is None else getattr(name, self.message.language)
        match self.options.labels:
            case "both":
                return (value if text is None else f"{value}: {text}",)
            case "name":
                return (value, text)
        return (value,)


class SdmxCsv2Writer(_CsvWriter):
    """SDMX-CSV 2.0. The action I (information) states that the file is no instruction to change stored data."""

    type_column, type_value = ("STRUCTURE",), ("dataflow",)
    flow_column = "STRUCTURE_ID"
    action_column, action_value = ("ACTION",), ("I",)


class SdmxCsv1Writer(_CsvWriter):
    """SDMX-CSV 1.0."""

    flow_column = "DATAFLOW"


def _encode_rows(rows: Sequence[Cells]) -> bytes:
    output = io.StringIO()
    csv.writer(output).writerows(rows)
    return output.getvalue().encode()
