"""What may be asked of regions."""

from datetime import date
from typing import Annotated

from api.faults import Text
from api.http.kinds import DAY, REGION, WORDS, matching, one_of, several
from api.http.list_query import ListQuery
from api.http.listing import Collection, reads_of
from api.regions.queries import REGIONS

BPS = matching(
    "not-a-bps-code",
    r"[0-9]{2}([0-9]{2})?",
    Text("harus kode BPS dari 2 atau 4 angka", "must be a BPS code of 2 or 4 digits"),
)


class RegionQuery(ListQuery, frozen=True, kw_only=True):
    level: Annotated[
        tuple[str, ...] | None,
        several(one_of(("country", "province", "regency", "city"))),
        "Only regions of these levels.",
    ] = None
    within: Annotated[tuple[str, ...] | None, several(REGION), "Only these regions and all below them."] = None
    bps_code: Annotated[
        tuple[str, ...] | None, several(BPS), "Only regions with these codes of the statistics office (BPS)."
    ] = None
    valid_on: Annotated[date | None, DAY, "Only regions whose code is valid on that day."] = None
    q: Annotated[str | None, WORDS, "Only regions whose code or name contains these words."] = None


COLLECTION = Collection(
    name="regions",
    singular="region",
    chain=REGIONS,
    query=RegionQuery,
    key=REGION,
    about="The country, its 38 provinces and 514 regencies and cities by Kemendagri code, "
    "each with the days its code is valid; retired codes stay.",
    is_written=False,
)
handlers = reads_of(COLLECTION)
