"""Example of a finding: two numbers that were reported for the same months of 2020."""

from typing import Any

from api.analysis.findings.model import FINDING_COLUMNS, FindingCsvRow
from api.http.reads.csv_file import to_csv
from api.openapi.examples.page_meta import COMPUTED_META

_URLS = [f"/v1/realizations/01a1fb67-1800-7000-8000-000000000{number}" for number in (202, 203)]
_FINDING: dict[str, Any] = {
    "id": "c48af954-c352-5ddd-b0d1-12358a06f86d",
    "code": "conflicting_realizations",
    "severity": "error",
    "program": "umkm-digital",
    "indicator": "umkm-onboarded",
    "subjects": [{"type": "realization", "id": url.rpartition("/")[2], "url": url} for url in _URLS],
    "stated": 3800000,
    "computed": 3700000,
    "allowed": {"min": 3650000, "max": 3750000, "max_excluded": True},
    "text": "umkm-onboarded (flow, ID, 2020-05-14/2020-12-31): 2 realisasi saling bertentangan, dari 3,7 juta sampai "
    "3,8 juta umkm.",
    "text_en": "umkm-onboarded (flow, ID, 2020-05-14/2020-12-31): 2 realizations contradict each other, from 3.7 "
    "million to 3.8 million umkm.",
}
_CSV_ROW = FindingCsvRow(
    **{name: _FINDING[name] for name in FINDING_COLUMNS if name in _FINDING and name != "subjects"},
    subjects=" ".join(_URLS),
    allowed_min=_FINDING["allowed"]["min"],
    allowed_max=_FINDING["allowed"]["max"],
)
FINDING_EXAMPLES: dict[str, object] = {
    "list_findings": {
        "data": [_FINDING],
        "meta": COMPUTED_META,
    },
    "list_findings_csv": to_csv([_CSV_ROW], FINDING_COLUMNS).decode(),
}
