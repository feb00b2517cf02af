"""Query parameters of the page of onboarding counts."""

from typing import Annotated, Final

from api.analysis.onboarding_counts.parameters import NATURES
from api.errors import Text
from api.http.request.parameter_types import CODE, one_of, text_matching
from api.pages.point_parameters import PointParameters
from api.resources.figures.parameters import PERIOD_PARAMETER
from api.resources.figures.period import Period

PROVINCE_CODE: Final = text_matching(
    "not_a_province_code",
    r"[0-9]{2}",
    Text("harus kode provinsi seperti 32", "must be the code of a province such as 32"),
)


class OnboardingPageParameters(PointParameters, frozen=True, kw_only=True):
    """Parameters of the page. Without them it shows the indicator with the newest period."""

    indicator: Annotated[str | None, CODE, "The indicator that is counted."] = None
    nature: Annotated[str | None, one_of(NATURES), "Its stocks or its flows."] = None
    period: Annotated[Period | None, PERIOD_PARAMETER, "The period; a stock by its last day."] = None
    within: Annotated[str | None, PROVINCE_CODE, "Show the regencies and cities of this province."] = None

    def build_own_query(self, **changes: str | None) -> str:
        """Return the query string of the page with some parameters changed; None removes one."""
        given = {
            "indicator": self.indicator,
            "nature": self.nature,
            "period": None if self.period is None else self.period.text,
            "within": self.within,
        }
        return self.build_query(**{name: value for name, value in (given | changes).items() if value is not None})
