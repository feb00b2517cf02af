"""Every media type that the contract has of an answer is the answer of whoever accepts nothing else."""

from typing import Any

import httpx
import pytest

from tests.contract.committed import document, resolved

Json = dict[str, Any]

# One file of one type each, whatever is accepted: asked for in test_pages.py.
FILES = ("/docs/{file}",)
ASKED = [
    pytest.param(path, operation, media_type, id=f"{operation['operationId']} {media_type}")
    for path, item in document()["paths"].items()
    if (operation := item.get("get")) and {} in operation["security"] and path not in FILES
    for media_type in operation["responses"]["200"]["content"]
    if len(operation["responses"]["200"]["content"]) > 1
]


@pytest.mark.parametrize(("path", "operation", "media_type"), ASKED)
def test_an_answer_is_of_the_type_that_is_accepted(
    client: httpx.Client, path: str, operation: Json, media_type: str
) -> None:
    named = {each["name"]: each["example"] for each in map(resolved, operation["parameters"]) if each["in"] == "path"}
    answer = client.get(path.format(**named), headers={"Accept": media_type})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].split(";")[0] == media_type
