"""What holds for a claim before it reaches the database."""

from typing import Any

from api.faults import Fault
from api.figures.entry import NOT_AN_AMOUNT, is_amount


def faults_of(claim: Any) -> list[Fault]:
    return [
        Fault("not-an-amount", NOT_AN_AMOUNT, pointer=f"/{name}")
        for name in ("stated_value", "stated_resolution")
        if (value := getattr(claim, name)) is not None and not is_amount(value)
    ]
