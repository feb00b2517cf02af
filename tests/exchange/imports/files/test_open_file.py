"""The media type selects the reader, and the parameters must apply to it."""

import pytest

from api.errors import InvalidRequestError
from api.exchange.imports.files.csv_reader import CsvReader
from api.exchange.imports.files.ndjson_reader import NdjsonReader
from api.exchange.imports.files.open_file import CSV, NDJSON, ODS, XLSX, open_reader
from api.exchange.imports.files.sheet_reader import SheetReader

NOT_APPLICABLE = "does_not_apply"


def test_each_media_type_has_its_reader() -> None:
    assert isinstance(open_reader(CSV, is_known=bool, delimiter="tab", encoding="Windows-1252"), CsvReader)
    assert isinstance(open_reader(NDJSON, is_known=bool, encoding="utf-8"), NdjsonReader)
    for media_type in (XLSX, ODS):
        assert isinstance(open_reader(media_type, is_known=bool, sheet="Data"), SheetReader)


@pytest.mark.parametrize(("media_type", "options", "errors"), [
    (CSV, {"sheet": "Data"}, [("sheet", NOT_APPLICABLE)]),
    (CSV, {"delimiter": "|", "encoding": "ebcdic"}, [("delimiter", "not_one_of"), ("encoding", "not_one_of")]),
    (NDJSON, {"delimiter": "comma", "encoding": "utf-16"}, [("delimiter", NOT_APPLICABLE), ("encoding", "not_one_of")]),
    (XLSX, {"delimiter": "comma", "encoding": "utf-8"}, [("delimiter", NOT_APPLICABLE), ("encoding", NOT_APPLICABLE)]),
    (ODS, {"delimiter": "comma"}, [("delimiter", NOT_APPLICABLE)]),
])  # fmt: skip
def test_all_inapplicable_parameters_are_reported(
    media_type: str, options: dict[str, str], errors: list[tuple[str, str]]
) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        open_reader(media_type, is_known=bool, **options)
    assert caught.value.kind == "parameters"
    assert [(error.parameter, error.code) for error in caught.value.errors] == errors
