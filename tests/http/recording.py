"""SQL statements that insert revisions as the role of the service, and records in addition to the seed data."""

import json
from typing import Any

FIGURE: dict[str, Any] = {
    "program": "umkm-digital",
    "indicator": "umkm-onboarded",
    "nature": "stock",
    "region": "ID",
    "breakdown": "",
    "period": "2022",
    "value": 1,
    "qualifier": "exact",
    "resolution": 1,
    "stated_on": "2022-06-01",
    "institution": "kemenkop-ukm",
    "citations": [{"source": "tribunnews-2022-03-28", "locator": "page 1", "quote": None, "note": None}],
}
PUBLISHED: dict[str, Any] = {"revision": 1, "status": "published", "public": True, "recorded_by": "system"}


def recorded(table: str, **fields: Any) -> str:
    """Return the statement that inserts one revision."""
    defaults = {"target": FIGURE, "realization": {**FIGURE, "period": "2021", "quality": "final"}}.get(table, {})
    row = {**PUBLISHED, **defaults, **fields}
    content = json.dumps(row).replace("'", "''")
    columns = ", ".join(row)
    principal = str(row["recorded_by"]).replace("'", "''")
    return (
        f"INSERT INTO {table} ({columns}) SELECT {columns} FROM jsonb_populate_record(NULL::{table}, '{content}'), "
        f"(SELECT set_config('capaian.principal', '{principal}', true), "
        "set_config('capaian.scopes', 'write publish', true)) AS acting"
    )


def figure_id(number: int) -> str:
    return f"01b00000-0000-7000-8000-{number:012d}"


def target(number: int, **fields: Any) -> str:
    return recorded("target", id=figure_id(number), **fields)


def realization(number: int, **fields: Any) -> str:
    return recorded("realization", id=figure_id(number), **fields)


def source(code: str, **fields: Any) -> str:
    row = {"kind": "report", "title": "Laporan", "authors": [], "published_on": "2022-01-01", "date_basis": "stated"}
    return recorded("source", code=code, **(row | fields))


DRAFT = {"status": "draft", "public": False, "recorded_by": "editor"}
WITHDRAWN = {"revision": 2, "status": "withdrawn", "reason": "Salah ketik.", "recorded_by": "checker"}
RUPIAH = {"program": "gernas-bbi", "indicator": "bbi-stimulus"}  # an amount, which has decimals and a sign
MORE = (
    recorded("institution", code="lembaga-baru", name="Lembaga Baru", name_en="New Agency", kind="agency", rank=4,
             kode_klpd="L99"),
    target(1, region="32", period="2022-Q3", value=12.5, resolution=0.5, **RUPIAH),
    target(2, region="32.73", period="2022-07", nature="flow", value=123456789012345),
    target(3, region="91", breakdown="catalog:local", stated_on="2021-02-01", retracted_on="2021-08-01"),
    target(4, breakdown="catalog:local,part:own", period="2019-01-01/2019-02-15", nature="flow", value=-0.001,
           **RUPIAH),
    target(5, period="2023-06-30", **DRAFT),
    target(6, period="2024-S1", value=7),
    target(6, period="2024-S1", value=7, **WITHDRAWN),
    target(7, period="2024-S2", value=8),
    target(7, period="2024-S2", value=9, **{**DRAFT, "revision": 2}),
    target(8, region="32", period="2020-W53", value=17, value_to=19, institution="lembaga-baru"),
    source("rencana-2022", kind="plan", title="Rencana 2022"),
    target(9, region="32", period="2023", plan="rencana-2022", value=20),
    realization(11, region="32", quality="provisional", institution="idea"),
    realization(12, region="32", quality="estimate", period="2021-12-31", stated_on="2023-06-01"),
    realization(13, region="32", quality="provisional", period="2021-12", stated_on="2022-08-01", value=3),
    realization(14, region="32.73", nature="flow", period="2022-05", breakdown="catalog:local",
                institution="lembaga-baru"),
    realization(15, region="91.71", stated_on=None, stated_not_before="2022-01-01", stated_not_after="2022-12-31"),
    realization(16, region="91.71", stated_on="2022-02-02", value=2),
    realization(17, region="11", stated_on="2022-02-02", institution="idea", value=4),
    realization(18, region="11", stated_on="2022-02-02", institution="presiden", value=5),
    realization(19, region="11", stated_on="2022-03-03", retracted_on="2022-04-04", value=6),
    source("laporan-100-persen", title="Laporan 100% _lengkap_", note="Tanpa tanggal.", published_on=None,
           published_not_before="2022-02-01", published_not_after="2022-03-01", date_basis="unknown"),
    source("laporan-1000", title="Laporan 1000", kind="dataset", publisher="lkpp"),
)  # fmt: skip
