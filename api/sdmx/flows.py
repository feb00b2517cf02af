"""The three flows: what an observation of each is, and by which dimensions it is told from all others."""

from typing import Literal, NamedTuple

from api.faults import Text
from api.sdmx import components
from api.sdmx.components import Component

AGENCY = "CAPAIAN"
VERSION = "1.0.0"
CONCEPTS = "CONCEPTS"
Noun = Literal["target", "realization"]

_OF_FIGURE = (components.INDICATOR, components.NATURE, components.REF_AREA, components.BREAKDOWN)
_OF_CELL = (*components.ATTRIBUTES, components.FIGURE, components.SOURCE_ID, *components.KNOWN)


class Structure(NamedTuple):
    """A data structure definition; time is the last dimension of each."""

    id: str
    name: Text
    series: tuple[Component, ...]
    attributes: tuple[Component, ...]

    @property
    def dimensions(self) -> tuple[Component, ...]:
        return (*self.series, components.TIME_PERIOD)

    @property
    def components(self) -> tuple[Component, ...]:
        return (*self.dimensions, components.OBS_VALUE, *self.attributes)


class Flow(NamedTuple):
    """Where it `is_chosen`, each cell has one figure of possibly several; else every figure is an observation."""

    id: str
    name: Text
    about: Text
    structure: Structure
    nouns: tuple[Noun, ...]
    is_chosen: bool


FIGURES = Structure("FIGURE", Text("Angka per sel", "Figures, one for each cell"), _OF_FIGURE, _OF_CELL)
STATEMENTS = Structure(
    "STATEMENT",
    Text("Angka sebagaimana dinyatakan", "Figures as they were stated"),
    (components.KIND, *_OF_FIGURE, components.SOURCE, components.FIGURE),
    (*components.ATTRIBUTES, components.RETRACTED_ON, *components.KNOWN),
)
TARGET = Flow(
    "TARGET",
    Text("Target yang berlaku", "Targets in force"),
    Text(
        "Satu target per sel: yang terakhir dinyatakan, tidak digantikan dan tidak dicabut.",
        "One target for each cell: the last stated of those that are neither superseded nor retracted.",
    ),
    FIGURES,
    ("target",),
    is_chosen=True,
)
REALIZATION = Flow(
    "REALIZATION",
    Text("Realisasi pilihan", "Preferred realizations"),
    Text(
        "Satu realisasi per sel: yang diutamakan di antara yang dilaporkan.",
        "One realization for each cell: the one that is preferred to all others reported.",
    ),
    FIGURES,
    ("realization",),
    is_chosen=True,
)
CLAIM = Flow(
    "CLAIM",
    Text("Semua pernyataan", "All statements"),
    Text(
        "Setiap target dan realisasi yang terbit, satu pengamatan per sumber yang menyatakannya, termasuk yang "
        "bertentangan, digantikan atau dicabut.",
        "Every published target and realization, one observation for each source that states it, those that "
        "contradict each other or were superseded or retracted included.",
    ),
    STATEMENTS,
    ("target", "realization"),
    is_chosen=False,
)
FLOWS = (TARGET, REALIZATION, CLAIM)
STRUCTURES = (FIGURES, STATEMENTS)
