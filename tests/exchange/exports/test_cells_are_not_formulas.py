"""No cell of a CSV file begins like a formula, except negative numbers: not even computed texts."""

import csv
import io
import re

import httpx
import pytest

from api.text_rules import is_formula

NUMBER = re.compile(r"-[0-9]+(\.[0-9]+)?")
FILES = (
    "findings", "progress", "claims", "onboarding-counts", "programs", "indicators", "targets", "realizations",
    "sources", "institutions", "regions", "units",
)  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_no_cell_of_a_csv_file_is_a_formula(client: httpx.Client, name: str) -> None:
    response = client.get(f"/v1/{name}.csv")
    assert response.status_code == 200, response.text
    rows = list(csv.reader(io.StringIO(response.text, newline="")))
    assert len(rows) > 1
    assert [cell for row in rows for cell in row if is_formula(cell) and not NUMBER.fullmatch(cell)] == []
