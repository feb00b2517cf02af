"""Write observations as generic SDMX-ML 2.1, which clients read without the data structure."""

from collections.abc import Iterable, Sequence

from api.exchange.sdmx.data.observations import Observation
from api.exchange.sdmx.data.xml_writer import XmlWriter
from api.exchange.sdmx.structure.components import OBS_VALUE
from api.exchange.sdmx.xml import build_element, open_root, quote_attribute


class GenericXmlWriter(XmlWriter):
    """The value of each component is an element with the id of the component."""

    root = "message:GenericData"
    group_end = "</generic:Series>"

    def open_message(self) -> str:
        return open_root(self.root, "message", "common", "generic")

    def open_data_set(self) -> str:
        return f'<message:DataSet structureRef={quote_attribute(self.structure)} action="Information">'

    def open_group(self, key: Observation) -> str:
        return f"<generic:Series>{build_element('generic:SeriesKey', *_build_values(self.key_names, key))}"

    def build_observation(self, key: Observation, others: Observation) -> str:
        names = self.other_names
        if self.query.is_grouped:
            start = build_element("generic:ObsDimension", id=names[0], value=others[0])
            names, others = names[1:], others[1:]
        else:
            start = build_element("generic:ObsKey", *_build_values(self.key_names, key))
        value = ""
        if names and names[0] == OBS_VALUE.id:
            value = build_element("generic:ObsValue", value=others[0])
            names, others = names[1:], others[1:]
        attributes = "".join(_build_values(names, others))
        if attributes:
            attributes = f"<generic:Attributes>{attributes}</generic:Attributes>"
        return f"<generic:Obs>{start}{value}{attributes}</generic:Obs>"


def _build_values(names: Sequence[str], values: Observation) -> Iterable[str]:
    """Yield one element per value; missing values are omitted."""
    for name, value in zip(names, values, strict=True):
        if value is not None:
            # Not build_element, because an observation has about twenty values.
            yield f'<generic:Value id="{name}" value={quote_attribute(value)}/>'
