"""Identifiers of SDMX: URNs, accepted versions, and the dataflow of a path."""

import re
from collections.abc import Mapping

from api.errors import NotFoundError, UnsupportedFeatureError
from api.exchange.sdmx.structure.dataflows import FLOWS, VERSION, Dataflow

WILDCARDS = ("all", "*")
_LATEST = ("latest", "~", "+")
_VERSION_RANGE = re.compile(r"(?:[0-9]{1,9}[+~*]?|[+~*])(?:\.(?:[0-9]{1,9}[+~*]?|[+~*])){0,2}", re.ASCII)

_URN_PACKAGES = {
    "Agency": "base",
    "AgencyScheme": "base",
    "Categorisation": "categoryscheme",
    "Category": "categoryscheme",
    "CategoryScheme": "categoryscheme",
    "Codelist": "codelist",
    "Concept": "conceptscheme",
    "ConceptScheme": "conceptscheme",
    "DataConstraint": "registry",
    "DataStructure": "datastructure",
    "Dataflow": "datastructure",
}


def build_urn(agency: str, kind: str, name: str, item: str | None = None) -> str:
    suffix = "" if item is None else f".{item}"
    return f"urn:sdmx:org.sdmx.infomodel.{_URN_PACKAGES[kind]}.{kind}={agency}:{name}({VERSION}){suffix}"


def matches_name(text: str, *names: str) -> bool:
    """Return whether a part of the path, ids separated by commas or a wildcard, includes one of these ids."""
    return any(one in names or one in WILDCARDS for one in text.split(","))


def matches_version(text: str, version: str = VERSION) -> bool:
    """Return whether one of the versions in a part of the path, such as `2.0.0`, `2.0+`, `~` or `*`, is this one.

    There is one version of each structure, so it is the latest one of every range that includes it.
    """
    return any(one == version or one in (*WILDCARDS, *_LATEST) or _is_in_range(one, version) for one in text.split(","))


def _is_in_range(text: str, version: str) -> bool:
    """Return whether a version is in a range such as `2.0+.0`: equal before the operator, and not smaller after it."""
    position = next((index for index, part in enumerate(text.split(".")) if part[-1:] in ("+", "~", "*")), None)
    if position is None or not _VERSION_RANGE.fullmatch(text):
        return False
    existing = [int(part) for part in version.split(".")]
    smallest = [int(part.rstrip("+~*") or 0) for part in text.split(".")]
    smallest += [0] * (len(existing) - len(smallest))
    return smallest[:position] == existing[:position] and smallest <= existing


def find_dataflow(own_agency: str, path: Mapping[str, str]) -> Dataflow:
    """Find the dataflow of a path with `agency`, `flow` and perhaps `version`.

    Raise NotFoundError, or UnsupportedFeatureError if the path selects several ones.
    """
    agency, name, version = path["agency"], path["flow"], path.get("version", "*")
    if matches_name(agency, own_agency) and matches_version(version):
        found = [flow for flow in FLOWS if matches_name(name, flow.id)]
        if len(found) == 1:
            return found[0]
        if found:
            raise UnsupportedFeatureError(f"{name}: data of several dataflows in one message")
    raise NotFoundError(f"{agency}:{name}({version})")
