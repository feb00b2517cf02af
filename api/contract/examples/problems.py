"""An example of each problem document, made as the service makes them."""

from typing import Literal

from api.faults import Fault, Text
from api.figures.quick import QUICK
from api.http.in_time import quick_in
from api.http.kinds import DAY
from api.http.problems import problem
from api.postgres.rules import ALREADY_THERE

REQUEST_ID = "4d6f0a0f3c1b4a0c9c0e5d0f7a1b2c3d"
FAULTS = {
    "invalid-parameters": [Fault(DAY.code, DAY.refusal, parameter="as_of")],
    "unreadable-body": [
        Fault(
            "invalid-json",
            Text("isi bukan JSON pada baris 1 kolom 12", "the body is not JSON at line 1 column 12"),
            pointer="",
        )
    ],
    "unreadable-file": [
        Fault("nul", Text("memuat aksara NUL", "contains the NUL character"), pointer="/lines/12"),
    ],
    "import-refused": [
        Fault("not-a-date", Text("harus tanggal", "must be a date"), pointer="/rows/12/stated_on"),
    ],
    "query-too-slow": [Fault("slow-filter", quick_in(QUICK["region"]), parameter="region")],
    "conflict": [Fault("already-there", ALREADY_THERE.sentence, pointer=ALREADY_THERE.pointer)],
    "invalid-body": [
        Fault("wrong-type", Text("harus bilangan, bukan teks", "must be a number, not a text"), pointer="/value")
    ],
}
# What a problem says of its occasion.
FILLED = {
    "forbidden": {"scope": "publish"},
    "not-acceptable": {"offered": "application/json"},
    "gone": {"since": "2026-12-01", "reason": "Angka tertukar saat entri."},
    "not-installed": {"extra": "parquet"},
    "not-offered": {"part": "/sdmx/v2/metadata"},
    "unsupported-media-type": {"accepted": "application/merge-patch+json, application/json"},
}


def problem_example(slug: str, language: Literal["id", "en"]) -> bytes:
    return problem(slug, language, REQUEST_ID, FAULTS.get(slug), FILLED.get(slug))[2]
