"""Headers and mappings: the columns of a file, and the errors that reject it."""

import pytest

from api.errors import ErrorDetail, InvalidRequestError
from api.exchange.imports.rows.collection_columns import COLUMNS
from api.exchange.imports.rows.layout import ColumnLayout, is_known_column
from api.exchange.imports.rows.mapping import ImportMapping
from api.resources.realizations.routes import COLLECTION as REALIZATIONS
from api.resources.sources.routes import COLLECTION as SOURCES
from api.resources.targets.routes import COLLECTION as TARGETS

REQUIRED = ("indicator", "nature", "period", "value", "institution", "quality", "stated_on")


def list_errors(
    collection: str, header: list[str], mapping: ImportMapping | None = None
) -> list[tuple[str, str | None]]:
    with pytest.raises(InvalidRequestError) as caught:
        ColumnLayout.build(collection, header, mapping)
    return [(error.code, error.pointer) for error in caught.value.errors]


def find_only_error(header: list[str], mapping: ImportMapping | None = None) -> ErrorDetail:
    with pytest.raises(InvalidRequestError) as caught:
        ColumnLayout.build("realizations", header, mapping)
    (error,) = caught.value.errors
    return error


@pytest.mark.parametrize(
    ("collection", "name", "api_name"),
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
        ("sources", "Tautan", "original_url"),
        ("sources", "recorded_at", "recorded_at"),
    ],
)
def test_a_column_has_several_names_in_any_case(collection: str, name: str, api_name: str) -> None:
    assert COLUMNS[collection].find_name(name) == api_name
    assert is_known_column(collection, name)


def test_other_names_are_unknown_unless_they_are_mapped() -> None:
    assert not is_known_column("targets", "Kab/Kota")
    assert not is_known_column("targets", "quality")
    assert is_known_column("targets", "kab/kota", ImportMapping(columns={"Kab/Kota": "region"}))
    assert is_known_column("targets", "No", ImportMapping(columns={"No": None}))


@pytest.mark.parametrize("listed", [TARGETS, REALIZATIONS, SOURCES], ids=lambda listed: listed.name)
def test_every_column_of_an_export_is_accepted(listed) -> None:
    layout = ColumnLayout.build(listed.name, listed.table.columns)
    assert list(layout.columns.values()) == list(listed.table.columns)
    assert {column.name for _, column in layout.columns_by_index} == set(listed.table.columns) - {
        "revision",
        "status",
        "reason",
        "recorded_at",
        "recorded_by",
        *(() if listed is SOURCES else ("url", "period_start", "period_end")),
    }


def test_a_file_of_rejected_rows_is_accepted() -> None:
    layout = ColumnLayout.build("realizations", [*REQUIRED, "line", "errors"])
    assert len(layout.columns_by_index) == len(REQUIRED)


def test_unknown_columns_are_one_error_that_lists_them_and_the_nearest_names() -> None:
    error = find_only_error([*REQUIRED, "Wilayh", "foo\0\ud800"])
    assert (error.code, error.pointer) == ("unknown_column", "/header")
    assert "Wilayh (region?), foo\ufffd\ufffd; map each" in error.detail.en
    assert "indicator, nature, region" in error.detail.en and "null" in error.detail.en and "null" in error.detail.id
    error.detail.en.encode()


def test_many_unknown_columns_are_counted() -> None:
    error = find_only_error([*REQUIRED, *(f"kolom-{number}-" + "x" * 100 for number in range(100))])
    assert "(+80)" in error.detail.id and len(error.detail.id) < 2000


def test_a_star_ignores_all_columns_that_are_unknown() -> None:
    layout = ColumnLayout.build("realizations", [*REQUIRED, "foo", "Catatan"], ImportMapping(columns={"*": None}))
    assert {column.name for _, column in layout.columns_by_index} == {*REQUIRED, "note"}
    assert layout.columns["7"] == "foo"
    assert not is_known_column("realizations", "foo", ImportMapping(columns={"*": None}))
    error = find_only_error(list(REQUIRED), ImportMapping(columns={"*": "note"}))
    assert (error.code, error.pointer) == ("not_null", "/mapping/columns/*")


def test_a_mapping_renames_or_ignores_columns() -> None:
    mapping = ImportMapping(
        columns={"Capaian": "value", "NO": None}, constants={"quality": "final", "Indikator": "x-y"}
    )
    layout = ColumnLayout.build(
        "realizations", ["No", "nature", "period", "capaian", "institution", "stated_on"], mapping
    )
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
    ("header", "mapping", "pointer"),
    [
        ([*REQUIRED, "Nilai"], None, "/header/7"),
        ([*REQUIRED, "Capaian"], ImportMapping(columns={"Capaian": "value"}), "/header/7"),
        (list(REQUIRED), ImportMapping(constants={"mutu": "final"}), "/header/5"),
        (list(REQUIRED), ImportMapping(constants={"note": "x", "catatan": "y"}), "/mapping/constants/catatan"),
    ],
)
def test_a_column_may_occur_once(header: list[str], mapping: ImportMapping | None, pointer: str) -> None:
    error = find_only_error(header, mapping)
    assert (error.code, error.pointer) == ("duplicate_column", pointer)


@pytest.mark.parametrize(
    ("mapping", "code", "pointer"),
    [
        (ImportMapping(columns={"quality": "kwaliteit"}), "unknown_column", "/mapping/columns/quality"),
        (ImportMapping(columns={"a/b": "note"}), "missing_column", "/mapping/columns/a~1b"),
        (ImportMapping(constants={"foo": "x"}), "unknown_column", "/mapping/constants/foo"),
        (ImportMapping(constants={"status": "published"}), "unknown_column", "/mapping/constants/status"),
    ],
)
def test_a_mapping_may_contain_only_existing_columns(mapping: ImportMapping, code: str, pointer: str) -> None:
    assert (code, pointer) in list_errors("realizations", list(REQUIRED), mapping)


def test_an_ignored_column_may_be_missing() -> None:
    assert ColumnLayout.build("realizations", REQUIRED, ImportMapping(columns={"No": None}))


def test_required_columns_must_be_in_the_header() -> None:
    assert list_errors("realizations", ["note"]) == [("missing_column", "/header")] * 7
    assert list_errors("targets", [name for name in REQUIRED if name not in ("quality", "value")]) == [
        ("missing_column", "/header")
    ]


def test_a_file_with_keys_needs_no_other_columns() -> None:
    assert ColumnLayout.build("realizations", ["id", "note"])
    assert ColumnLayout.build("sources", ["kode", "catatan"])
    assert list_errors("sources", ["judul"]) == [("missing_column", "/header")]


@pytest.mark.parametrize(
    ("more", "code"),
    [(["locator"], "missing_column"), (["kutipan"], "missing_column"), (["source", "citations"], "duplicate_column")],
)
def test_a_citation_has_its_own_columns_or_is_a_list(more: list[str], code: str) -> None:
    assert find_only_error([*REQUIRED, *more]).code == code


def test_a_file_without_a_header_accepts_no_mapping_of_columns() -> None:
    assert ColumnLayout.build("targets", None).columns["supersedes"] == "supersedes"
    assert ColumnLayout.build("targets", None, ImportMapping(number_format="id"))
    with pytest.raises(InvalidRequestError):
        ColumnLayout.build("targets", None, ImportMapping(constants={"nature": "stock"}))
