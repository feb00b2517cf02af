"""The ranking of regions by their numbers, and the picture of the provinces."""

from collections.abc import Callable, Mapping
from decimal import Decimal

import msgspec

from api.analysis.onboarding_counts.model import OnboardingCount
from api.errors import Text
from api.pages.chart.rank_bar import draw_rank_bar
from api.pages.chart.tile_grid import PROVINCES, Tile, draw_tile_grid
from api.pages.formatting import Scale, format_amount, format_value
from api.pages.language import Language, choose_text
from api.pages.region_values.region_counts import RegionCounts
from api.pages.region_values.shades import classify, find_shade
from api.service_url import build_url

_NO_NUMBER = Text("belum ada angka", "no number")
_NOT_YET = Text("belum ada pada akhir periode itu", "did not exist at the end of the period")
_TARGET = Text("target {value}", "target {value}")
_SUM = Text("jumlah {parts}: {value}", "sum of {parts}: {value}")
_ONLY_SUM = Text("jumlah {parts}", "sum of {parts}")
_PARTS = Text("{reported} dari {total} kabupaten/kota", "{reported} of {total} regencies and cities")
_REPORTED_BELOW = Text("angka dari {parts}", "numbers of {parts}")


class LegendEntry(msgspec.Struct, frozen=True):
    """A shade and the numbers that have it; None for regions without a number."""

    shade: int | None
    text: str


class RankedRegion(msgspec.Struct, frozen=True, kw_only=True):
    """A row of a ranking. Equal numbers have one rank. `notes` are targets and sums of regions below."""

    rank: int
    name: str
    path: str
    bar: str
    value: str
    notes: list[str]


class Ranking(msgspec.Struct, frozen=True, kw_only=True):
    """The regions by number, the highest first. `pictures` and `legend` are empty within a province."""

    scale: str
    pictures: list[str]
    legend: list[LegendEntry]
    rows: list[RankedRegion]
    has_targets: bool
    without: list[str]


def find_value(row: OnboardingCount | None) -> Decimal | None:
    """Return the number of a region: what was reported for the whole of it, otherwise the sum of its parts."""
    if row is None:
        return None
    return row.summed if row.reported is None else row.reported


def build_ranking(
    counts: RegionCounts, names: Mapping[str, str], unit: str, language: Language, build_path: Callable[[str], str]
) -> Ranking:
    """Build the ranking, and for the country its picture. `build_path` returns the path that a region links to."""
    return _RankingWriter(counts, names, unit, language, build_path).build()


class _RankingWriter:
    """Writes the rows and tiles of a ranking in one scale."""

    def __init__(
        self,
        counts: RegionCounts,
        names: Mapping[str, str],
        unit: str,
        language: Language,
        build_path: Callable[[str], str],
    ) -> None:
        self._counts, self._names, self._unit, self._language = counts, names, unit, language
        self._build_path = build_path
        found = {code: find_value(counts.rows.get(code)) for code in counts.codes}
        self._values = {code: value for code, value in found.items() if value is not None}
        self._targets = [target.value for several in counts.targets.values() for target in several]
        self._largest = max([abs(value) for value in (*self._values.values(), *self._targets)], default=Decimal(0))
        self._scale = Scale(self._largest, language)
        self._classes = classify(self._values.values())

    def build(self) -> Ranking:
        ordered = sorted(self._values, key=lambda code: (-self._values[code], self._name(code)))
        first_ranks = {self._values[code]: rank for rank, code in reversed(list(enumerate(ordered, start=1)))}
        label = f"{self._scale.name} {self._unit}".strip()
        tiles = [self._build_tile(code) for code in PROVINCES if code in self._names]
        has_picture = self._counts.selection.is_country and bool(self._values)
        return Ranking(
            scale=label,
            pictures=draw_tile_grid(tiles, label) if has_picture else [],
            legend=self._list_legend() if has_picture else [],
            rows=[self._build_row(code, first_ranks[self._values[code]]) for code in ordered],
            has_targets=bool(self._targets),
            without=[self._write_without(code) for code in self._counts.codes if code not in self._values],
        )

    def _name(self, code: str) -> str:
        return self._names.get(code, code)

    def _write(self, value: Decimal) -> str:
        return format_value(value, None, "exact", self._language)

    def _build_row(self, code: str, rank: int) -> RankedRegion:
        targets = [float(target.value) for target in self._counts.targets.get(code, ())]
        return RankedRegion(
            rank=rank,
            name=self._name(code),
            path=self._build_path(code),
            bar=draw_rank_bar(float(self._values[code]), targets, float(self._largest)),
            value=self._write(self._values[code]),
            notes=self._list_notes(code),
        )

    def _build_tile(self, code: str) -> Tile:
        value = self._values.get(code)
        absent = choose_text(_NO_NUMBER if code in self._counts.codes else _NOT_YET, self._language)
        number = absent if value is None else format_amount(value, None, "exact", self._unit, self._language)
        return Tile(
            code,
            "–" if value is None else self._scale.format(value),
            "; ".join([f"{self._name(code)}: {number}", *self._list_notes(code)]),
            build_url(self._build_path(code)),
            None if value is None else find_shade(value, self._classes),
        )

    def _list_legend(self) -> list[LegendEntry]:
        ends = [(each.shade, dict.fromkeys(map(self._scale.format, each[1:]))) for each in self._classes]
        shades = [LegendEntry(shade, "\N{EN DASH}".join(texts)) for shade, texts in ends]
        return [*shades, LegendEntry(None, choose_text(_NO_NUMBER, self._language))]

    def _write_without(self, code: str) -> str:
        """Write the name of a region without a number, and its targets."""
        notes = self._list_notes(code)
        return f"{self._name(code)} ({'; '.join(notes)})" if notes else self._name(code)

    def _list_notes(self, code: str) -> list[str]:
        targets = [
            format_value(target.value, target.value_to, target.qualifier, self._language)
            for target in self._counts.targets.get(code, ())
        ]
        notes = [choose_text(_TARGET, self._language).format(value=value) for value in targets]
        row = self._counts.rows.get(code)
        return notes if row is None or not row.regions_reported else [*notes, self._write_sum(row)]

    def _write_sum(self, row: OnboardingCount) -> str:
        """Write how many regions are in the sum, and the sum unless it is the number of the row."""
        parts = choose_text(_PARTS, self._language).format(reported=row.regions_reported, total=row.regions_total)
        if row.summed is None:
            return choose_text(_REPORTED_BELOW, self._language).format(parts=parts)
        template = _ONLY_SUM if row.reported is None else _SUM
        return choose_text(template, self._language).format(parts=parts, value=self._write(row.summed))
