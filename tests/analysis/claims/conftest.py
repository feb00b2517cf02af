"""A service with claims in addition to the seed data."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import httpx
import pytest

from tests.http.conftest import serving
from tests.http.recording import figure_id, realization, recorded, source, target
from tests.support import databases
from tests.support.callers import Person, key_for
from tests.support.databases import DatabaseUrls

SHARES = tuple(range(1, 46))  # each claim states one of these percentages
AGREEING = (29, 30)  # 300 of 1000 may be 299.5 of 1000.5, which is 29 percent if it is truncated
ZERO, PRODUCTS, LATER, DRAFT = figure_id(904), figure_id(905), figure_id(906), figure_id(907)
FIGURE, BASE = figure_id(901), figure_id(902)


def claim_id(number: int) -> str:
    return f"01c00000-0000-7000-8000-{number:012d}"


def claim(number: int, **fields: Any) -> str:
    ratio = {
        "source": "antara-2021-01-11", "locator": "page 1", "kind": "ratio", "figures": [FIGURE], "base": "target",
        "base_figure": BASE, "stated_value": 1, "stated_resolution": 1,
    }  # fmt: skip
    return recorded("claim", id=claim_id(number), **{**ratio, **fields})


STORED = (
    source("zz-banyak-klaim", published_on="2022-06-30"),
    recorded(
        "indicator", code="produk-lokal", program="e-katalog", name="Produk lokal", name_en="Local products",
        unit="produk", direction="increase", additive=True,
    ),
    realization(901, region="32", period="2021-12-31", value=300),
    target(902, region="32", period="2023", value=1000),
    target(903, region="32", period="2024", value=3000),
    target(904, region="32", period="2025", value=0),
    target(905, region="32", period="2023", value=1000, indicator="produk-lokal", program="e-katalog"),
    target(906, region="32", period="2026", value=1000, stated_on="2025-01-01"),
    target(907, region="32", period="2027", value=1000, status="draft", public=False, recorded_by="editor"),
    *(claim(share, source="zz-banyak-klaim", stated_value=share) for share in SHARES),
    claim(101, base_figure=ZERO),
    claim(102, kind="growth", base_figure=PRODUCTS),
    claim(103, base_figure=LATER, stated_value=30),
)  # fmt: skip


class ClaimService(NamedTuple):
    """A client without an API key, and a person who may write."""

    public: httpx.Client
    writer: Person


@pytest.fixture(scope="package")
def claim_service(postgres: DatabaseUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClaimService]:
    with databases.copy(postgres) as copied:
        databases.execute(copied.service, *STORED, role="capaian_service")
        with serving(copied, tmp_path_factory.mktemp("claims")) as client:
            yield ClaimService(client, Person(client, key_for(copied, "penulis", "write")))
