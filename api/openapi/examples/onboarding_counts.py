"""Examples of onboarding counts from the seed data, which has numbers only for the country."""

from api.openapi.examples.page_meta import COMPUTED_META

_COUNT = {
    "program": "umkm-digital",
    "indicator": "umkm-onboarded",
    "unit": "umkm",
    "nature": "stock",
    "region": "ID",
    "also_regions": [],
    "region_name": "Indonesia",
    "level": "country",
    "breakdown": {},
    "period": "2021-05",
    "day_known": True,
    "reported": 13700000,
    "summed": None,
    "regions_reported": 0,
    "regions_total": 34,
    "latest_stated_on": "2021-06-11",
    "agrees": None,
}
_CSV_ROW = (
    "program,indicator,unit,nature,region,also_regions,region_name,level,breakdown,period,day_known,reported,summed,"
    "regions_reported,regions_total,latest_stated_on,agrees\r\n"
    "umkm-digital,umkm-onboarded,umkm,stock,ID,[],Indonesia,country,none,2021-05,true,13700000,,0,34,2021-06-11,\r\n"
)
COUNT_EXAMPLES: dict[str, object] = {
    "list_onboarding_counts": {
        "data": [_COUNT],
        "meta": COMPUTED_META,
    },
    "list_onboarding_counts_csv": _CSV_ROW,
}
# Values for which the seed data has a result.
COUNT_PARAMETER_EXAMPLES: dict[str, str] = {
    "onboarding_count_level": "country",
    "onboarding_count_within": "ID",
    "onboarding_count_include": "realizations",
    "onboarding_count_sort": "-period",
}
