"""How the standard names things: URNs, the versions that a request may mean, and the flow of an address."""

from api.faults import Missing
from api.sdmx.flows import AGENCY, FLOWS, VERSION, Flow

# The one version there is, by all the names that the two editions of the standard have for it.
VERSIONS = (VERSION, "latest", "all", "*", "~", "+", "1+", "1.0+", "1.0.0+", "1+.0.0", "1.0+.0")
ALL = ("all", "*")

_PACKAGES = {
    "Dataflow": "datastructure",
    "DataStructure": "datastructure",
    "ConceptScheme": "conceptscheme",
    "Concept": "conceptscheme",
    "Codelist": "codelist",
    "DataConstraint": "registry",
}


def urn(kind: str, name: str, item: str | None = None) -> str:
    inside = "" if item is None else f".{item}"
    return f"urn:sdmx:org.sdmx.infomodel.{_PACKAGES[kind]}.{kind}={AGENCY}:{name}({VERSION}){inside}"


def named(asked: str, name: str) -> bool:
    """Whether a part of an address, one id or several or the word for all, means this one."""
    return any(one == name or one in ALL for one in asked.split(","))


def of_this_version(asked: str) -> bool:
    return any(one in VERSIONS for one in asked.split(","))


def flow_of(agency: str, name: str, version: str) -> Flow:
    """Raises Missing."""
    if named(agency, AGENCY) and of_this_version(version):
        for flow in FLOWS:
            if flow.id == name:
                return flow
    raise Missing(f"{agency}:{name}({version})")
