"""Examples of progress: a target that nothing new was reported for, and one that nothing was ever reported for."""

from typing import Any

JsonObject = dict[str, Any]

_META = {"limit": 100, "has_more": False, "next_cursor": None, "count": None, "note": None}
_OF = "01a1fb67-1800-7000-8000-000000000"  # what ships begins alike


def _reason(code: str, indonesian: str, english: str) -> JsonObject:
    return {"code": code, "text": {"id": indonesian, "en": english}}


_KEY = {"nature": "stock", "unit": "umkm", "region": "ID", "breakdown": {}}
# As of 2021-06-11.
_NO_NEWS: JsonObject = {
    "program": "umkm-digital",
    "indicator": "umkm-onboarded",
    **_KEY,
    "period": "2024",
    "target": {
        "id": f"{_OF}107",
        "value": 30000000,
        "qualifier": "exact",
        "resolution": 1,
        "stated_on": "2021-06-11",
        "institution": "kemenkop-ukm",
        "address": f"/v1/targets/{_OF}107",
    },
    "realization": {
        "id": f"{_OF}205",
        "value": 13700000,
        "resolution": 100000,
        "reference_date": "2021-05-31",
        "age_days": 11,
        "stated_on": "2021-06-11",
        "institution": "idea",
        "address": f"/v1/realizations/{_OF}205",
        "alternatives": [],
        "spread": None,
        "derived": None,
        "preference": None,
    },
    "derived": None,
    "baseline": {
        "value": 13700000,
        "reference_date": "2021-05-31",
        "stated_after": False,
        "id": f"{_OF}205",
        "address": f"/v1/realizations/{_OF}205",
    },
    "ratio": 0.4567,
    "gap": 16300000,
    "expected": 13700000,
    "required_per_month": 378726.145,
    "verdict": "no_news",
    "reasons": [
        _reason(
            "no_news",
            "Belum ada angka baru sejak titik awal: 13.700.000 per 2021-05-31.",
            "Nothing new since the baseline: 13,700,000 on 2021-05-31.",
        ),
        _reason(
            "age",
            "Angka terakhir berumur 11 hari pada 2021-06-11.",
            "The last number is 11 days old on 2021-06-11.",
        ),
    ],
}
_NO_REALIZATION: JsonObject = {
    "program": "e-katalog",
    "indicator": "umkm-e-katalog",
    **_KEY,
    "period": "2022",
    "target": {
        "id": f"{_OF}114",
        "value": 1000000,
        "qualifier": "exact",
        "resolution": 1,
        "stated_on": "2022-03-28",
        "institution": "presiden",
        "address": f"/v1/targets/{_OF}114",
    },
    **dict.fromkeys(("realization", "derived", "baseline", "ratio", "gap", "expected", "required_per_month")),
    "verdict": "no_realization",
    "reasons": [
        _reason(
            "no_realization",
            "Tidak ada realisasi yang dapat dibandingkan.",
            "There is no realization to compare.",
        )
    ],
}
_LINE = (
    "program,indicator,nature,unit,region,breakdown,period,target,target_value,target_qualifier,target_stated_on,"
    "target_institution,realization,realization_value,reference_date,age_days,realization_stated_on,"
    "realization_institution,alternatives,parts,baseline,baseline_value,baseline_date,ratio,gap,expected,"
    "required_per_month,verdict,reasons\r\n"
    f"umkm-digital,umkm-onboarded,stock,umkm,ID,none,2024,{_OF}107,30000000,exact,2021-06-11,kemenkop-ukm,{_OF}205,"
    f"13700000,2021-05-31,11,2021-06-11,idea,0,1,{_OF}205,13700000,2021-05-31,0.4567,16300000,13700000,378726.145,"
    "no_news,no_news age\r\n"
)
OF_PROGRESS: dict[str, object] = {
    "list_progress": {"data": [_NO_NEWS], "meta": _META},
    "list_progress_csv": _LINE,
    "list_program_progress": {"data": [_NO_REALIZATION], "meta": _META},
}
# For which what ships has an answer, also where the program is the one of the second example.
PARAMETERS_OF_PROGRESS: dict[str, str] = {
    "progress_indicator": "umkm-e-katalog",
    "progress_within": "ID",
    "progress_level": "country",
    "progress_period": "2022",
    "progress_institution": "presiden",
    "progress_verdict": "no_realization",
}
