"""The sentences of findings with names instead of codes, and links to the figures and sources that they are about."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final
from uuid import UUID

import msgspec

from api.analysis.fact_queries.figures import load_realizations, load_targets
from api.analysis.fact_queries.reference_data import load_claims
from api.analysis.fact_queries.scope import FigureScope
from api.analysis.rules.checks.finding import SEVERITIES, FindingResult
from api.analysis.rules.facts import FigureFact
from api.database.pool import Connection
from api.pages.formatting import CURRENCY_SYMBOLS, NATURES, format_long_day, format_period, format_value
from api.pages.language import Language, choose_text
from api.pages.names import load_names
from api.pages.point_parameters import PointParameters, build_record_path, build_source_path

MAX_LINKS: Final = 4  # of a finding, which can have thousands of subjects
# A figure as the checks name it, such as `umkm-onboarded (stock, ID, 2022)`; a day; a number with a unit, such as
# `7.6 trillion idr`; or a code among other words.
_CODES: Final = re.compile(
    r"(?P<indicator>[a-z0-9-]+) \((?P<nature>stock|flow|rate), (?P<region>[A-Z0-9.]+)"
    r"(?:, (?P<period>[^,:)]+))?(?:, (?P<breakdown>[^)]+))?\)"
    r"|(?<![\w-])(?P<day>\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))(?![\w-])"
    r"|(?<![\w.,-])(?P<number>\d[\d.,]*(?: (?:juta|miliar|triliun|million|billion|trillion))?) "
    r"(?P<unit>[a-z][a-z0-9-]*)"
    r"|(?<![\w.:-])(?P<code>[a-z0-9]+(?:-[a-z0-9]+)*)(?![\w-])"
)


class FindingLink(msgspec.Struct, frozen=True):
    """A link to the row of a figure on the page of its source, or to a source."""

    text: str
    url: str


class FindingItem(msgspec.Struct, frozen=True):
    """A finding as a sentence; `severity` decides its color, and `code` leads to its explanation."""

    severity: str
    code: str
    text: str
    links: list[FindingLink]


class _Names(msgspec.Struct, frozen=True):
    """Names of records by code. A word of a sentence is a code only if it is one of `codes`."""

    indicators: Mapping[str, str]
    regions: Mapping[str, str]
    units: Mapping[str, str]
    codes: Mapping[str, str]
    language: Language

    def replace(self, text: str) -> str:
        return _CODES.sub(self._replace_match, text)

    def _replace_match(self, found: re.Match[str]) -> str:
        if found["day"]:
            return format_long_day(date.fromisoformat(found["day"]), self.language)
        if found["code"]:
            return self.codes.get(found["code"], found["code"])
        if found["unit"]:
            unit = self.units.get(found["unit"], found["unit"])
            return f"{unit}{found['number']}" if unit in CURRENCY_SYMBOLS else f"{found['number']} {unit}"
        period, breakdown = found["period"], found["breakdown"]
        parts = [
            choose_text(NATURES[found["nature"]], self.language),
            self.regions.get(found["region"], found["region"]),
            *([format_period(period, self.language)] if period else []),
            *([breakdown] if breakdown else []),
        ]
        return f"{self.indicators.get(found['indicator'], found['indicator'])} ({', '.join(parts)})"


async def build_findings(
    connection: Connection, findings: Sequence[FindingResult], point: PointParameters, language: Language
) -> list[FindingItem]:
    """Build the sentence and the links of each finding."""
    if not findings:
        return []
    figures, claimed = await _load_subjects(connection, findings, point)
    texts = [choose_text(finding.text, language) for finding in findings]
    words = _list_words(findings, texts) | set(claimed.values())

    async def names(record_type: str, codes: Iterable[str]) -> Mapping[str, str]:
        return await load_names(connection, record_type, codes, point.known_at, language)

    matches = [found for text in texts for found in _CODES.finditer(text)]
    labels = [found for found in matches if found["indicator"]]
    indicators = await names("indicator", words | {found["indicator"] for found in labels})
    sources = await names("source", words)
    quoted = {code: f"\N{LEFT DOUBLE QUOTATION MARK}{title}\N{RIGHT DOUBLE QUOTATION MARK}"
              for code, title in sources.items()}  # fmt: skip
    programs = await names("program", words)
    named = _Names(
        indicators,
        await names("region", {found["region"] for found in labels}),
        await names("unit", {found["unit"] for found in matches if found["unit"]} - {"percent"}),
        {code: name for code, name in {**programs, **indicators, **quoted}.items() if code in words},
        language,
    )

    def link(subject_type: str, key: str) -> FindingLink | None:
        figure = figures.get(key)
        if figure is not None and figure.sources:
            value = format_value(figure.value, figure.value_to, figure.qualifier, language)
            url = build_source_path(figure.sources[0], figure.id, point.build_query(), language)
            return FindingLink(f"{value} ({format_period(figure.period, language)})", url)
        source = key if subject_type == "source" else claimed.get(key)
        if source is None:
            return None
        return FindingLink(sources.get(source, source), build_record_path("sources", source, point, language))

    items = []
    for finding, text in zip(findings, texts, strict=True):
        links = dict.fromkeys(
            found for subject in finding.subjects[:MAX_LINKS] if (found := link(*subject)) is not None
        )
        items.append(FindingItem(finding.severity, finding.code, named.replace(text), list(links)))
    return items


def sort_by_severity(items: Iterable[FindingItem]) -> list[FindingItem]:
    return sorted(items, key=lambda item: SEVERITIES.index(item.severity))


def _list_words(findings: Sequence[FindingResult], texts: Sequence[str]) -> set[str]:
    """Return the words of the sentences that can be codes: those with a hyphen, and the records of the findings."""
    words = {found["code"] for text in texts for found in _CODES.finditer(text) if found["code"]}
    own = {
        subject.id for finding in findings for subject in finding.subjects if subject.type in ("source", "indicator")
    }
    own |= {finding.program for finding in findings if finding.program and finding.code == "unit_mismatch"}
    return {word for word in words if "-" in word} | own


async def _load_subjects(
    connection: Connection, findings: Sequence[FindingResult], point: PointParameters
) -> tuple[dict[str, FigureFact], dict[str, str]]:
    """Return the figures by id, and the sources of the claims by id."""
    ids: dict[str, list[UUID]] = {"target": [], "realization": [], "claim": []}
    for finding in findings:
        for subject in finding.subjects[:MAX_LINKS]:
            if subject.type in ids:
                ids[subject.type].append(UUID(subject.id))
    targets = await load_targets(connection, FigureScope(ids=ids["target"]), point.known_at)
    realizations = await load_realizations(connection, FigureScope(ids=ids["realization"]), point.known_at)
    claims = await load_claims(connection, point.known_at, lambda bind: f"t.id = ANY({bind(ids['claim'])}::uuid[])")
    figures: list[FigureFact] = [*targets, *realizations]
    return {str(each.id): each for each in figures}, {str(claim.id): claim.source for claim in claims}
