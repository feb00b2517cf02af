"""Examples of parameters: values for which the seed data has a result."""

from api.exchange.changes.positions import FEED_START, encode_position
from api.http.reads.cursor import encode_cursor
from api.http.request.operation import Operation
from api.http.request.query_string import QueryParameter
from api.openapi.examples.imports import IMPORT_PARAMETER_EXAMPLES
from api.openapi.examples.onboarding_counts import COUNT_PARAMETER_EXAMPLES
from api.openapi.examples.progress import PROGRESS_PARAMETER_EXAMPLES
from api.openapi.examples.records import MissingExampleError, build_example_record, find_record_model
from api.openapi.examples.sdmx import SDMX_PARAMETER_EXAMPLES

# By component name or else by parameter name, as in a query string.
PARAMETER_EXAMPLES: dict[str, str] = {
    **PROGRESS_PARAMETER_EXAMPLES,
    **COUNT_PARAMETER_EXAMPLES,
    **IMPORT_PARAMETER_EXAMPLES,
    **SDMX_PARAMETER_EXAMPLES,
    "limit": "10",
    "cursor": encode_cursor("programs", ("umkm-digital",)),
    "count": "exact",
    "change_stream_cursor": encode_position(FEED_START),
    "wait": "30",
    "type": "target,realization",
    "include": "region,unit",
    "names": "true",
    "dialect": "excel-id",
    "change_stream_include": "record",
    "id": "01a1fb67-1800-7000-8000-000000000108,01a1fb67-1800-7000-8000-000000000205",
    "sort": "-recorded_at",
    "status": "published",
    "known_at": "2026-12-01T00:00:00Z",
    "recorded_from": "2026-11-21T00:00:00Z",
    "program": "umkm-digital",
    "indicator": "umkm-onboarded",
    "nature": "stock",
    "region": "ID",
    "within": "32",
    "renumbered": "true",
    "level": "province",
    "figure_level": "country",
    "figure_within": "ID",
    "period": "2021-05,2022",
    "period_from": "2021-01-01",
    "period_to": "2024-12-31",
    "institution": "kemenkop-ukm",
    "figure_institution": "presiden,kemenko-marves",
    "include_successors": "true",
    "include_abolished": "true",
    "source": "antara-2021-01-11",
    "claim_source": "borneo24-2021-06-11",
    "breakdown": "none",
    "plan": "none",
    "as_of": "2022-03-28",
    "figure_sort": "-stated_on",
    "figure_q": "umkm",
    "target_values_of": "program",
    "realization_values_of": "indicator",
    "program_values_of": "lead_institution",
    "indicator_values_of": "program",
    "source_values_of": "kind",
    "quality": "final",
    "preferred": "true",
    "unit": "umkm",
    "lead_institution": "kemenkop-ukm",
    "code": "umkm-digital",
    "finding_code": "conflicting_realizations,target_revised",
    "severity": "warning,error",
    "publisher": "antara",
    "published_from": "2021-01-01",
    "published_to": "2021-12-31",
    "source_kind": "news",
    "claim_kind": "ratio",
    "claim_verdict": "inconsistent",
    "institution_kind": "presidency",
    "unit_kind": "count",
    "kode_klpd": "L99",  # no institution of the seed data has one
    "region_replaces": "91.01",
    "bps_code": "32",
    "valid_on": "2021-06-11",
    "q": "umkm",
    "source_q": "jokowi",
    "institution_q": "presiden",
    "region_q": "jawa",
    "audit_principal": "kemenkop-ukm data",
    "audit_key_id": "CTaAVstJsO",
    "audit_action": "publish",
    "audit_type": "target",
    "audit_id": "01a1fb67-1800-7000-8000-000000000108",
}


def build_path_example(operation: Operation, name: str) -> str:
    """Return a value of a path parameter for which a record exists."""
    model = find_record_model(operation)
    if model is not None:
        return str(getattr(build_example_record(model), name))
    schema = operation.path_parameters[name].schema
    return str(schema["examples" if "examples" in schema else "enum"][0])


def build_parameter_example(key: str, parameter: QueryParameter) -> object:
    """Return a value of a query parameter as JSON, validated by the parameter type."""
    if parameter.name == "columns":
        columns: list[str] = parameter.type.schema["items"]["enum"]
        return columns[:3]
    if key not in PARAMETER_EXAMPLES and parameter.name not in PARAMETER_EXAMPLES:
        raise MissingExampleError(f"The parameter {key} has no example in api/openapi/examples/parameters.py.")
    text = PARAMETER_EXAMPLES[key if key in PARAMETER_EXAMPLES else parameter.name]
    parameter.type.parse(text)
    match parameter.type.schema["type"]:
        case "array":
            return text.split(",")
        case "integer":
            return int(text)
        case _:
            return text
