"""Examples of the catalogs: the first data set with one file, and all APIs."""

from datetime import UTC, date, datetime

from api.exchange.catalog.coverage import CatalogFacts, Coverage
from api.exchange.catalog.document import CatalogContext, build_catalog
from api.exchange.catalog.linkset import build_linkset
from api.license import PublisherInfo

_BASE_URL = ""
_TIMESTAMP = datetime(2026, 11, 21, tzinfo=UTC)
# The values of the seed data.
_CATALOG_FACTS = CatalogFacts(
    {"target": Coverage(date(2020, 5, 14), date(2024, 12, 31), frozenset({"ID"}))},
    {"target": _TIMESTAMP},
    frozenset(),
)


def _build_short_catalog() -> dict[str, object]:
    """Build a short catalog; the complete one is as long as all other examples together."""
    whole = build_catalog(CatalogContext(_BASE_URL, PublisherInfo(), public_read=True), _CATALOG_FACTS)
    catalog, publisher, licence, first, *_ = whole["@graph"]
    catalog = catalog | {key: catalog[key][:1] for key in ("dcat:dataset", "dcat:service")}
    first = first | {
        "dcat:distribution": [one for one in first["dcat:distribution"] if one["@id"].endswith("-csv")][-1:]
    }
    return whole | {"@graph": [catalog, publisher, licence, first]}


CATALOG_EXAMPLES: dict[str, object] = {
    "read_catalog": _build_short_catalog(),
    "read_api_catalog": build_linkset(_BASE_URL),
}
