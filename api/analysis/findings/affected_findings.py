"""Find the findings that depend on changed records."""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from api.analysis.fact_queries.reference_data import find_programs_of_figures
from api.database.pool import Connection

FIGURE_TYPES = frozenset({"target", "realization"})  # a preference is a change of its realization
REFERENCED_TYPES = frozenset({"source", "institution"})  # computed findings store their dependency on these
ANY_RECORD = "*"  # a dependency on all records of a type; no code is equal to it


class AffectedFindings(NamedTuple):
    """The findings that depend on one of these records, or all. A program includes its figures and claims."""

    all: bool
    dependencies: frozenset[tuple[str, str]]


async def find_affected(connection: Connection, changed: Iterable[tuple[str, str]]) -> AffectedFindings:
    """Return the affected findings. A change of a program, indicator, region or unit affects all; these are rare."""
    keys: dict[str, list[str]] = {}
    for record_type, key in changed:
        keys.setdefault(record_type, []).append(key)
    if keys.keys() - FIGURE_TYPES - REFERENCED_TYPES - {"claim"}:
        return AffectedFindings(all=True, dependencies=frozenset())
    figures = [UUID(key) for record_type in FIGURE_TYPES for key in keys.get(record_type, ())]
    if "claim" in keys:
        figures += await _load_claim_subjects(connection, [UUID(key) for key in keys["claim"]])
    programs = await find_programs_of_figures(connection, figures) if figures else set()
    if "claim" in keys:
        programs |= await _load_programs_of_keys(connection, [UUID(key) for key in keys["claim"]])
    named = {(record_type, key) for record_type in (*REFERENCED_TYPES, "claim") for key in keys.get(record_type, ())}
    named |= {(record_type, ANY_RECORD) for record_type in REFERENCED_TYPES if record_type in keys}
    return AffectedFindings(all=False, dependencies=frozenset({("program", code) for code in programs} | named))


async def _load_claim_subjects(connection: Connection, claims: list[UUID]) -> list[UUID]:
    """Return the figures of all public revisions: a changed claim affects its old and its new program."""
    rows = await connection.fetch("SELECT DISTINCT unnest(figures) AS figure FROM claim WHERE id = ANY($1)", claims)
    return [row["figure"] for row in rows]


async def _load_programs_of_keys(connection: Connection, claims: list[UUID]) -> set[str]:
    """Return the programs of the claims whose figure is not stated, of all public revisions."""
    rows = await connection.fetch(
        "SELECT DISTINCT i.program FROM claim c JOIN indicator i ON i.code = c.figure_key->>'indicator' "
        "WHERE c.id = ANY($1)",
        claims,
    )
    return {row["program"] for row in rows}
