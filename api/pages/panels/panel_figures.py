"""The figures of the pictures of a program, by series."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import Final, NamedTuple

from api.analysis.rules.facts import RealizationFact, Series, TargetFact
from api.analysis.rules.in_force import find_targets_in_force
from api.analysis.rules.preferred import sort_by_preference

MAX_FIGURES: Final = 150  # of each type; 40 of them have labels


class PanelFigures(NamedTuple):
    """Figures as of a day."""

    targets: Sequence[TargetFact]
    reports: Sequence[RealizationFact]
    day: date

    def split(self) -> list["PanelFigures"]:
        """Return the figures that are known on the day, by series, reduced to what a picture can show."""
        targets = [target for target in self.targets if target.is_known(self.day)]
        reports = [report for report in self.reports if report.is_known(self.day)]
        return [
            PanelFigures(
                [target for target in targets if target.series == series],
                [report for report in reports if report.series == series],
                self.day,
            ).reduce()
            for series in {figure.series for figure in (*targets, *reports)}
        ]

    def reduce(self) -> "PanelFigures":
        """Of very many figures, keep the last ones of those that apply: targets in force and preferred reports."""
        targets, reports = self.targets, self.reports
        if len(targets) > MAX_FIGURES:
            targets = sorted(self.in_force, key=attrgetter("end"))[-MAX_FIGURES:]
        if len(reports) > MAX_FIGURES:
            preferred = [several[0] for several in sort_by_preference(reports, self.day).values()]
            reports = sorted(preferred, key=attrgetter("reference_day"))[-MAX_FIGURES:]
        return PanelFigures(targets, reports, self.day)

    @property
    def series(self) -> Series:
        """The series of all figures, after `split`."""
        return (*self.targets, *self.reports)[0].series

    @property
    def largest(self) -> Decimal:
        return max(abs(figure.value_to or figure.value) for figure in (*self.targets, *self.reports))

    @property
    def in_force(self) -> list[TargetFact]:
        return list(find_targets_in_force(self.targets, self.day).values())
