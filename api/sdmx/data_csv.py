"""Data as SDMX-CSV, in both of its versions: a line for each observation, whatever its series."""

import csv
import io
from collections.abc import Sequence
from datetime import datetime

from api.sdmx.asked import Asked
from api.sdmx.flows import AGENCY, VERSION
from api.sdmx.observations import Observation


class _Csv:
    # What stands before the components of each line, and under which names.
    names: tuple[str, ...]

    def __init__(self, asked: Asked, _prepared: datetime) -> None:
        self.columns = asked.columns
        self.before = self.of(f"{AGENCY}:{asked.flow.id}({VERSION})")

    def of(self, flow: str) -> tuple[str, ...]:
        raise NotImplementedError

    def begin(self) -> bytes:
        return _written([(*self.names, *self.columns)])

    def lines(self, observations: Sequence[Observation]) -> bytes:
        return _written([(*self.before, *observation) for observation in observations])

    def end(self) -> bytes:
        return b""


class NewCsv(_Csv):
    """SDMX-CSV 2.0. The action is one that clients of either edition know."""

    names = ("STRUCTURE", "STRUCTURE_ID", "ACTION")

    def of(self, flow: str) -> tuple[str, ...]:
        return ("dataflow", flow, "R")


class OldCsv(_Csv):
    """SDMX-CSV 1.0."""

    names = ("DATAFLOW",)

    def of(self, flow: str) -> tuple[str, ...]:
        return (flow,)


def _written(lines: Sequence[tuple[str | None, ...]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(lines)
    return out.getvalue().encode()
