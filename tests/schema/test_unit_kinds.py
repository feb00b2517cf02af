"""The kind of a unit decides which numbers are valid, and it cannot change while figures exist."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.schema.conftest import Session, add_revisions, first_revision, next_revision, publish, try_insert

KINDS = ("count", "amount", "share", "index", "rank")
# Kind of the unit, changed fields of a valid figure, and the rule that rejects it, or None.
NUMBERS = [
    ("count", {"value": -5}, "count_is_whole_and_not_negative"),
    ("count", {"value": 0.5, "resolution": 1}, "count_is_whole_and_not_negative"),
    ("count", {"value": 407.1}, "count_is_whole_and_not_negative"),
    ("count", {"value": 0}, None),
    ("count", {"value": "407.000"}, None),
    ("count", {"value": 17, "value_to": 18.5}, "range_of_a_count_or_rank_is_whole"),
    ("count", {"value": 17, "value_to": 19}, None),
    ("count", {"value": 17, "resolution": 0.1}, "resolution_of_a_count_or_rank_is_whole"),
    ("count", {"value": 17_600_000, "resolution": 100_000}, None),
    ("rank", {"value": 64}, None),
    ("rank", {"value": 64.5}, "rank_is_whole_and_from_1"),
    ("rank", {"value": 0}, "rank_is_whole_and_from_1"),
    ("rank", {"value": 64, "value_to": 70.5}, "range_of_a_count_or_rank_is_whole"),
    ("rank", {"value": 64, "resolution": 0.5}, "resolution_of_a_count_or_rank_is_whole"),
    *((kind, {"value": -0.46, "resolution": 0.01}, None) for kind in ("amount", "share", "index")),
    *((kind, {"value": 137.5, "value_to": 138.25, "resolution": 0.1}, None) for kind in ("amount", "share", "index")),
]


def publish_indicator(writer: Session, kind: str, **content: object) -> tuple[str, str]:
    """Return the codes of a unit and of an indicator in it that is not additive."""
    unit = publish(writer, "unit", kind=kind)
    return unit, publish(writer, "indicator", unit=unit, **{"additive": False, **content})


@pytest.mark.parametrize("table", ["target", "realization"])
@pytest.mark.parametrize(("kind", "content", "rule"), NUMBERS)
def test_a_number_is_valid_in_its_unit(
    writer: Session, table: str, kind: str, content: dict[str, object], rule: str | None
) -> None:
    _, indicator = publish_indicator(writer, kind)
    for status, by in (("draft", "ani"), ("published", "system")):
        row = first_revision(table, status, by, indicator=indicator, **content)
        assert try_insert(writer, table, row) == rule


@pytest.mark.parametrize("kind", KINDS)
def test_only_what_adds_up_is_additive_or_a_flow(writer: Session, kind: str) -> None:
    adds_up = kind in ("count", "amount")
    unit, indicator = publish_indicator(writer, kind)
    flow = first_revision("realization", indicator=indicator, nature="flow")
    assert try_insert(writer, "realization", flow) == (None if adds_up else "flow_is_in_a_unit_that_adds_up")
    for nature in ("stock", "rate"):
        publish(writer, "realization", indicator=indicator, nature=nature)
    additive = first_revision("indicator", unit=unit, additive=True)
    assert try_insert(writer, "indicator", additive) == (
        None if adds_up else "additive_indicator_has_a_unit_that_adds_up"
    )
    add_revisions(writer, "indicator", indicator, "draft", by="ani", name="Lain")
    change = next_revision(writer, "indicator", indicator, "draft", "ani", additive=True)
    assert try_insert(writer, "indicator", change) == (
        None if adds_up else "additive_indicator_has_a_unit_that_adds_up"
    )


def test_one_invalid_figure_rejects_all_of_its_statement(writer: Session) -> None:
    _, indicator = publish_indicator(writer, "count")
    rows = [first_revision("target", indicator=indicator, value=value) for value in (1, 2, 2.5)]
    assert try_insert(writer, "target", *rows) == "count_is_whole_and_not_negative"
    writer.insert("target", *rows[:2])


@pytest.mark.parametrize("status", ["draft", "published"])
def test_the_kind_is_frozen_while_a_figure_exists(writer: Session, status: str) -> None:
    unit, indicator = publish_indicator(writer, "count")
    add_revisions(writer, "unit", unit, "draft", by="ani", kind="amount")
    add_revisions(writer, "unit", unit, "withdrawn", by="ani")
    by = "ani" if status == "draft" else "system"
    row = first_revision("target", status, by, indicator=indicator)
    writer.insert("target", row)
    change = next_revision(writer, "unit", unit, "draft", "ani", kind="amount")
    assert try_insert(writer, "unit", change) == "kind_is_frozen_once_figures_exist"
    add_revisions(writer, "unit", unit, "draft", by="ani", kind="count", name="nama lain")
    if status == "draft":
        add_revisions(writer, "target", row["id"], "withdrawn", by="ani")
        add_revisions(writer, "unit", unit, "draft", by="ani", kind="amount")


def test_a_draft_with_another_kind_is_not_published_after_a_figure_was_entered(writer: Session) -> None:
    unit, indicator = publish_indicator(writer, "count")
    add_revisions(writer, "unit", unit, "draft", by="ani", kind="amount")
    publish(writer, "realization", indicator=indicator)
    change = next_revision(writer, "unit", unit, "submitted", "ani")
    assert try_insert(writer, "unit", change) == "kind_is_frozen_once_figures_exist"
    add_revisions(writer, "unit", unit, "withdrawn", by="ani")


def test_the_kind_fits_the_additive_indicators_of_the_unit(writer: Session) -> None:
    unit, indicator = publish_indicator(writer, "count", additive=True)
    for kind in ("share", "index", "rank"):
        change = next_revision(writer, "unit", unit, "draft", "ani", kind=kind)
        assert try_insert(writer, "unit", change) == "kind_fits_additive_indicators"
    add_revisions(writer, "unit", unit, "draft", by="ani", kind="amount")
    add_revisions(writer, "indicator", indicator, "draft", "submitted", by="ani", additive=False)
    add_revisions(writer, "indicator", indicator, "published")
    add_revisions(writer, "unit", unit, "draft", by="ani", kind="share")


def test_a_change_of_the_kind_waits_for_the_figures_of_the_unit(writer: Session, other_writer: Session) -> None:
    unit, indicator = publish_indicator(writer, "count")
    writer.run("BEGIN")
    writer.insert("target", first_revision("target", indicator=indicator))
    change = next_revision(other_writer, "unit", unit, "draft", "ani", kind="share")
    with ThreadPoolExecutor() as pool:
        writing = pool.submit(try_insert, other_writer, "unit", change)
        with pytest.raises(TimeoutError):
            writing.result(0.2)
        writer.run("COMMIT")
        assert writing.result(10) == "kind_is_frozen_once_figures_exist"


def test_a_figure_waits_for_a_change_of_the_kind_and_follows_it(writer: Session, other_writer: Session) -> None:
    unit = first_revision("unit", "draft", "ani", kind="amount")
    writer.insert("unit", unit)
    writer.insert("indicator", first_revision("indicator", "draft", "ani", unit=unit["code"], additive=False))
    indicator = writer.value("SELECT code FROM indicator WHERE unit = $1", unit["code"])
    figure = first_revision("target", "draft", "ani", indicator=indicator, value=2.5)
    writer.run("BEGIN")
    add_revisions(writer, "unit", unit["code"], "draft", by="ani", kind="count")
    with ThreadPoolExecutor() as pool:
        writing = pool.submit(try_insert, other_writer, "target", figure)
        with pytest.raises(TimeoutError):
            writing.result(0.2)
        writer.run("COMMIT")
        assert writing.result(10) == "count_is_whole_and_not_negative"
