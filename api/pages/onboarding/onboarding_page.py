"""The page of onboarding counts: an indicator by region for one period, ranked, with a picture of the provinces."""

from typing import Final

import msgspec

from api.http.reads.record import load_published
from api.pages.language import build_path
from api.pages.names import load_names
from api.pages.onboarding.chosen_group import choose_group, load_choices
from api.pages.onboarding.parameters import OnboardingPageParameters
from api.pages.onboarding.shown_counts import ShownCounts, ShownIndicator, build_shown_counts, load_shown_counts
from api.pages.page_request import PageRequest
from api.pages.point_parameters import join_query
from api.resources.figures.point_in_time import PointInTime
from api.resources.indicators.queries import INDICATOR_TABLE

MAX_OPTIONS: Final = 200


class IndicatorOption(msgspec.Struct, frozen=True):
    """An indicator that a reader can choose."""

    code: str
    name: str
    is_current: bool


class OnboardingPage(msgspec.Struct, frozen=True, kw_only=True):
    """What the template of onboarding counts shows.

    `hidden` are the parameters that the form repeats. `counts` is None without any; `indicator` is the name of the
    requested indicator. `country_path` is set within a province.
    """

    options: list[IndicatorOption]
    has_more_indicators: bool
    hidden: dict[str, str]
    indicator: str | None
    country_path: str
    counts: ShownCounts | None
    requests: list[str]
    downloads: dict[str, str]


async def load_onboarding_page(request: PageRequest, query: OnboardingPageParameters) -> OnboardingPage:
    """Load a page from one snapshot. Raise NotFoundError, WithdrawnError, or InvalidRequestError for a region."""
    language, known_at = request.language, query.known_at
    loaded = None
    async with request.database.acquire_public_snapshot() as connection:
        if query.indicator is not None:
            await load_published(connection, INDICATOR_TABLE, query.indicator, known_at)
        choices = await load_choices(connection, query.indicator, PointInTime(query.day, known_at))
        codes = {group.indicator for group in choices.last_periods}
        names = await load_names(connection, "indicator", {*codes, query.indicator}, known_at, language)
        group = choose_group(choices.last_periods, query.indicator, query.nature)
        if group is not None:
            natures = [each.nature for each in choices.last_periods if each.indicator == group.indicator]
            shown = ShownIndicator(names[group.indicator], choices.indicators[group.indicator].unit, natures)
            loaded = await load_shown_counts(connection, group, shown, query, language)
    current = query.indicator if group is None else group.indicator
    options = [
        IndicatorOption(code, names.get(code, code), code == current)
        for code in sorted(codes, key=lambda code: (names.get(code, code), code))
    ]
    own = [] if loaded is None else loaded.counts.selection.list_api_queries(query)
    return OnboardingPage(
        options=[option for number, option in enumerate(options) if number < MAX_OPTIONS or option.is_current],
        has_more_indicators=choices.has_more or len(options) > MAX_OPTIONS,
        hidden=({} if query.within is None else {"within": query.within}) | query.build_parameters(),
        indicator=None if current is None else names.get(current, current),
        country_path=join_query(build_path("/onboarding", language), query.build_own_query(within=None)),
        counts=None if loaded is None else build_shown_counts(loaded, language),
        requests=[
            *(f"/v1/onboarding-counts?{each}" for each in own),
            *(f"/v1/targets?{each}" for each in own[:1] if loaded is not None and loaded.counts.targets),
        ],
        downloads={
            f"onboarding-counts.{kind}": f"/v1/exports/onboarding-counts.{kind}?{each}"
            for each in own[:1]
            for kind in ("csv", "xlsx")
        },
    )
