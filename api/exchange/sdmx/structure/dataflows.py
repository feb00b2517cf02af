"""The three dataflows and their data structures."""

from typing import Literal, NamedTuple

from api.errors import Text
from api.exchange.sdmx.structure import components
from api.exchange.sdmx.structure.components import SdmxComponent

VERSION = "2.0.0"
CONCEPTS = "CONCEPTS"
FigureType = Literal["target", "realization"]

_FIGURE_DIMENSIONS = (components.INDICATOR, components.NATURE, components.REF_AREA, components.BREAKDOWN)
_CELL_ATTRIBUTES = (*components.ATTRIBUTES, components.FIGURE, components.SOURCE_ID, *components.VALIDITY_ATTRIBUTES)


class DataStructure(NamedTuple):
    """A data structure definition: `series` are its dimensions without time, which is the last one."""

    id: str
    name: Text
    series: tuple[SdmxComponent, ...]
    attributes: tuple[SdmxComponent, ...]

    @property
    def dimensions(self) -> tuple[SdmxComponent, ...]:
        return (*self.series, components.TIME_PERIOD)

    @property
    def components(self) -> tuple[SdmxComponent, ...]:
        return (*self.dimensions, components.OBS_VALUE, *self.attributes)


class Dataflow(NamedTuple):
    """A dataflow. If `has_one_figure_per_cell`, a rule selects one of several figures, otherwise it has all figures."""

    id: str
    name: Text
    description: Text
    structure: DataStructure
    types: tuple[FigureType, ...]
    has_one_figure_per_cell: bool


FIGURE_STRUCTURE = DataStructure(
    "FIGURE", Text("Angka per sel", "Figures, one per cell"), _FIGURE_DIMENSIONS, _CELL_ATTRIBUTES
)
TARGET_STRUCTURE = DataStructure(
    "TARGET",
    Text("Target per sel", "Targets, one per cell"),
    (*_FIGURE_DIMENSIONS, components.PLAN),
    (*components.ATTRIBUTES, components.DUE_ON, *_CELL_ATTRIBUTES[len(components.ATTRIBUTES) :]),
)
STATEMENT_STRUCTURE = DataStructure(
    "STATEMENT",
    Text("Angka sebagaimana dinyatakan", "Figures as stated"),
    (components.FIGURE_TYPE, *_FIGURE_DIMENSIONS, components.SOURCE, components.FIGURE),
    (
        *components.ATTRIBUTES,
        components.PLAN,
        components.DUE_ON,
        components.DAY_KNOWN,
        components.RETRACTED_ON,
        *components.VALIDITY_ATTRIBUTES,
    ),
)
TARGET_FLOW = Dataflow(
    "TARGET",
    Text("Target yang berlaku", "Targets in force"),
    Text(
        "Satu target per sel dan rencana: yang terakhir dinyatakan, tidak digantikan dan tidak dicabut.",
        "One target per cell and plan: the last stated one that is neither superseded nor retracted.",
    ),
    TARGET_STRUCTURE,
    ("target",),
    has_one_figure_per_cell=True,
)
REALIZATION_FLOW = Dataflow(
    "REALIZATION",
    Text("Realisasi pilihan", "Preferred realizations"),
    Text(
        "Satu realisasi per sel: yang diutamakan di antara semua yang dilaporkan. Stok yang harinya tidak diketahui "
        "hanya ada di STATEMENT.",
        "One realization per cell: the preferred one of all that were reported. Stocks of an unknown day are only in "
        "STATEMENT.",
    ),
    FIGURE_STRUCTURE,
    ("realization",),
    has_one_figure_per_cell=True,
)
STATEMENT_FLOW = Dataflow(
    "STATEMENT",
    Text("Semua pernyataan", "All statements"),
    Text(
        "Setiap target dan realisasi yang terbit, satu pengamatan per sumber yang menyatakannya, termasuk yang "
        "bertentangan, digantikan, atau dicabut.",
        "Every published target and realization, one observation per source that states it, including contradictory, "
        "superseded and retracted ones.",
    ),
    STATEMENT_STRUCTURE,
    ("target", "realization"),
    has_one_figure_per_cell=False,
)
FLOWS = (TARGET_FLOW, REALIZATION_FLOW, STATEMENT_FLOW)
STRUCTURES = (FIGURE_STRUCTURE, TARGET_STRUCTURE, STATEMENT_STRUCTURE)
FLOWS_BY_ID = {flow.id: flow for flow in FLOWS}
STRUCTURES_BY_ID = {structure.id: structure for structure in STRUCTURES}
