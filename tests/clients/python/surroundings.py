"""Where the service is and who asks it, as the tests say in the environment."""

import os
from datetime import date

from capaian_client import Capaian
from capaian_client.v1.models import NewCitation, NewTarget

URL = os.environ["CAPAIAN_URL"]

public = Capaian(URL, language="en")
writer = Capaian(URL, key=os.environ["WRITES"], language="en")
publisher = Capaian(URL, key=os.environ["PUBLISHES"], language="en")


def promised(period: str) -> NewTarget:
    """A target that nothing else states."""
    return NewTarget(
        indicator="umkm-onboarded",
        nature="stock",
        period=period,
        value=40_000_000,
        qualifier="at_least",
        resolution=1_000_000,
        stated_on=date(2022, 6, 1),
        institution="kemenkop-ukm",
        citations=[NewCitation(source="antara-2021-01-11", locator="paragraph 3")],
    )
