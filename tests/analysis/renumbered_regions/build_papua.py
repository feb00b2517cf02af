"""SQL statements with figures of regencies that received new codes in 2022, stated with old and new codes."""

from typing import Any

from tests.http import recording
from tests.http.recording import figure_id, recorded

CODE = "papua"


def target(number: int, region: str, value: float, stated: str, **more: Any) -> str:
    fields = {"program": CODE, "indicator": CODE, "period": "2024", **more}
    return recording.target(number, region=region, value=value, stated_on=stated, **fields)


def realization(number: int, region: str, value: float, period: str, stated: str, **more: Any) -> str:
    fields = {"program": CODE, "indicator": CODE, "period": period, **more}
    return recording.realization(number, region=region, value=value, stated_on=stated, **fields)


STATEMENTS = (
    recorded("program", code=CODE, name="Program"),
    recorded(
        "indicator", code=CODE, program=CODE, name="Indikator", unit="umkm", direction="increase", additive=True,
        expected_every="P1Y",
    ),
    # Merauke was 91.01 until 2022-07-24 and is 93.01 since. The target and the baseline have different codes.
    target(101, "93.01", 200, "2022-08-01"),
    realization(102, "91.01", 50, "2020", "2021-01-15"),
    realization(103, "93.01", 60, "2021", "2022-09-01"),
    realization(104, "91.01", 120, "2023", "2024-01-10"),
    realization(105, "93.01", 150, "2023", "2024-02-01", quality="provisional"),
    # Jayawijaya, 91.02 and since then 95.01: the later target replaces the one with the old code.
    target(111, "91.02", 10, "2021-02-01"),
    target(112, "95.01", 14, "2023-02-01"),
    # Nabire, 91.04 and since then 94.01: nothing but a target with the old code, and no realization.
    target(121, "91.04", 30, "2021-02-01"),
    # The provinces as reported.
    realization(131, "91", 90, "2021", "2022-01-31"),
    realization(132, "91.03", 25, "2021", "2022-01-31"),
    realization(133, "93", 100, "2023", "2024-01-31"),
    realization(134, "91.05", 7, "2023", "2024-01-31"),
)  # fmt: skip
__all__ = ["STATEMENTS", "figure_id"]
