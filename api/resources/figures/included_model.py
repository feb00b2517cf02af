"""The records that a response includes next to those that refer to them."""

from typing import Annotated

import msgspec
from msgspec import Meta

from api.resources.indicators.model import Indicator
from api.resources.institutions.model import Institution
from api.resources.programs.model import Program
from api.resources.regions.model import Region
from api.resources.sources.model import Source
from api.resources.units.model import MeasureUnit


class Included(msgspec.Struct, frozen=True, kw_only=True):
    """The records to which the response refers, by type and code; only the types of `include`."""

    region: Annotated[dict[str, Region], Meta(description="Regions by code.")] | msgspec.UnsetType = msgspec.UNSET
    indicator: Annotated[dict[str, Indicator], Meta(description="Indicators by code.")] | msgspec.UnsetType = (
        msgspec.UNSET
    )
    institution: Annotated[dict[str, Institution], Meta(description="Institutions by code.")] | msgspec.UnsetType = (
        msgspec.UNSET
    )
    source: Annotated[dict[str, Source], Meta(description="Sources by code.")] | msgspec.UnsetType = msgspec.UNSET
    unit: Annotated[dict[str, MeasureUnit], Meta(description="Units by code.")] | msgspec.UnsetType = msgspec.UNSET
    program: Annotated[dict[str, Program], Meta(description="Programs by code.")] | msgspec.UnsetType = msgspec.UNSET


IncludedRecords = Annotated[
    Included, Meta(description="With `include`, only of a single record: the records to which it refers.")
]
