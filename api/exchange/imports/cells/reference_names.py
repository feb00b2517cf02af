"""ReferenceNames: the regions, units and institutions that cells can name."""

from typing import NamedTuple

from api.exchange.imports.cells.name_lookup import NO_NAMES, NameLookup
from api.exchange.imports.cells.number_words import COMMON_UNITS
from api.exchange.imports.cells.region_lookup import RegionLookup


class ReferenceNames(NamedTuple):
    """The published regions, units and institutions by name."""

    regions: RegionLookup
    units: NameLookup = COMMON_UNITS
    institutions: NameLookup = NO_NAMES
