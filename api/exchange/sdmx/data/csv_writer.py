"""Write observations as SDMX-CSV 2.0 or 1.0, one line per observation."""

import csv
import io
from collections.abc import Sequence
from datetime import datetime

from api.exchange.sdmx.data.observations import Observation
from api.exchange.sdmx.query.data_query import DataQuery
from api.exchange.sdmx.structure.dataflows import AGENCY, VERSION


class _CsvWriter:
    # Names of the columns before the components.
    names: tuple[str, ...]

    def __init__(self, query: DataQuery, _prepared: datetime) -> None:
        self.columns = query.columns
        self.prefix = self.row_prefix(f"{AGENCY}:{query.flow.id}({VERSION})")

    def row_prefix(self, flow: str) -> tuple[str, ...]:
        """Return the values of the columns before the components."""
        raise NotImplementedError

    def write_header(self) -> bytes:
        return _encode_rows([(*self.names, *self.columns)])

    def write_observations(self, observations: Sequence[Observation]) -> bytes:
        return _encode_rows([(*self.prefix, *observation) for observation in observations])

    def write_end(self) -> bytes:
        return b""


class SdmxCsv2Writer(_CsvWriter):
    """SDMX-CSV 2.0. pysdmx and sdmx1 both accept the action R (replace)."""

    names = ("STRUCTURE", "STRUCTURE_ID", "ACTION")

    def row_prefix(self, flow: str) -> tuple[str, ...]:
        return ("dataflow", flow, "R")


class SdmxCsv1Writer(_CsvWriter):
    """SDMX-CSV 1.0."""

    names = ("DATAFLOW",)

    def row_prefix(self, flow: str) -> tuple[str, ...]:
        return (flow,)


def _encode_rows(rows: Sequence[tuple[str | None, ...]]) -> bytes:
    output = io.StringIO()
    csv.writer(output).writerows(rows)
    return output.getvalue().encode()
