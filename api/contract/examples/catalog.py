"""Examples of the catalogs: of the data sets the first with one of its files, of the APIs all."""

from datetime import UTC, date, datetime

from api.catalog.document import Asked, catalog_of
from api.catalog.held import Extent, Held
from api.catalog.linkset import linkset_of
from api.terms import Terms

_HERE = "http://127.0.0.1:8000"
_MOMENT = datetime(2026, 11, 21, tzinfo=UTC)
# What the shipped figures come to.
_HELD = Held(
    {"target": Extent(date(2020, 5, 14), date(2024, 12, 31), frozenset({"ID"}))},
    {"target": _MOMENT},
    frozenset(),
)


def _beginning() -> dict[str, object]:
    """All of it is as long as the rest of the examples together."""
    whole = catalog_of(Asked(_HERE, Terms(), public_read=True), _HELD)
    catalog, publisher, licence, first, *_ = whole["@graph"]
    catalog = catalog | {key: catalog[key][:1] for key in ("dcat:dataset", "dcat:service")}
    first = first | {
        "dcat:distribution": [one for one in first["dcat:distribution"] if one["@id"].endswith("-csv")][-1:]
    }
    return whole | {"@graph": [catalog, publisher, licence, first]}


OF_CATALOGS: dict[str, object] = {"read_catalog": _beginning(), "read_api_catalog": linkset_of(_HERE)}
