"""Which changes can change a cached response: all, or only those of one program and of shared records.

A notification of changed targets and realizations names their programs. Changes of other records concern everything:
units, regions, institutions, programs, indicators, sources, claims and preferences. Their names and rules are in
many responses.
"""

import re
from typing import Final
from urllib.parse import unquote_to_bytes

from api.database.listener import SHARED

CODE: Final = re.compile(rb"[a-z0-9][a-z0-9-]+")
# The records of these collections contain nothing of figures.
SHARED_ROUTES: Final = frozenset(
    f"/v1/{name}{rest}"
    for name in ("programs", "indicators", "institutions", "regions", "units")
    for rest in ("", ".csv", "/{code}", "/{code}/revisions")
)
# A figure has the program of its indicator, and so have the realizations with the same key, of which one is preferred.
FIGURE_ROUTES: Final = frozenset({"/v1/targets/{id}", "/v1/realizations/{id}"})
FIGURE_LIST_ROUTES: Final = frozenset({"/v1/targets", "/v1/targets.csv", "/v1/realizations", "/v1/realizations.csv"})


def find_dependency(route: str, query: bytes, record_program: str | None) -> str | None:
    """Return the program whose figures can change the response, SHARED if no figure can, or None if any change can.

    `record_program` is the program of the record in the response. Progress, findings, counts, pages, claims and sources
    combine figures of several programs, so any change can change them.
    """
    if route in FIGURE_LIST_ROUTES:
        return _find_only_program(query)
    if route in FIGURE_ROUTES:
        return record_program
    return SHARED if route in SHARED_ROUTES else None


def _find_only_program(query: bytes) -> str | None:
    """Return the program of a list that is filtered by exactly one."""
    pairs = [pair.partition(b"=") for pair in query.split(b"&")]
    values = [unquote_to_bytes(value) for name, _, value in pairs if unquote_to_bytes(name) == b"program"]
    return values[0].decode() if len(values) == 1 and CODE.fullmatch(values[0]) else None
