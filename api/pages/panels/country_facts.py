"""The figures for the whole country that pictures show, with the names of their indicators and units."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

import msgspec

from api.analysis.fact_queries.figures import load_realizations, load_targets
from api.analysis.fact_queries.scope import FigureScope
from api.analysis.rules.facts import IndicatorFact, RealizationFact, Series, TargetFact
from api.database.pool import Connection
from api.pages.country_progress import COUNTRY
from api.pages.formatting import NATURES
from api.pages.language import Language
from api.pages.names import load_names
from api.pages.panels.panels import PanelNames
from api.resources.figures.breakdown import WHOLE

MAX_INDICATORS: Final = 20


class CountryFacts(msgspec.Struct, frozen=True):
    """The figures for the whole country, and the names that their pictures need."""

    targets: Sequence[TargetFact]
    realizations: Sequence[RealizationFact]
    names: PanelNames


async def load_country_facts(
    connection: Connection, indicators: Mapping[str, IndicatorFact], known_at: datetime | None, language: Language
) -> CountryFacts:
    """Load the figures of the first 20 indicators by code."""
    shown = {code: indicators[code] for code in sorted(indicators)[:MAX_INDICATORS]}
    series = [Series(fact.program, code, nature, COUNTRY, WHOLE) for code, fact in shown.items() for nature in NATURES]
    scope = FigureScope(series=series)
    unit_codes = {code: fact.unit for code, fact in shown.items()}
    return CountryFacts(
        await load_targets(connection, scope, known_at),
        await load_realizations(connection, scope, known_at),
        PanelNames(
            await load_names(connection, "indicator", shown, known_at, language),
            await load_names(connection, "unit", unit_codes.values(), known_at, language),
            unit_codes,
        ),
    )
