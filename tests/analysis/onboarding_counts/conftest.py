"""A service with counts of provinces and regencies, before and after the split of Papua."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.http import recording
from tests.http.conftest import serving
from tests.http.recording import WITHDRAWN, recorded
from tests.support import databases
from tests.support.databases import DatabaseUrls

PROVINCES_OF_2021 = tuple(
    str(code)
    for codes in (range(11, 20), [21], range(31, 37), range(51, 54), range(61, 66), range(71, 77), [81, 82, 91, 92])
    for code in codes
)
NOT_REPORTING = ("91", "92")
LOCAL = "catalog:local"


def counted(number: int, region: str, value: float, **more: Any) -> str:
    year = int(more.get("period", "2021")[:4])
    common = {"program": "e-katalog", "indicator": "umkm-e-katalog", "period": "2021", "stated_on": f"{year + 1}-01-31"}
    return recording.realization(number, **{**common, "region": region, "value": value, **more})


STATED = (
    # 2021: 32 of 34 provinces, a thousand each, and the country as a whole.
    *(counted(1000 + n, code, 1000) for n, code in enumerate(PROVINCES_OF_2021) if code not in NOT_REPORTING),
    counted(1100, "ID", 36000, resolution=1000, stated_on="2022-02-15"),
    # Jawa Barat by its regencies and cities, and its provincial offices, which are not a total of the province.
    counted(1200, "32.01", 300, period="2021-12"),
    counted(1201, "32.73", 400, stated_on="2022-03-01"),
    counted(1202, "32", 200, breakdown="part:own", period="2021-12-31"),
    # 2022: Papua before its split, on the day of the split, and after it.
    *(counted(1300 + n, code, 10, period="2022-07-24") for n, code in enumerate(("91", "92"))),
    *(counted(1310 + n, code, 10, period="2022-07-25") for n, code in enumerate(("91", "92", "93", "94", "95"))),
    *(counted(1320 + n, code, 10, period="2022-12-08") for n, code in enumerate(("91", "92", "96"))),
    counted(1330, "96", 10, period="2022-12-07"),  # its code is not yet valid, so it is no part on that day
    # All 38 of 2023, which do not add up to the figure of the country.
    counted(1400, "ID", 100, period="2023"),
    *(counted(1410 + n, code, 10, period="2023")
      for n, code in enumerate((*PROVINCES_OF_2021, "93", "94", "95", "96"))),
    # Products of local catalogs, flows of two lengths that end on the same day, and retracted or withdrawn figures.
    counted(1500, "33", 7, breakdown=LOCAL),
    counted(1501, "33.74", 5, breakdown=LOCAL),
    counted(1502, "33", 2, breakdown=f"{LOCAL},part:own"),
    counted(1510, "34", 20, nature="flow", period="2021-Q4"),
    counted(1511, "34", 80, nature="flow", period="2021"),
    counted(1512, "34.71", 9, nature="flow", period="2021-Q4"),
    counted(1520, "35", 5, period="2024", retracted_on="2025-06-01", stated_on="2025-02-01"),
    counted(1521, "36", 5, period="2024", stated_on="2025-02-01"),
    counted(1521, "36", 5, period="2024", stated_on="2025-02-01", **WITHDRAWN),
    # Two keys with a final realization and a newer estimate.
    counted(1530, "51", 900, period="2024", quality="estimate", stated_on="2026-02-01"),
    counted(1531, "51", 800, period="2024", stated_on="2025-02-01"),
    counted(1540, "52", 900, period="2025", quality="estimate", stated_on="2026-03-01"),
    counted(1541, "52", 800, period="2025", stated_on="2026-02-01"),
    recorded("indicator", code="share-local", program="e-katalog", name="Bagian lokal", unit="percent",
             direction="increase", additive=False),
    counted(1600, "32", 40, indicator="share-local"),
    counted(1601, "32.73", 60, indicator="share-local"),
)  # fmt: skip


@pytest.fixture(scope="package")
def count_database(postgres: DatabaseUrls) -> Iterator[DatabaseUrls]:
    with databases.copy(postgres) as copied:
        databases.execute(copied.service, *STATED, role="capaian_service")
        yield copied


@pytest.fixture(scope="package")
def counts(count_database: DatabaseUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with serving(count_database, tmp_path_factory.mktemp("counts")) as client:
        yield client
