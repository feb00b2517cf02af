"""The topics of the dataflows: a category scheme, and the categorisations that connect both."""

from typing import NamedTuple

from api.errors import Text
from api.exchange.sdmx.structure.dataflows import FLOWS, Dataflow, FigureType


class Topic(NamedTuple):
    """A category: the dataflows with figures of one type."""

    id: str
    name: Text
    figure_type: FigureType


class Categorisation(NamedTuple):
    """One dataflow in one topic."""

    id: str
    flow: Dataflow
    topic: Topic

    @property
    def name(self) -> Text:
        return Text(f"{self.flow.name.id}: {self.topic.name.id}", f"{self.flow.name.en}: {self.topic.name.en}")


TOPIC_SCHEME = "TOPICS"
TOPIC_SCHEME_NAME = Text("Topik", "Topics")
TOPICS = (
    Topic("TARGETS", Text("Target", "Targets"), "target"),
    Topic("REALIZATIONS", Text("Realisasi", "Realizations"), "realization"),
)
CATEGORISATIONS = tuple(
    Categorisation(f"{flow.id}_IN_{topic.id}", flow, topic)
    for flow in FLOWS
    for topic in TOPICS
    if topic.figure_type in flow.types
)
CATEGORISATIONS_BY_ID = {one.id: one for one in CATEGORISATIONS}
