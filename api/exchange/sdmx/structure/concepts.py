"""The concept scheme: the concepts of all components, each once."""

from api.errors import Text
from api.exchange.sdmx.structure.components import SdmxComponent
from api.exchange.sdmx.structure.dataflows import STRUCTURES

CONCEPT_SCHEME_NAME = Text("Konsep", "Concepts")
CONCEPTS: tuple[SdmxComponent, ...] = tuple(
    {component.id: component for structure in STRUCTURES for component in structure.components}.values()
)
