"""The memo table: a row for each indicator, and for each column a target, a realization and the achievement."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

import msgspec

from api.analysis.progress.model import Progress, ProgressRealization, ProgressTarget
from api.errors import Text
from api.pages.country_progress import COUNTRY
from api.pages.formatting import NATURES, format_period, format_value, write_reason
from api.pages.language import Language, choose_text
from api.pages.memo.footnotes import Citations, Footnotes, SourceNote
from api.resources.figures.period import Period

MAX_COLUMNS: Final = 30
MAX_ROWS: Final = 200
NOT_REPORTED: Final = frozenset({"not_reported", "no_realization"})
_PLAN: Final = Text("rencana {plan}", "plan {plan}")
MORE_COLUMNS: Final = Text(
    "Tabel ini memuat {shown} dari {all} kolom; daftar /v1/progress memuat semuanya.",
    "This table has {shown} of {all} columns; the list /v1/progress has all of them.",
)
MORE_ROWS: Final = Text(
    "Tabel ini memuat {shown} dari {all} baris; daftar /v1/progress memuat semuanya.",
    "This table has {shown} of {all} rows; the list /v1/progress has all of them.",
)
INCOMPLETE: Final = Text(
    "Program ini memiliki lebih banyak target daripada yang dimuat memo; daftar /v1/progress memuat semuanya.",
    "This program has more targets than a memo can have; the list /v1/progress has all of them.",
)


class MemoNumber(msgspec.Struct, frozen=True):
    """A stated number. `text` is how people read it."""

    value: Decimal
    value_to: Decimal | None
    qualifier: str
    text: str


class MemoCell(msgspec.Struct, frozen=True):
    """What one column says about one row. `note` is the letter of the reason, `sources` the numbers of the sources."""

    target: MemoNumber
    realization: MemoNumber | None
    achievement: Decimal | None
    achievement_text: str
    note: str
    sources: str


class MemoRow(msgspec.Struct, frozen=True):
    """A row: indicator, unit, nature and, if the columns are regions, the period. A cell without a target is None."""

    labels: list[str]
    cells: list[MemoCell | None]


class MemoTable(msgspec.Struct, frozen=True):
    """The table with its notes. `limits` are sentences about what it does not contain."""

    columns: list[str]
    rows: list[MemoRow]
    sources: list[SourceNote]
    reasons: list[tuple[str, str]]
    limits: list[str]


class MemoNames(msgspec.Struct, frozen=True):
    """The names of codes."""

    indicators: Mapping[str, str]
    units: Mapping[str, str]
    regions: Mapping[str, str]
    sources: Mapping[str, str]


class MemoContent(msgspec.Struct, frozen=True, kw_only=True):
    """What a table is built from."""

    progress: Sequence[Progress]
    is_complete: bool
    by_region: bool
    names: MemoNames
    citations: Citations


def build_table(content: MemoContent, language: Language) -> MemoTable:
    """Build the table: the last periods or the first regions, and the first rows, if there are too many."""
    rows = content.progress
    columns = sorted({_find_column(row, content) for row in rows})
    shown = columns[:MAX_COLUMNS] if content.by_region else columns[-MAX_COLUMNS:]
    grouped: dict[tuple[str, ...], dict[tuple[str, ...], Progress]] = {}
    for row in rows:
        grouped.setdefault(_find_row(row, content), {})[_find_column(row, content)] = row
    writer = _CellWriter(Footnotes(content.names.sources, content.citations), language)
    built = [
        MemoRow(
            _write_labels(next(iter(cells.values())), content, language),
            [writer.write(cells[column]) if column in cells else None for column in shown],
        )
        for _, cells in sorted(grouped.items())[:MAX_ROWS]
    ]
    limits = [
        choose_text(text, language).format(shown=limit, all=count)
        for text, limit, count in ((MORE_COLUMNS, len(shown), len(columns)), (MORE_ROWS, len(built), len(grouped)))
        if count > limit
    ]
    if not content.is_complete:
        limits.append(choose_text(INCOMPLETE, language))
    return MemoTable(
        [_write_column(column, content, language) for column in shown],
        built,
        writer.footnotes.list_sources(),
        writer.footnotes.list_reasons(),
        limits,
    )


def _find_row(row: Progress, content: MemoContent) -> tuple[str, ...]:
    """Return the key of a row in the order of rows: totals and rates of an indicator precede additions."""
    period = _sort_period(row) if content.by_region else ()
    return (row.indicator, str(row.nature == "flow"), row.nature, row.plan or "", *period)


def _sort_period(row: Progress) -> tuple[str, ...]:
    period = Period.parse(row.period)
    return (period.last.isoformat(), period.first.isoformat(), row.period)


def _find_column(row: Progress, content: MemoContent) -> tuple[str, ...]:
    """Return the key of a column in the order of columns; the whole country precedes its regions."""
    return (str(row.region != COUNTRY), row.region) if content.by_region else _sort_period(row)


def _write_column(column: tuple[str, ...], content: MemoContent, language: Language) -> str:
    code = column[-1]
    return content.names.regions.get(code, code) if content.by_region else format_period(code, language)


def _write_labels(row: Progress, content: MemoContent, language: Language) -> list[str]:
    names = content.names
    plan = [] if row.plan is None else [choose_text(_PLAN, language).format(plan=row.plan)]
    return [
        ", ".join([names.indicators.get(row.indicator, row.indicator), *plan]),
        names.units.get(row.unit, row.unit),
        choose_text(NATURES[row.nature], language),
        *([format_period(row.period, language)] if content.by_region else []),
    ]


class _CellWriter:
    """Writes cells and collects their footnotes."""

    def __init__(self, footnotes: Footnotes, language: Language) -> None:
        self.footnotes, self._language = footnotes, language

    def write(self, row: Progress) -> MemoCell:
        """Write a cell. A target that is not reported has no realization, also if there is an older number."""
        is_reported = row.realization is not None and row.verdict not in NOT_REPORTED
        realization = row.realization if is_reported else None
        achievement = row.achievement if is_reported else None
        note = ""
        if row.reasons and (not is_reported or row.verdict == "no_new_report"):
            note = self.footnotes.add_reason(write_reason(row.reasons[0], self._language))
        numbers = [self.footnotes.add_sources("T", [row.target.id])]
        if realization is not None:
            reported = [realization.id] if realization.id is not None else [part.id for part in realization.parts]
            numbers.append(self.footnotes.add_sources("R", reported))
        return MemoCell(
            self._write_number(row.target),
            None if realization is None else self._write_number(realization),
            achievement,
            "–" if achievement is None else format_value(achievement, None, "exact", self._language),
            note,
            " ".join(filter(None, numbers)),
        )

    def _write_number(self, figure: ProgressTarget | ProgressRealization) -> MemoNumber:
        text = format_value(figure.value, figure.value_to, figure.qualifier, self._language)
        return MemoNumber(figure.value, figure.value_to, figure.qualifier, text)
