"""Write observations as structure-specific SDMX-ML 2.1: smaller, but clients need the data structure to read it."""

from api.exchange.sdmx.data.observations import Observation
from api.exchange.sdmx.data.xml_writer import XmlWriter
from api.exchange.sdmx.structure.identifiers import build_urn
from api.exchange.sdmx.xml import open_root, quote_attribute


class StructureSpecificXmlWriter(XmlWriter):
    """The value of each component is an attribute with the name of the component."""

    root = "message:StructureSpecificData"
    group_end = "</Series>"

    def build_namespace(self) -> str:
        urn = build_urn(self.message.header.agency, "DataStructure", self.structure)
        return f"{urn}:ObsLevelDim:{self.query.observed_by}"

    def open_message(self) -> str:
        return open_root(self.root, "message", "common", "specific", "xsi", data=self.build_namespace())

    def open_data_set(self) -> str:
        return (
            f'<message:DataSet xsi:type="data:DataSetType" specific:structureRef={quote_attribute(self.structure)} '
            'specific:dataScope="DataStructure" specific:action="Information">'
        )

    def open_group(self, key: Observation) -> str:
        return f"<Series{_build_attributes(self.key_names, key)}>"

    def build_observation(self, key: Observation, others: Observation) -> str:
        own_key = "" if self.query.is_grouped else _build_attributes(self.key_names, key)
        return f"<Obs{own_key}{_build_attributes(self.other_names, others)}/>"


def _build_attributes(names: tuple[str, ...], values: Observation) -> str:
    """Return one attribute per value; missing values are omitted."""
    return "".join(
        f" {name}={quote_attribute(value)}" for name, value in zip(names, values, strict=True) if value is not None
    )
