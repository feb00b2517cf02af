"""The service, the callers and an example record of the programs, from the environment."""

import os
from datetime import date

from capaian_client import Capaian
from capaian_client.v1.models import CitationInput, TargetInput

URL = os.environ["CAPAIAN_URL"]

public = Capaian(URL, language="en")
writer = Capaian(URL, key=os.environ["WRITES"], language="en")
publisher = Capaian(URL, key=os.environ["PUBLISHES"], language="en")


def target_input(period: str) -> TargetInput:
    """Build a target that differs from all seed data."""
    return TargetInput(
        indicator="umkm-onboarded",
        nature="stock",
        period=period,
        value=40_000_000,
        qualifier="at_least",
        resolution=1_000_000,
        stated_on=date(2022, 6, 1),
        institution="kemenkop-ukm",
        citations=[CitationInput(source="antara-2021-01-11", locator="paragraph 3")],
    )
