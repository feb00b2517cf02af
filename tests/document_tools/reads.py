"""The reads of both OpenAPI documents: requests to each GET operation, with the examples of its parameters."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import urlencode

import httpx

from tests.openapi.all_operations.conftest import OPERATIONS, OperationRequest

# One matches the pattern of each path parameter, and no record has it.
_UNKNOWN_KEYS = ("does-not-exist", "00000000-0000-7000-8000-000000000000", "99.99", "0000000000")


class Read(NamedTuple):
    """A GET of one operation: its path with the query string, and its headers."""

    operation_id: str
    is_sdmx: bool
    url: str
    headers: dict[str, str]


def list_reads(created: dict[str, str]) -> list[Read]:
    """List the reads: with and without parameters, in each media type, and of a record that does not exist.

    `created` are the keys of created records. The stream of events is omitted, because it does not end.
    """
    reads = [each for each in OPERATIONS if each.method == "GET"]
    return [
        variant
        for each in reads
        if "text/event-stream" not in each.operation["responses"]["200"]["content"]
        for variant in _list_variants(each, created)
    ]


def _list_variants(each: OperationRequest, created: dict[str, str]) -> Iterator[Read]:
    key = next((key for start, key in created.items() if each.path.startswith(start)), None)
    required = each.query()
    examples = urlencode(
        [
            (parameter["name"], ",".join(value) if isinstance(value, list) else value)
            for parameter in each.parameters("query")
            for value in parameter["schema"].get("examples", ())
        ]
    )

    def build(path: str, query: str = "", **headers: str) -> Read:
        url = f"{path}?{query}" if query else path
        return Read(each.name, each.operation["tags"] == ["sdmx"], url, headers)

    for query in dict.fromkeys((required, examples)):
        yield build(each.url(key), query)
    for media_type in list(each.operation["responses"]["200"]["content"])[1:]:
        yield build(each.url(key), required, Accept=media_type)
    if path_parameters := each.parameters("path"):
        yield build(each.path.format(**{each["name"]: _find_unknown_key(each) for each in path_parameters}))


def _find_unknown_key(parameter: dict[str, Any]) -> str:
    """Return a valid key of no record. A list of values has none, so its example is returned."""
    if "$ref" in parameter["schema"]:
        return str(parameter["example"])
    pattern = parameter["schema"].get("pattern", ".*")
    return next(key for key in _UNKNOWN_KEYS if re.fullmatch(pattern, key))


def create_records(client: httpx.Client) -> dict[str, str]:
    """Create the records that a new service lacks; return keys by the start of the path.

    `client` sends a key with all scopes.
    """
    by_name = {each.name: each for each in OPERATIONS}

    def create(name: str) -> Any:
        each = by_name[name]
        url = f"{each.url()}?{each.query()}" if each.query() else each.url()
        response = client.request(each.method, url, content=each.content(), headers=each.headers())
        return response.raise_for_status().json()

    for name in ("save_mapping", "prefer_realization"):
        create(name)
    return {"/v1/imports/{id}": create("create_import")["id"], "/v1/keys/{id}": create("create_key")["id"]}
