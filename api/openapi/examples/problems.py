"""An example of each problem, built by the same function as in the service."""

from typing import Literal

from api.database.constraint_messages import ALREADY_EXISTS
from api.errors import ErrorDetail, Text, add_received
from api.http.problems.document import build_problem
from api.http.reads.query_timeout import describe_indexed_sorts
from api.http.request.parameter_types import DATE
from api.resources.figures.indexed_sorts import INDEXED_SORTS

REQUEST_ID = "4d6f0a0f3c1b4a0c9c0e5d0f7a1b2c3d"
ERROR_EXAMPLES = {
    "invalid-parameters": [ErrorDetail(DATE.code, add_received(DATE.error_text, "2022-02-30"), parameter="as_of")],
    "unreadable-body": [
        ErrorDetail(
            "invalid_json",
            Text("isi bukan JSON pada baris 1 kolom 12", "the body is not JSON at line 1 column 12"),
            pointer="",
        )
    ],
    "unreadable-file": [
        ErrorDetail("nul_character", Text("memuat aksara NUL", "contains the NUL character"), pointer="/lines/12"),
    ],
    "import-rejected": [
        ErrorDetail("not_a_date", Text("harus tanggal", "must be a date"), pointer="/rows/12/stated_on"),
    ],
    "query-too-slow": [ErrorDetail("slow_filter", describe_indexed_sorts(INDEXED_SORTS["region"]), parameter="region")],
    "conflict": [ErrorDetail("already_exists", ALREADY_EXISTS.text, pointer="/code")],
    "invalid-body": [
        ErrorDetail("wrong_type", Text("harus bilangan, bukan teks", "must be a number, not a text"), pointer="/value")
    ],
}
# Variables of the details.
VARIABLE_EXAMPLES = {
    "forbidden": {"scope": "publish"},
    "not-acceptable": {"offered": "application/ld+json, application/json"},
    "body-too-large": {"limit": "64 KiB"},
    "gone": {"since": "2026-12-01", "reason": "Angka tertukar saat entri."},
    "not-installed": {"extra": "parquet"},
    "not-implemented": {"part": "/sdmx/v2/metadata"},
    "unsupported-media-type": {"accepted": "application/merge-patch+json, application/json"},
}


def build_problem_example(slug: str, language: Literal["id", "en"]) -> bytes:
    return build_problem(slug, language, REQUEST_ID, ERROR_EXAMPLES.get(slug), VARIABLE_EXAMPLES.get(slug))[2]
