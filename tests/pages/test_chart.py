"""The pictures: what they show of the figures, also at the edges."""

import re
import xml.etree.ElementTree as ET
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from uuid import UUID

import pytest

from api.analysis.rules.facts import RealizationFact, Series, TargetFact
from api.pages.chart.axes import ValueAxis
from api.pages.chart.labels import LabelPositions
from api.pages.formatting import Scale, format_duration, format_period, format_value
from api.pages.panels.panel_figures import PanelFigures
from api.pages.panels.panels import Panel, PanelNames, build_panels

NAMES = PanelNames({"i": "Indikator"}, {"u": "UMKM"}, {"i": "u"})
DAY = date(2025, 1, 1)
_ids = count(1)


def stated(fact: type[TargetFact] | type[RealizationFact], nature: str, year: int, value: int, **fields: object):  # type: ignore[no-untyped-def]  # one of both
    content = {
        "id": UUID(int=next(_ids)), "series": Series("p", "i", nature, "ID", ""), "period": str(year),
        "first": date(year, 1, 1), "last": date(year, 12, 31), "value": Decimal(value), "resolution": Decimal(1),
        "qualifier": "exact", "stated_on": date(year, 12, 31), "stated_earliest": date(year, 12, 31),
        "stated_latest": date(year, 12, 31), "retracted_on": None, "institution": "x", "rank": 1,
        "recorded_at": datetime(2022, 1, 1, tzinfo=UTC), "sources": ("s",), **fields,
    }  # fmt: skip
    if fact is RealizationFact:
        content["quality"] = "final"
    return fact(**content)


def draw(*figures: TargetFact | RealizationFact) -> list[Panel]:
    targets = [figure for figure in figures if isinstance(figure, TargetFact)]
    reports = [figure for figure in figures if isinstance(figure, RealizationFact)]
    panels = build_panels(PanelFigures(targets, reports, DAY), NAMES, "id")
    for panel in panels:
        for picture in panel.pictures:
            ET.fromstring(picture)  # our own picture
            assert "nan" not in picture
            assert not re.search(r'="-?\d{5,}', picture)
    return panels


def marks(panel: Panel, css_class: str) -> int:
    return panel.pictures[0].count(f'class="{css_class}"')


def test_a_revised_target_is_dashed_with_an_arrow_to_its_successor() -> None:
    first = stated(TargetFact, "stock", 2023, 30_000_000, stated_latest=date(2021, 1, 1))
    second = stated(TargetFact, "stock", 2023, 24_000_000, stated_latest=date(2022, 1, 1))
    later = stated(TargetFact, "stock", 2024, 30_000_000, stated_latest=date(2022, 1, 1), supersedes=first.id)
    (panel,) = draw(first, second, later)
    assert (marks(panel, "target"), marks(panel, "replaced"), marks(panel, "arrow")) == (2, 1, 2)


def test_contradicting_reports_are_two_dots_and_the_line_joins_the_preferred_ones() -> None:
    (panel,) = draw(
        stated(RealizationFact, "stock", 2020, 10),
        stated(RealizationFact, "stock", 2021, 20),
        stated(RealizationFact, "stock", 2021, 22, rank=9),
    )
    assert marks(panel, "report") == 3
    (points,) = re.findall(r'class="report-line"[^>]*points="([^"]+)"', panel.pictures[0])
    assert len(points.split()) == 2


def test_the_title_of_a_mark_has_the_symbol_of_a_currency_before_the_number() -> None:
    figures = PanelFigures([stated(TargetFact, "stock", 2021, 7_600_000)], [], DAY)
    (panel,) = build_panels(figures, PanelNames({}, {"u": "Rp"}, {"i": "u"}), "en")
    assert "Target of Rp7.6 million for 2021, stated 31 Dec 2021" in panel.pictures[0]


def test_totals_and_additions_have_pictures_of_their_own() -> None:
    panels = draw(
        stated(TargetFact, "flow", 2022, 5),
        stated(TargetFact, "stock", 2022, 50),
        stated(RealizationFact, "flow", 2022, 3),
        stated(TargetFact, "rate", 2022, 80),
    )
    assert [panel.subtitle.split()[0] for panel in panels] == ["nilai", "jumlah", "tambahan"]
    assert (marks(panels[2], "bar"), marks(panels[2], "target")) == (1, 1)


def test_the_time_without_a_report_is_marked_once_a_deadline_has_passed() -> None:
    report = stated(RealizationFact, "stock", 2021, 10)
    assert "silence" in draw(report, stated(TargetFact, "stock", 2023, 30))[0].pictures[0]
    future = stated(TargetFact, "stock", 2030, 30, stated_latest=date(2021, 1, 1))
    assert "silence" not in draw(report, future)[0].pictures[0]


