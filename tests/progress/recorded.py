"""Programs entered beside what ships, each for one thing that progress has to tell."""

from typing import Any

from tests.wire.recording import WITHDRAWN, figure_id, realization, recorded, target

STATED = "2022-01-15"


def program(code: str, *indicators: tuple[str, str, str]) -> tuple[str, ...]:
    """With its indicators: code, unit, direction."""
    return (
        recorded("program", code=code, name="Program"),
        *(
            recorded(
                "indicator", code=name, program=code, name="Indikator", unit=unit, direction=direction, additive=True
            )
            for name, unit, direction in indicators
        ),
    )


def one(noun: Any, number: int, code: str, value: float, nature: str = "stock", **more: Any) -> str:
    """A figure of the program whose code its indicator has too."""
    statement: str = noun(
        number, **{"program": code, "indicator": code, "nature": nature, "value": value, "stated_on": STATED, **more}
    )
    return statement


def flow(number: int, code: str, period: str, value: float, **more: Any) -> str:
    return one(realization, number, code, value, "flow", period=period, **more)


ALL = (
    *program("tiled", ("tiled", "umkm", "increase")),
    one(target, 101, "tiled", 100, "flow", period="2022"),
    flow(102, "tiled", "2022-Q1", 40),
    flow(103, "tiled", "2022-Q2", 30, resolution=10),
    flow(104, "tiled", "2022-Q2", 35, quality="estimate"),
    one(target, 105, "tiled", 500, "stock", period="2022"),
    one(realization, 106, "tiled", 300, period="2021"),
    *program("other-nature", ("other-nature", "umkm", "increase")),
    one(target, 201, "other-nature", 100, period="2022"),
    flow(202, "other-nature", "2022-Q1", 40),
    *program("other-unit", ("other-unit", "umkm", "increase"), ("other-unit-products", "produk", "increase")),
    one(target, 301, "other-unit", 100, period="2022"),
    one(realization, 302, "other-unit", 40, indicator="other-unit-products", period="2022-Q1"),
    *program("other-period", ("other-period", "umkm", "increase")),
    one(target, 401, "other-period", 100, "flow", period="2022"),
    flow(402, "other-period", "2022-Q2", 40),
    *program("to-zero", ("to-zero", "umkm", "decrease")),
    one(target, 501, "to-zero", 0, period="2022"),
    one(realization, 502, "to-zero", 70, period="2021"),
    one(realization, 503, "to-zero", 20, period="2022-06", stated_on="2022-07-01"),
    *program("rivals", ("rivals", "umkm", "increase")),
    one(target, 601, "rivals", 100, period="2022"),
    one(realization, 602, "rivals", 90, period="2022-12"),
    one(realization, 603, "rivals", 100, period="2022-12-31", quality="provisional"),
    *program("rounded", ("rounded", "umkm", "increase")),
    one(target, 651, "rounded", 100, period="2022", resolution=50),
    one(realization, 652, "rounded", 98, period="2022-12", resolution=4),
    *program("parts", ("parts", "umkm", "increase")),
    one(target, 701, "parts", 10, period="2022", breakdown="catalog:local"),
    one(target, 702, "parts", 20, period="2022", region="32"),
    one(target, 703, "parts", 30, period="2022", region="32.73"),
    one(target, 704, "parts", 40, period="2022-S1", institution="idea"),
    one(target, 705, "parts", 50, period="2022-06", institution="presiden", stated_on="2021-12-31"),
    one(realization, 706, "parts", 5, period="2022", breakdown="catalog:local"),
    *program("retracted", ("retracted", "umkm", "increase")),
    one(target, 801, "retracted", 10, period="2022"),
    one(realization, 802, "retracted", 5, period="2022-06", retracted_on="2023-01-31"),
    *program("taken-back"),
    recorded("program", code="taken-back", name="Program", **WITHDRAWN),
)
__all__ = ["ALL", "figure_id"]
