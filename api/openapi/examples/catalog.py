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
    {"target": Coverage(date(2020, 5, 14), date(2024, 12, 31), {"ID": "Indonesia"})},
    {"target": _TIMESTAMP},
    frozenset(),
)


def _build_short_catalog() -> dict[str, object]:
    """Build a short catalog; the complete one is as long as all other examples together."""
    whole = build_catalog(CatalogContext(_BASE_URL, PublisherInfo(), public_read=True), _CATALOG_FACTS)
    catalog, publisher, first, *_ = whole["@graph"]
    short = {name: catalog[name] for name in ("@id", "@type", "dct:title", "dct:publisher")}
    short["dcat:dataset"] = catalog["dcat:dataset"][:1]
    for name in ("dcat:keyword", "dct:language", "dcatap:availability"):
        first.pop(name, None)
    csv_file = next(one for one in first["dcat:distribution"] if one["@id"].endswith("-csv"))
    return whole | {"@graph": [short, publisher, first | {"dcat:distribution": [csv_file]}]}


CATALOG_EXAMPLES: dict[str, object] = {
    "read_catalog": _build_short_catalog(),
    "read_api_catalog": build_linkset(_BASE_URL),
}
