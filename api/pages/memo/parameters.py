"""Parameters of a memo."""

from typing import Annotated, Literal

from api.http.request.parameter_types import REGION_CODE, one_of
from api.pages.country_progress import COUNTRY
from api.pages.language import LANGUAGES, Language
from api.pages.point_parameters import PointParameters


class MemoParameters(PointParameters, frozen=True, kw_only=True):
    """Parameters of the page of a memo."""

    columns: Annotated[
        Literal["period", "region"], one_of(("period", "region")), "What the columns of the table are."
    ] = "period"
    region: Annotated[
        str, REGION_CODE, "The region of all periods; with `columns=region`, this region and those below it."
    ] = COUNTRY

    def build_memo_query(self, **others: str) -> str:
        """Return the query string of the same memo, with other parameters first."""
        given = {"columns": self.columns} if self.columns != "period" else {}
        return self.build_query(**others, **given, **({"region": self.region} if self.region != COUNTRY else {}))


class MemoFileParameters(MemoParameters, frozen=True, kw_only=True):
    """Parameters of the file of a memo."""

    language: Annotated[Language, one_of(LANGUAGES), "The language of its texts."] = "id"
