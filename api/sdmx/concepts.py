"""The concepts of all components, each told once."""

from api.faults import Text
from api.sdmx.components import Component
from api.sdmx.flows import STRUCTURES

NAME = Text("Konsep", "Concepts")
ALL: tuple[Component, ...] = tuple(
    {component.id: component for structure in STRUCTURES for component in structure.components}.values()
)
