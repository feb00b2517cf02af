"""Path parameters of SDMX-REST."""

from api.errors import Text
from api.exchange.sdmx.query.series_keys import SERIES_KEY
from api.exchange.sdmx.structure.artefacts import ARTEFACT_KINDS
from api.exchange.sdmx.structure.dataflows import STATEMENT_FLOW, VERSION
from api.http.request.parameter_types import ParameterType, one_of, text_matching
from api.license import PublisherInfo

_ID = r"[A-Za-z0-9_@$*.-]{1,100}"
_AGENCY = PublisherInfo().sdmx_agency


def _path_type(pattern: str, example: str, error_text: Text, document_pattern: str | None = None) -> ParameterType:
    kind = text_matching("not_an_id", pattern, error_text, document_pattern=document_pattern)
    return ParameterType(kind.code, kind.parse, kind.error_text, {**kind.schema, "examples": [example]})


def _ids_type(example: str) -> ParameterType:
    error_text = Text(
        "harus id, beberapa id dipisahkan koma, atau * untuk semua",
        "must be an id, several ids separated by commas, or * for all",
    )
    return _path_type(rf"{_ID}(?:,{_ID}){{0,49}}", example, error_text, "[A-Za-z0-9_@$*.,-]+")


_VERSION = _path_type(
    r"[0-9A-Za-z.*~+,-]{1,100}",
    VERSION,
    Text("harus versi seperti 2.0.0, * atau latest", "must be a version such as 2.0.0, or * or latest"),
)
KIND_PARAMETER = {"kind": one_of((*ARTEFACT_KINDS, "*"))}
AGENCY_PARAMETER = {"agency": _ids_type(_AGENCY)}
NAME_PARAMETER = {"name": _ids_type("*")}
VERSION_PARAMETER = {"version": _VERSION}
FLOW_PARAMETERS = {**AGENCY_PARAMETER, "flow": _ids_type(STATEMENT_FLOW.id)}
CONTEXTS = ("dataflow", "*")
CONTEXT_PARAMETER = {"context": one_of(CONTEXTS)}
REFERENCE_PARAMETER = {
    "reference": _path_type(
        r"(?:[A-Za-z0-9_@$.-]{1,100},){0,1}[A-Za-z0-9_@$-]{1,100}(?:,[0-9A-Za-z.*~+-]{1,100})?",
        STATEMENT_FLOW.id,
        Text(
            "harus alur data seperti STATEMENT, CAPAIAN,STATEMENT, atau CAPAIAN,STATEMENT,2.0.0",
            "must be a dataflow such as STATEMENT, CAPAIAN,STATEMENT or CAPAIAN,STATEMENT,2.0.0",
        ),
    )
}
KEY_PARAMETER = {
    "key": ParameterType(
        SERIES_KEY.code,
        SERIES_KEY.parse,
        SERIES_KEY.error_text,
        {**SERIES_KEY.schema, "examples": ["realization......"]},
    )
}
PROVIDER_PARAMETER = {"provider": _ids_type(_AGENCY)}
COMPONENT_PARAMETER = {"component": _ids_type("REF_AREA")}
