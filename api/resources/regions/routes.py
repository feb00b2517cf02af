"""Routes and query parameters of regions."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from api.errors import Text
from api.http.reads.collection import Collection
from api.http.reads.immutable import today_in_jakarta
from api.http.reads.list_parameters import ListParameters
from api.http.reads.read_routes import build_read_routes
from api.http.request.parameter_types import DATE, FLAG, REGION_CODE, SEARCH_WORDS, list_of, one_of, text_matching
from api.resources.regions.queries import REGION_TABLE

OPERATION_IDS = (
    "list_regions",
    "read_region",
    "list_region_revisions",
)

BPS_CODE = text_matching(
    "not_a_bps_code",
    r"[0-9]{2}([0-9]{2})?",
    Text("harus kode BPS dari 2 atau 4 angka", "must be a BPS code of 2 or 4 digits"),
)


class RegionListParameters(ListParameters, frozen=True, kw_only=True):
    level: Annotated[
        tuple[str, ...] | None,
        list_of(one_of(("country", "province", "regency", "city"))),
        "Only regions of these levels.",
    ] = None
    within: Annotated[tuple[str, ...] | None, list_of(REGION_CODE), "Only these regions and all below them."] = None
    bps_code: Annotated[
        tuple[str, ...] | None, list_of(BPS_CODE), "Only regions with these codes of the statistics office (BPS)."
    ] = None
    replaces: Annotated[
        tuple[str, ...] | None, list_of(REGION_CODE), "Only regions that continue one of these former codes."
    ] = None
    valid_on: Annotated[
        date | None, DATE, "Only regions whose code is valid on that day. Default: today, or the day of `known_at`."
    ] = None
    include_abolished: Annotated[
        Literal["true"] | None, FLAG, "`true`: also regions whose code is not valid any more, or not yet."
    ] = None
    q: Annotated[
        tuple[str, ...] | None,
        SEARCH_WORDS,
        "Only regions with all of these words in code and names, each at the beginning of a word.",
    ] = None

    def filters(self) -> Mapping[str, object]:
        """Return the filters of the request; without one of the two about validity, only regions of the day."""
        found = {name: value for name, value in super().filters().items() if name != "include_abolished"}
        if self.valid_on is None and self.include_abolished is None:
            found["valid_on"] = today_in_jakarta(self.known_at)
        return found


COLLECTION = Collection(
    name="regions",
    singular="region",
    table=REGION_TABLE,
    parameters=RegionListParameters,
    key_type=REGION_CODE,
    description="The country, its 38 provinces and 514 regencies and cities by Kemendagri code, "
    "each with the days on which its code is valid. Former codes are included with `include_abolished=true`.",
    is_writable=False,
)
handlers = build_read_routes(COLLECTION)
