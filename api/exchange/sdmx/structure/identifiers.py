"""Identifiers of SDMX: URNs, accepted versions, and the dataflow of a path."""

from api.errors import NotFoundError
from api.exchange.sdmx.structure.dataflows import AGENCY, FLOWS, VERSION, Dataflow

# There is one version; these are its names in SDMX-REST 2 and 1.5.
ACCEPTED_VERSIONS = (VERSION, "latest", "all", "*", "~", "+", "2+", "2.0+", "2.0.0+", "2+.0.0", "2.0+.0")
WILDCARDS = ("all", "*")

_URN_PACKAGES = {
    "Dataflow": "datastructure",
    "DataStructure": "datastructure",
    "ConceptScheme": "conceptscheme",
    "Concept": "conceptscheme",
    "Codelist": "codelist",
    "DataConstraint": "registry",
}


def build_urn(kind: str, name: str, item: str | None = None) -> str:
    suffix = "" if item is None else f".{item}"
    return f"urn:sdmx:org.sdmx.infomodel.{_URN_PACKAGES[kind]}.{kind}={AGENCY}:{name}({VERSION}){suffix}"


def matches_name(text: str, name: str) -> bool:
    """Return whether a part of the path, ids separated by commas or a wildcard, includes this id."""
    return any(one == name or one in WILDCARDS for one in text.split(","))


def matches_version(text: str) -> bool:
    """Return whether one of the versions in a part of the path is the existing one."""
    return any(one in ACCEPTED_VERSIONS for one in text.split(","))


def find_dataflow(agency: str, name: str, version: str) -> Dataflow:
    """Find a dataflow. Raise NotFoundError."""
    if matches_name(agency, AGENCY) and matches_version(version):
        for flow in FLOWS:
            if flow.id == name:
                return flow
    raise NotFoundError(f"{agency}:{name}({version})")
