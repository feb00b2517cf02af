"""Read the rows of docs/statements.md."""

import re
from pathlib import Path
from typing import Any, NamedTuple

PAGE = Path("docs/statements.md")


class Entry(NamedTuple):
    """One record of a row: its name in the row, if any, its type, and its fields as written."""

    name: str | None
    type: str
    fields: dict[str, str]


class Expectation(NamedTuple):
    """What a row expects: `progress`, `claim`, `finding`, `no finding` or `error`, a query, and fields."""

    kind: str
    query: dict[str, str]
    fields: dict[str, str]


class Row(NamedTuple):
    statement: str
    entries: list[Entry]
    expectations: list[Expectation]


def read_rows() -> list[Row]:
    """Return the rows of all tables with three columns."""
    rows = []
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split(" | ")] if line.startswith("| ") else []
        if len(cells) == 3 and cells[1].startswith("`"):
            entered, expected = ([part.strip("`") for part in cell.split("<br>")] for cell in cells[1:])
            rows.append(
                Row(cells[0], [_read_entry(part) for part in entered], [_read_expectation(part) for part in expected])
            )
    return rows


def _read_entry(text: str) -> Entry:
    name, _, rest = text.partition(" = ")
    if not rest:
        name, rest = "", text
    record_type, *fields = rest.split()
    return Entry(name or None, record_type, _read_fields(fields))


def _read_expectation(text: str) -> Expectation:
    request, _, expected = text.partition(": ")
    words = request.split()
    kind = "no finding" if words[:2] == ["no", "finding"] else words[0]
    query = _read_fields(words[2 if kind == "no finding" else 1 :])
    return Expectation(kind, query, _read_fields(expected.split()))


def _read_fields(words: list[str]) -> dict[str, str]:
    return dict(word.split("=", 1) for word in words)  # type: ignore[misc]  # each word has one `=`


def to_json(text: str) -> Any:
    """Return the JSON value of a field as written."""
    if text in ("null", "true", "false"):
        return {"null": None, "true": True, "false": False}[text]
    if re.fullmatch(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?", text):
        return float(text) if "." in text else int(text)
    return text
