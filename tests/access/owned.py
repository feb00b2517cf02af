"""An entity of every noun that callers write, each belonging to another institution than the stranger's."""

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
# By noun; `{}` in a code is a number, so that each test has entities of its own.
ENTRIES: dict[str, dict[str, Any]] = {
    "institutions": {"code": "lembaga-{}", "name": "Lembaga", "kind": "agency", "rank": 4},
    "programs": {"code": "program-{}", "name": "Program", "lead_institution": "kemenkop-ukm"},
    "indicators": {"code": "indikator-{}", "program": "umkm-digital", "name": "Indikator", "unit": "umkm",
                   "direction": "increase", "additive": True},
    "sources": {"code": "sumber-{}", "kind": "news", "title": "Berita", "date_basis": "unknown", "publisher": "antara"},
    "targets": FIGURE,
    "realizations": {**FIGURE, "quality": "final"},
    "claims": {"source": "antara-2021-01-11", "locator": "paragraph 3", "kind": "weekday",
               "stated_date": "2021-01-11", "stated_weekday": "monday"},
}  # fmt: skip
# What a stranger might write into it to make it theirs.
TAKEN_OVER: dict[str, dict[str, Any]] = {
    "institutions": {"name": "Milik lain"},
    "programs": {"lead_institution": STRANGER},
    "indicators": {"name": "Milik lain"},
    "sources": {"publisher": STRANGER},
    "targets": {"institution": STRANGER},
    "realizations": {"institution": STRANGER},
    "claims": {"locator": "paragraph 4"},
}


def entry(noun: str, number: int) -> dict[str, Any]:
    said = dict(ENTRIES[noun])
    if "code" in said:
        said["code"] = said["code"].format(number)
    return said
