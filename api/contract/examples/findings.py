"""An example of findings: the two numbers that were reported for the same months of 2020."""

from typing import Any

from api.findings.model import LINE_COLUMNS, FindingLine
from api.http.page import to_csv

_ADDRESSES = [f"/v1/realizations/01a1fb67-1800-7000-8000-000000000{number}" for number in (202, 203)]
_FINDING: dict[str, Any] = {
    "id": "c48af954-c352-5ddd-b0d1-12358a06f86d",
    "code": "conflicting_realizations",
    "severity": "error",
    "program": "umkm-digital",
    "indicator": "umkm-onboarded",
    "subjects": [
        {"noun": "realization", "key": address.rpartition("/")[2], "address": address} for address in _ADDRESSES
    ],
    "stated": 3800000,
    "computed": 3700000,
    "allowed": {"low": 3650000, "high": 3750000},
    "text": {
        "id": "umkm-onboarded (flow, ID, 2020-05-14/2020-12-31): 2 realisasi saling bertentangan, dari 3,7 juta sampai "
        "3,8 juta umkm.",
        "en": "umkm-onboarded (flow, ID, 2020-05-14/2020-12-31): 2 realizations contradict each other, from 3.7 "
        "million to 3.8 million umkm.",
    },
}
_LINE = FindingLine(
    **{name: _FINDING[name] for name in LINE_COLUMNS if name in _FINDING and name != "subjects"},
    subjects=" ".join(_ADDRESSES),
    allowed_low=_FINDING["allowed"]["low"],
    allowed_high=_FINDING["allowed"]["high"],
    text_id=_FINDING["text"]["id"],
    text_en=_FINDING["text"]["en"],
)
OF_FINDINGS: dict[str, object] = {
    "list_findings": {
        "data": [_FINDING],
        "meta": {"limit": 100, "has_more": False, "next_cursor": None, "count": None, "note": None},
    },
    "list_findings_csv": to_csv([_LINE], LINE_COLUMNS).decode(),
}
