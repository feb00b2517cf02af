"""The parts of addresses, as the standard writes them."""

from api.faults import Text
from api.http.kinds import Kind, matching, one_of
from api.sdmx.addresses import VERSIONS
from api.sdmx.artefacts import KINDS
from api.sdmx.flows import AGENCY, CLAIM
from api.sdmx.keys import KEY

_ID = r"[A-Za-z0-9_@$*~+-]{1,100}"


def _part(pattern: str, example: str, refusal: Text) -> Kind:
    kind = matching("not-an-id", pattern, refusal)
    return Kind(kind.code, kind.read, kind.refusal, {**kind.schema, "examples": [example]})


def _ids(example: str) -> Kind:
    refusal = Text(
        "harus id, beberapa id dipisahkan koma, atau * untuk semua",
        "must be an id, several ids separated by commas, or * for all",
    )
    return _part(rf"{_ID}(?:,{_ID}){{0,49}}", example, refusal)


_VERSION = _part(
    r"[0-9A-Za-z.*~+,-]{1,100}",
    VERSIONS[0],
    Text("harus versi seperti 1.0.0, atau * atau latest", "must be a version such as 1.0.0, or * or latest"),
)
KINDS_OF_STRUCTURE = {"kind": one_of(KINDS)}
AGENCIES = {"agency": _ids(AGENCY)}
STRUCTURES = {"name": _ids("*")}
VERSIONS_ASKED = {"version": _VERSION}
FLOW = {**AGENCIES, "flow": _ids(CLAIM.id), **VERSIONS_ASKED}
CONTEXTS = ("dataflow", "*")
CONTEXT = {"context": one_of(CONTEXTS)}
REFERENCE = {
    "reference": _part(
        r"(?:[A-Za-z0-9_@$-]{1,100},){0,1}[A-Za-z0-9_@$-]{1,100}(?:,[0-9A-Za-z.*~+-]{1,100})?",
        CLAIM.id,
        Text(
            "harus alur seperti CLAIM, CAPAIAN,CLAIM, atau CAPAIAN,CLAIM,1.0.0",
            "must be a flow such as CLAIM, CAPAIAN,CLAIM or CAPAIAN,CLAIM,1.0.0",
        ),
    )
}
KEYS = {"key": Kind(KEY.code, KEY.read, KEY.refusal, {**KEY.schema, "examples": ["realization......"]})}
PROVIDER = {"provider": _ids(AGENCY)}
