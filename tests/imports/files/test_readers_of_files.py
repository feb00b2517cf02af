"""A reader is chosen by the media type, and what is said of the file has to fit it."""

import pytest

from api.faults import Invalid
from api.imports.files.delimited import Delimited
from api.imports.files.ndjson import Lines
from api.imports.files.reader import CSV, NDJSON, XLSX, open_file
from api.imports.files.spreadsheet import Spreadsheet

NOT_HERE = "does-not-apply"


def test_each_media_type_has_its_reader() -> None:
    assert isinstance(open_file(CSV, knows=bool, delimiter="tab", encoding="Windows-1252"), Delimited)
    assert isinstance(open_file(NDJSON, knows=bool, encoding="utf-8"), Lines)
    assert isinstance(open_file(XLSX, knows=bool, sheet="Data"), Spreadsheet)


@pytest.mark.parametrize(("media_type", "said", "faults"), [
    (CSV, {"sheet": "Data"}, [("sheet", NOT_HERE)]),
    (CSV, {"delimiter": "|", "encoding": "ebcdic"}, [("delimiter", "not-one-of"), ("encoding", "not-one-of")]),
    (NDJSON, {"delimiter": "comma", "encoding": "utf-16"}, [("delimiter", NOT_HERE), ("encoding", "not-one-of")]),
    (XLSX, {"delimiter": "comma", "encoding": "utf-8"}, [("delimiter", NOT_HERE), ("encoding", NOT_HERE)]),
])  # fmt: skip
def test_what_does_not_fit_the_type_is_told_all_at_once(
    media_type: str, said: dict[str, str], faults: list[tuple[str, str]]
) -> None:
    with pytest.raises(Invalid) as caught:
        open_file(media_type, knows=bool, **said)
    assert caught.value.kind == "parameters"
    assert [(fault.parameter, fault.code) for fault in caught.value.faults] == faults
