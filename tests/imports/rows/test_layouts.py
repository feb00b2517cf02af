"""Headers and mappings: which column is what, and what a file is refused for as a whole."""

import pytest

from api.faults import Fault, Invalid
from api.imports.rows.columns import COLUMNS, knows
from api.imports.rows.layout import Layout
from api.imports.rows.mapping import Mapping
from api.realizations.routes import COLLECTION as REALIZATIONS
from api.sources.routes import COLLECTION as SOURCES
from api.targets.routes import COLLECTION as TARGETS

NEEDED = ("indicator", "nature", "period", "value", "institution", "quality", "stated_on")


def faults_of(collection: str, header: list[str], mapping: Mapping | None = None) -> list[tuple[str, str | None]]:
    with pytest.raises(Invalid) as refused:
        Layout.of(collection, header, mapping)
    return [(fault.code, fault.pointer) for fault in refused.value.faults]


def fault_of(header: list[str], mapping: Mapping | None = None) -> Fault:
    with pytest.raises(Invalid) as refused:
        Layout.of("realizations", header, mapping)
    (fault,) = refused.value.faults
    return fault


@pytest.mark.parametrize(
    ("collection", "name", "ours"),
    [
        ("targets", "Indikator", "indicator"),
        ("targets", " NILAI ", "value"),
        ("targets", "Kode BPS", "region_bps_code"),
        ("targets", "atas-nama", "on_behalf_of"),
        ("targets", "stated on", "stated_on"),
        ("targets", "Tanggal", "stated_on"),
        ("realizations", "mutu", "quality"),
        ("realizations", "Kutipan", "quote"),
        ("sources", "Tanggal", "published_on"),
        ("sources", "judul", "title"),
        ("sources", "Tautan", "url"),
        ("sources", "recorded_at", "recorded_at"),
    ],
)
def test_a_column_goes_by_its_names_in_any_case(collection: str, name: str, ours: str) -> None:
    assert COLUMNS[collection].name_of(name) == ours
    assert knows(collection, name)


def test_what_no_column_is_called_is_unknown_unless_the_mapping_names_it() -> None:
    assert not knows("targets", "Kab/Kota")
    assert not knows("targets", "quality")
    assert knows("targets", "kab/kota", Mapping(columns={"Kab/Kota": "region"}))
    assert knows("targets", "No", Mapping(columns={"No": None}))


@pytest.mark.parametrize("noun", [TARGETS, REALIZATIONS, SOURCES], ids=lambda noun: noun.name)
def test_every_column_of_the_csv_lists_is_taken(noun) -> None:
    layout = Layout.of(noun.name, noun.chain.columns)
    assert list(layout.columns.values()) == list(noun.chain.columns)
    assert {column.name for _, column in layout.places} == set(noun.chain.columns) - {
        "revision",
        "status",
        "reason",
        "recorded_at",
        "recorded_by",
    }


def test_a_file_of_faulty_rows_is_taken_again() -> None:
    layout = Layout.of("realizations", [*NEEDED, "line", "reasons"])
    assert len(layout.places) == len(NEEDED)


def test_unknown_columns_are_refused_each_at_its_place_with_those_that_are_known() -> None:
    assert faults_of("realizations", [*NEEDED, "foo", "bar"]) == [
        ("unknown-column", "/header/7"),
        ("unknown-column", "/header/8"),
    ]
    told = fault_of([*NEEDED, "foo\0\ud800"]).detail
    assert "indicator, nature, region" in told.en and "null" in told.en and "null" in told.id
    told.en.encode()


def test_a_mapping_says_what_a_column_is_or_that_it_is_none() -> None:
    mapping = Mapping(columns={"Capaian": "value", "NO": None}, constants={"quality": "final", "Indikator": "x-y"})
    layout = Layout.of("realizations", ["No", "nature", "period", "capaian", "institution", "stated_on"], mapping)
    assert layout.columns == {
        "0": "No",
        "nature": "nature",
        "period": "period",
        "value": "capaian",
        "institution": "institution",
        "stated_on": "stated_on",
    }
    assert [(column.name, cell) for column, cell in layout.constants] == [("quality", "final"), ("indicator", "x-y")]


@pytest.mark.parametrize(
    ("header", "mapping", "place"),
    [
        ([*NEEDED, "Nilai"], None, "/header/7"),
        ([*NEEDED, "Capaian"], Mapping(columns={"Capaian": "value"}), "/header/7"),
        (list(NEEDED), Mapping(constants={"mutu": "final"}), "/header/5"),
        (list(NEEDED), Mapping(constants={"note": "x", "catatan": "y"}), "/mapping/constants/catatan"),
    ],
)
def test_a_column_is_given_once(header: list[str], mapping: Mapping | None, place: str) -> None:
    fault = fault_of(header, mapping)
    assert (fault.code, fault.pointer) == ("duplicate-column", place)


@pytest.mark.parametrize(
    ("mapping", "code", "place"),
    [
        (Mapping(columns={"quality": "kwaliteit"}), "unknown-column", "/mapping/columns/quality"),
        (Mapping(columns={"a/b": "note"}), "missing-column", "/mapping/columns/a~1b"),
        (Mapping(constants={"foo": "x"}), "unknown-column", "/mapping/constants/foo"),
        (Mapping(constants={"status": "published"}), "unknown-column", "/mapping/constants/status"),
    ],
)
def test_a_mapping_speaks_of_columns_that_there_are(mapping: Mapping, code: str, place: str) -> None:
    assert (code, place) in faults_of("realizations", list(NEEDED), mapping)


def test_a_column_that_a_mapping_ignores_need_not_be_there() -> None:
    assert Layout.of("realizations", NEEDED, Mapping(columns={"No": None}))


def test_what_every_new_figure_needs_is_asked_of_the_header() -> None:
    assert faults_of("realizations", ["note"]) == [("missing-column", "/header")] * 7
    assert faults_of("targets", [name for name in NEEDED if name not in ("quality", "value")]) == [
        ("missing-column", "/header")
    ]


def test_whoever_names_entities_by_their_keys_may_leave_out_the_rest() -> None:
    assert Layout.of("realizations", ["id", "note"])
    assert Layout.of("sources", ["kode", "catatan"])
    assert faults_of("sources", ["judul"]) == [("missing-column", "/header")]


@pytest.mark.parametrize(
    ("more", "code"),
    [(["locator"], "missing-column"), (["kutipan"], "missing-column"), (["source", "citations"], "duplicate-column")],
)
def test_a_citation_is_spelled_out_with_its_source_or_given_as_a_list(more: list[str], code: str) -> None:
    assert fault_of([*NEEDED, *more]).code == code


def test_a_file_without_a_header_takes_no_mapping_of_columns() -> None:
    assert Layout.of("targets", None).columns["supersedes"] == "supersedes"
    assert Layout.of("targets", None, Mapping(number_format="id"))
    with pytest.raises(Invalid):
        Layout.of("targets", None, Mapping(constants={"nature": "stock"}))
