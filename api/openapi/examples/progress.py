"""Examples of progress: a target that nothing new was reported for, and one that nothing was ever reported for."""

from api.openapi.examples.page_meta import COMPUTED_META
from api.types import JsonObject

_ID_PREFIX = "01a1fb67-1800-7000-8000-000000000"  # the prefix of ids in the seed data


def _build_reason(code: str, indonesian: str, english: str) -> JsonObject:
    return {"code": code, "text": indonesian, "text_en": english}


_FIGURE_KEY = {"nature": "stock", "unit": "umkm", "region": "ID", "also_regions": [], "breakdown": {}}
# As of 2021-06-11.
_NO_NEW_REPORT: JsonObject = {
    "program": "umkm-digital",
    "indicator": "umkm-onboarded",
    **_FIGURE_KEY,
    "period": "2024",
    "plan": None,
    "target": {
        "type": "target",
        "id": f"{_ID_PREFIX}107",
        "url": f"/v1/targets/{_ID_PREFIX}107",
        "value": 30000000,
        "value_to": None,
        "qualifier": "exact",
        "resolution": 1,
        "due_on": None,
        "stated_on": "2021-06-11",
        "institution": "kemenkop-ukm",
    },
    "realization": {
        "type": "realization",
        "id": f"{_ID_PREFIX}205",
        "url": f"/v1/realizations/{_ID_PREFIX}205",
        "value": 13700000,
        "value_to": None,
        "qualifier": "exact",
        "resolution": 100000,
        "reference_date": "2021-05-31",
        "age_days": 11,
        "stated_on": "2021-06-11",
        "institution": "idea",
        "alternatives": [],
        "value_range": None,
        "parts": [],
        "preference": None,
    },
    "derived_value": None,
    "baseline": {
        "type": "realization",
        "id": f"{_ID_PREFIX}205",
        "url": f"/v1/realizations/{_ID_PREFIX}205",
        "value": 13700000,
        "reference_date": "2021-05-31",
        "stated_after": False,
    },
    "ratio": 0.4567,
    "achievement": 45.67,
    "gap": 16300000,
    "expected": 13700000,
    "required_per_month": 378726.145,
    "verdict": "no_new_report",
    "reasons": [
        _build_reason(
            "no_new_report",
            "Belum ada angka baru sejak titik awal: 13.700.000 per 2021-05-31.",
            "Nothing new since the baseline: 13,700,000 on 2021-05-31.",
        ),
        _build_reason(
            "report_age",
            "Angka terakhir berumur 11 hari pada 2021-06-11.",
            "The last number is 11 days old on 2021-06-11.",
        ),
    ],
}
_NO_REALIZATION: JsonObject = {
    "program": "e-katalog",
    "indicator": "umkm-e-katalog",
    **_FIGURE_KEY,
    "period": "2022",
    "plan": None,
    "target": {
        "type": "target",
        "id": f"{_ID_PREFIX}114",
        "url": f"/v1/targets/{_ID_PREFIX}114",
        "value": 1000000,
        "value_to": None,
        "qualifier": "exact",
        "resolution": 1,
        "due_on": None,
        "stated_on": "2022-03-28",
        "institution": "presiden",
    },
    **dict.fromkeys(("realization", "derived_value", "baseline", "ratio", "achievement", "gap", "expected")),
    "required_per_month": None,
    "verdict": "no_realization",
    "reasons": [
        _build_reason(
            "no_realization",
            "Tidak ada realisasi yang dapat dibandingkan.",
            "There is no realization to compare.",
        )
    ],
}
_CSV_ROW = (
    "program,indicator,nature,unit,region,also_regions,breakdown,period,plan,target_id,target_value,target_value_to,target_qualifier,target_due_on,"
    "target_stated_on,target_institution,realization_id,realization_value,realization_value_to,realization_qualifier,"
    "realization_reference_date,realization_age_days,realization_stated_on,realization_institution,alternative_count,part_count,baseline_id,baseline_value,"
    "baseline_reference_date,ratio,achievement,gap,expected,required_per_month,verdict,reasons\r\n"
    f"umkm-digital,umkm-onboarded,stock,umkm,ID,[],none,2024,,{_ID_PREFIX}107,30000000,,exact,,2021-06-11,kemenkop-ukm,{_ID_PREFIX}205,"
    f"13700000,,exact,2021-05-31,11,2021-06-11,idea,0,1,{_ID_PREFIX}205,13700000,2021-05-31,0.4567,45.67,16300000,13700000,378726.145,"
    "no_new_report,no_new_report report_age\r\n"
)
PROGRESS_EXAMPLES: dict[str, object] = {
    "list_progress": {"data": [_NO_NEW_REPORT], "meta": COMPUTED_META | {"as_of": "2021-06-11"}},
    "list_progress_csv": _CSV_ROW,
    "list_program_progress": {"data": [_NO_REALIZATION], "meta": COMPUTED_META | {"as_of": "2021-06-11"}},
}
# Values for which the seed data has a result, also with the program of the second example.
PROGRESS_PARAMETER_EXAMPLES: dict[str, str] = {
    "progress_indicator": "umkm-e-katalog",
    "progress_within": "ID",
    "progress_level": "country",
    "progress_period": "2022",
    "progress_institution": "presiden",
    "progress_verdict": "no_realization",
}
