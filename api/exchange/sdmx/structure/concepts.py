"""The concept scheme: the concepts of all components, each once; and the name of the agency scheme."""

from api.errors import Text
from api.exchange.sdmx.structure.components import SdmxComponent
from api.exchange.sdmx.structure.dataflows import STRUCTURES

AGENCY_SCHEME_NAME = Text("Agensi", "Agencies")
CONCEPT_SCHEME_NAME = Text("Konsep", "Concepts")
CONCEPTS: tuple[SdmxComponent, ...] = tuple(
    {component.id: component for structure in STRUCTURES for component in structure.components}.values()
)
