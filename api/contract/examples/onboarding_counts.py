"""Examples of onboarding counts: what the service answers from what ships, in which only the country is counted."""

_COUNT = {
    "program": "umkm-digital",
    "indicator": "umkm-onboarded",
    "unit": "umkm",
    "nature": "stock",
    "region": {"code": "ID", "name": "Indonesia"},
    "level": "country",
    "breakdown": {},
    "period": "2021-05",
    "reported": 13700000,
    "summed": None,
    "regions_reported": 0,
    "regions_total": 34,
    "as_at": "2021-06-11",
    "agrees": None,
    "realizations": [
        {
            "id": "01a1fb67-1800-7000-8000-000000000205",
            "region": "ID",
            "counts_as": "reported",
            "value": 13700000,
            "stated_on": "2021-06-11",
            "address": "/v1/realizations/01a1fb67-1800-7000-8000-000000000205",
        }
    ],
}
_LINE = (
    "program,indicator,unit,nature,region,region_name,level,breakdown,period,reported,summed,regions_reported,"
    "regions_total,as_at,agrees,realizations\r\n"
    "umkm-digital,umkm-onboarded,umkm,stock,ID,Indonesia,country,none,2021-05,13700000,,0,34,2021-06-11,,"
    "01a1fb67-1800-7000-8000-000000000205\r\n"
)
OF_COUNTS: dict[str, object] = {
    "list_onboarding_counts": {
        "data": [_COUNT],
        "meta": {"limit": 100, "has_more": False, "next_cursor": None, "count": None, "note": None},
    },
    "list_onboarding_counts_csv": _LINE,
}
# For which what ships has an answer.
PARAMETERS_OF_COUNTS: dict[str, str] = {
    "onboarding_count_level": "country",
    "onboarding_count_within": "ID",
}
