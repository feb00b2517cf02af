"""Inputs for every writable collection. Each record belongs to another institution than that of the stranger."""

from datetime import date, timedelta
from typing import Any

FIGURE: dict[str, Any] = {
    "indicator": "umkm-onboarded",
    "nature": "stock",
    "period": "2025",
    "value": 40000000,
    "stated_on": "2022-06-01",
    "institution": "kemenkop-ukm",
    "citations": [{"source": "antara-2021-01-11", "locator": "paragraph 3"}],
}
STRANGER = "idea"
# By collection. `{}` in a code stands for a number, so that each test has its own records.
INPUTS: dict[str, dict[str, Any]] = {
    "institutions": {"code": "lembaga-{}", "name": "Lembaga", "kind": "agency", "rank": 4},
    "units": {"code": "satuan-{}", "name": "Satuan", "kind": "count"},
    "programs": {"code": "program-{}", "name": "Program", "lead_institution": "kemenkop-ukm"},
    "indicators": {"code": "indikator-{}", "program": "umkm-digital", "name": "Indikator", "unit": "umkm",
                   "direction": "increase", "additive": True},
    "sources": {"code": "sumber-{}", "kind": "news", "title": "Berita", "date_basis": "unknown", "publisher": "antara"},
    "targets": FIGURE,
    "realizations": {**FIGURE, "period": "2021", "quality": "final"},
    "claims": {"source": "antara-2021-01-11", "locator": "paragraph 3", "kind": "weekday",
               "stated_date": "2021-01-11", "stated_weekday": "monday"},
}  # fmt: skip
# Patches with which the stranger would take over a record.
TAKEN_OVER: dict[str, dict[str, Any]] = {
    "institutions": {"name": "Milik lain"},
    "units": {"name": "Milik lain"},
    "programs": {"lead_institution": STRANGER},
    "indicators": {"name": "Milik lain"},
    "sources": {"publisher": STRANGER},
    "targets": {"institution": STRANGER},
    "realizations": {"institution": STRANGER},
    "claims": {"locator": "paragraph 4"},
}


def build_input(collection: str, number: int) -> dict[str, Any]:
    """Return the input of one record."""
    content = dict(INPUTS[collection])
    if "code" in content:
        content["code"] = content["code"].format(number)
    if "stated_on" in content:
        content["stated_on"] = (date(2022, 6, 1) + timedelta(days=number % 1000)).isoformat()
    return content
