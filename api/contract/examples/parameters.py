"""Examples of what may be asked: a value for every parameter for which what ships has an answer."""

from api.changes.places import BEGINNING, cursor_of
from api.contract.examples.entities import NoExample, entity_model, entity_of
from api.contract.examples.imports import PARAMETERS_OF_IMPORTS
from api.contract.examples.onboarding_counts import PARAMETERS_OF_COUNTS
from api.contract.examples.progress import PARAMETERS_OF_PROGRESS
from api.contract.examples.sdmx import PARAMETERS_OF_SDMX
from api.http.cursor import write_cursor
from api.http.operation import Operation
from api.http.query import Parameter

# By the name of the parameter's component, else by its own; as written in a query string.
PARAMETERS: dict[str, str] = {
    **PARAMETERS_OF_PROGRESS,
    **PARAMETERS_OF_COUNTS,
    **PARAMETERS_OF_IMPORTS,
    **PARAMETERS_OF_SDMX,
    "limit": "10",
    "cursor": write_cursor("programs", ("umkm-digital",)),
    "count": "exact",
    "after": cursor_of(BEGINNING),
    "wait": "30",
    "noun": "target,realization",
    "id": "01a1fb67-1800-7000-8000-000000000108,01a1fb67-1800-7000-8000-000000000205",
    "sort": "-recorded_at",
    "status": "published",
    "known_at": "2026-12-01T00:00:00Z",
    "recorded_since": "2026-11-21T00:00:00Z",
    "program": "umkm-digital",
    "indicator": "umkm-onboarded",
    "nature": "stock",
    "region": "ID",
    "within": "32",
    "level": "province",
    "figure_level": "country",
    "figure_within": "ID",
    "period": "2021-05,2022",
    "period_from": "2021-01-01",
    "period_to": "2024-12-31",
    "institution": "kemenkop-ukm",
    "figure_institution": "presiden,kemenko-marves",
    "source": "antara-2021-01-11",
    "claim_source": "borneo24-2021-06-11",
    "breakdown": "none",
    "as_of": "2022-03-28",
    "figure_sort": "-stated_on",
    "quality": "final",
    "preferred": "true",
    "unit": "umkm",
    "code": "conflicting_realizations,target_revised",
    "severity": "warning,error",
    "publisher": "antara",
    "published_from": "2021-01-01",
    "published_to": "2021-12-31",
    "source_kind": "news",
    "claim_kind": "ratio",
    "claim_verdict": "inconsistent",
    "institution_kind": "presidency",
    "kode_klpd": "L99",  # no institution that ships has one
    "bps_code": "32",
    "valid_on": "2021-06-11",
    "q": "umkm",
    "source_q": "jokowi",
    "institution_q": "presiden",
    "region_q": "jawa",
    "audit_principal": "kemenkop-ukm data",
    "audit_key_id": "CTaAVstJsO",
    "audit_action": "publish",
    "audit_noun": "target",
    "audit_key": "01a1fb67-1800-7000-8000-000000000108",
}


def path_example(operation: Operation, name: str) -> str:
    """A value of a path parameter for which the operation answers."""
    model = entity_model(operation)
    if model is not None:
        return str(getattr(entity_of(model), name))
    schema = operation.path_parameters[name].schema
    return str(schema["examples" if "examples" in schema else "enum"][0])


def parameter_example(key: str, parameter: Parameter) -> object:
    """A value of a query parameter, as JSON has it; the parameter's own kind vouches for it."""
    if parameter.name == "columns":
        columns: list[str] = parameter.kind.schema["items"]["enum"]
        return columns[:3]
    if key not in PARAMETERS and parameter.name not in PARAMETERS:
        raise NoExample(f"Give the parameter {key} an example in api/contract/examples/parameters.py.")
    text = PARAMETERS[key if key in PARAMETERS else parameter.name]
    parameter.kind.read(text)
    match parameter.kind.schema["type"]:
        case "array":
            return text.split(",")
        case "integer":
            return int(text)
        case _:
            return text
