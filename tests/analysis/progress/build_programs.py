"""SQL statements that create programs. Each program tests one rule of progress."""

from datetime import timedelta
from typing import Any

from api.resources.figures.period import Period
from tests.http.recording import WITHDRAWN, figure_id, realization, recorded, target

STATED = "2022-01-15"


def program(code: str, *indicators: tuple[str, ...]) -> tuple[str, ...]:
    """Return statements that create a program and its indicators.

    Each has a code, a unit, a direction, and perhaps the code of a variant.
    """
    return (
        recorded("program", code=code, name="Program"),
        *(
            recorded("indicator", code=name, program=code, name="Indikator", unit=unit, direction=direction,
                     additive=True, partitions=[], variant_of=next(iter(variant), None))
            for name, unit, direction, *variant in indicators
        ),
    )  # fmt: skip


def figure(build: Any, number: int, code: str, value: float, nature: str = "stock", **more: Any) -> str:
    """Return a statement that creates a figure. By default, its indicator has the code of its program.

    A target was stated on STATED by default, a realization on the day after its period.
    """
    stated = STATED
    if build is realization:
        stated = max(STATED, (Period.parse(more["period"]).last + timedelta(days=1)).isoformat())
    statement: str = build(
        number, **{"program": code, "indicator": code, "nature": nature, "value": value, "stated_on": stated, **more}
    )
    return statement


def flow(number: int, code: str, period: str, value: float, **more: Any) -> str:
    return figure(realization, number, code, value, "flow", period=period, **more)


STATEMENTS = (
    *program("tiled", ("tiled", "umkm", "increase")),
    figure(target, 101, "tiled", 100, "flow", period="2022"),
    flow(102, "tiled", "2022-Q1", 40),
    flow(103, "tiled", "2022-Q2", 30, resolution=10),
    flow(104, "tiled", "2022-Q2", 35, quality="estimate"),
    figure(target, 105, "tiled", 500, "stock", period="2022"),
    figure(realization, 106, "tiled", 300, period="2021"),
    *program("other-nature", ("other-nature", "umkm", "increase")),
    figure(target, 201, "other-nature", 100, period="2022"),
    flow(202, "other-nature", "2022-Q1", 40),
    *program(
        "other-unit",
        ("other-unit-products", "produk", "increase"),
        ("other-unit", "umkm", "increase", "other-unit-products"),
    ),
    figure(target, 301, "other-unit", 100, period="2022"),
    figure(realization, 302, "other-unit", 40, indicator="other-unit-products", period="2022-Q1"),
    *program(
        "variants",
        ("variants", "umkm", "increase"),
        ("products", "produk", "increase", "variants"),
        ("stalls", "koperasi", "increase", "products"),
        ("rupiah", "idr", "increase"),
    ),
    figure(realization, 303, "variants", 40, indicator="products", period="2022-Q1"),
    flow(304, "variants", "2021", 40, region="33"),
    figure(target, 305, "variants", 100, indicator="stalls", period="2022"),
    figure(target, 306, "variants", 100, indicator="stalls", period="2021"),
    figure(target, 307, "variants", 100, indicator="stalls", period="2022", region="32"),
    figure(target, 308, "variants", 100, indicator="stalls", period="2022", breakdown="catalog:local"),
    figure(target, 309, "variants", 100, indicator="rupiah", period="2022"),
    figure(target, 310, "variants", 100, period="2022"),
    figure(target, 311, "variants", 100, "flow", period="2022", region="33"),
    figure(realization, 312, "variants", 40, indicator="products", period="2022-Q1", region="33"),
    figure(target, 313, "variants", 100, "flow", period="2020", region="33"),
    figure(realization, 314, "variants", 40, indicator="products", period="2020-Q1", region="33"),
    *program("other-period", ("other-period", "umkm", "increase")),
    figure(target, 401, "other-period", 100, "flow", period="2022"),
    flow(402, "other-period", "2022-Q2", 40),
    *program("to-zero", ("to-zero", "umkm", "decrease")),
    figure(target, 501, "to-zero", 0, period="2022"),
    figure(realization, 502, "to-zero", 70, period="2021"),
    figure(realization, 503, "to-zero", 20, period="2022-06", stated_on="2022-07-01"),
    *program("rivals", ("rivals", "umkm", "increase")),
    figure(target, 601, "rivals", 100, period="2022"),
    figure(realization, 602, "rivals", 90, period="2022-12"),
    figure(realization, 603, "rivals", 100, period="2022-12-31", quality="provisional"),
    *program("rounded", ("rounded", "umkm", "increase")),
    figure(target, 651, "rounded", 100, period="2022", resolution=50),
    figure(realization, 652, "rounded", 98, period="2022-12", resolution=4),
    *program("parts", ("parts", "umkm", "increase")),
    figure(target, 701, "parts", 10, period="2022", breakdown="catalog:local"),
    figure(target, 702, "parts", 20, period="2022", region="32"),
    figure(target, 703, "parts", 30, period="2022", region="32.73"),
    figure(target, 704, "parts", 40, period="2022-S1", institution="idea"),
    figure(target, 705, "parts", 50, period="2022-06", institution="presiden", stated_on="2021-12-31"),
    figure(realization, 706, "parts", 5, period="2022", breakdown="catalog:local"),
    *program("retracted", ("retracted", "umkm", "increase")),
    figure(target, 801, "retracted", 10, period="2022"),
    figure(realization, 802, "retracted", 5, period="2022-06", retracted_on="2023-01-31"),
    *program("withdrawn-program"),
    recorded("program", code="withdrawn-program", name="Program", **WITHDRAWN),
)
__all__ = ["STATEMENTS", "figure_id"]