@pytest.mark.parametrize("value", [0, -5, 1, 7, 999, 12_345, 10**15, -(10**15)])
def test_any_number_is_drawn(value: int) -> None:
    for nature in ("stock", "flow", "rate"):
        draw(stated(TargetFact, nature, 2022, value), stated(RealizationFact, nature, 2022, value))


def test_many_figures_are_drawn() -> None:
    figures = [stated(RealizationFact, "stock", 1900 + year, year) for year in range(120)]
    (panel,) = draw(*figures)
    assert marks(panel, "report") == 120
    assert marks(panel, "label-report") <= 40


def test_the_ticks_of_an_axis_are_round_and_contain_all_numbers() -> None:
    for lowest, highest in ((0, 30), (0, 0), (-3, 7), (0.001, 0.004), (0, 1e15)):
        axis = ValueAxis(lowest, highest, 0, 100)
        assert 1 <= len(list(axis.ticks())) <= 12
        assert -1 <= axis.to_pixel(highest) <= axis.to_pixel(lowest) <= 101


def test_labels_do_not_overlap() -> None:
    labels = LabelPositions(100, 100)
    positions = [labels.find_free(50, 50, "12,3", 10, 8) for _ in range(6)]
    assert len({position for position in positions if position is not None}) == 4
    assert positions[4:] == [None, None]


@pytest.mark.parametrize(
    ("largest", "name", "text"),
    [("9999", "", "9.999"), ("13700000", "juta", "13,7"), ("7600000000000", "triliun", "7,6"), ("45000", "ribu", "45")],
)
def test_numbers_of_a_picture_are_in_one_scale(largest: str, name: str, text: str) -> None:
    scale = Scale(Decimal(largest), "id")
    assert (scale.name, scale.format(Decimal(largest))) == (name, text)


@pytest.mark.parametrize(
    ("period", "text"),
    [
        ("2022", "2022"), ("2022-05", "Mei 2022"), ("2022-05-31", "31 Mei 2022"), ("2022-Q3", "2022-Q3"),
        ("2022-S1", "2022-S1"), ("2021-W20", "2021-W20"), ("2020-05-14/2020-12-31", "14 Mei 2020–31 Des 2020"),
    ],
)  # fmt: skip
def test_a_period_is_written_for_people(period: str, text: str) -> None:
    assert format_period(period, "id") == text


@pytest.mark.parametrize(("duration", "text"), [("P1Y", "1 year"), ("P6M", "6 months"), ("P10D", "10 days")])
def test_a_duration_is_written_for_people(duration: str, text: str) -> None:
    assert format_duration(duration, "en") == text


def test_a_label_has_both_ends_of_a_range_and_its_qualifier() -> None:
    target = stated(TargetFact, "stock", 2024, 10_000_000, value_to=Decimal(12_000_000), qualifier="about")
    (panel,) = draw(target)
    assert "sekitar 10\N{EN DASH}12<" in panel.pictures[0]
    (panel,) = draw(stated(RealizationFact, "flow", 2024, 10_000_000, value_to=Decimal(12_000_000)))
    assert ">10\N{EN DASH}12<" in panel.pictures[0]
    assert format_value(Decimal(5), Decimal(6), "about", "en") == "about 5\N{EN DASH}6"


def test_a_picture_of_very_many_figures_shows_the_last_ones_that_apply() -> None:
    years = range(1900, 2000)
    targets = [
        stated(TargetFact, "stock", year, year, stated_latest=date(2001 + n, 1, 1)) for year in years for n in range(2)
    ]
    reports = [stated(RealizationFact, "stock", year, year) for year in years for _ in range(2)]
    (panel,) = draw(*targets, *reports)
    assert (marks(panel, "target"), marks(panel, "replaced"), marks(panel, "report")) == (100, 0, 100)


def test_an_addition_below_zero_has_no_bar_as_if_it_were_above() -> None:
    (panel,) = draw(stated(RealizationFact, "flow", 2023, -400), stated(RealizationFact, "flow", 2024, 200))
    assert marks(panel, "bar") == 1
    assert ">-400<" in panel.pictures[0]


@pytest.mark.parametrize(
    ("value", "largest", "text"),
    [("0.004", "0.004", "0,004"), ("3000", "5E+12", "0,000000003"), ("12.345", "50", "12,34"), ("0", "5", "0")],
)
def test_a_small_number_is_not_written_as_zero(value: str, largest: str, text: str) -> None:
    assert Scale(Decimal(largest), "id").format(Decimal(value)) == text


def test_years_are_written_in_full_if_they_fit() -> None:
    (panel,) = draw(stated(TargetFact, "stock", 2100, 5, stated_latest=DAY), stated(RealizationFact, "stock", 1950, 4))
    for picture, first in zip(panel.pictures, ("1950", "\N{RIGHT SINGLE QUOTATION MARK}50"), strict=True):
        assert f">{first}<" in picture
