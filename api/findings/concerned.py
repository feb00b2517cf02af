"""Whom a change concerns: the findings that rest on what changed."""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from api.facts.names import programs_of
from api.postgres.pool import Connection

FIGURES = frozenset({"target", "realization"})  # a preference is noted as a change of its realization
NAMED = frozenset({"source", "institution"})  # what rests on these is known of all that was computed


class Concerned(NamedTuple):
    """Findings that rest on one of these (a program stands for all of its figures and claims), or all there are."""

    everything: bool
    resting_on: frozenset[tuple[str, str]]


async def concerned_by(connection: Connection, changed: Iterable[tuple[str, str]]) -> Concerned:
    """Of programs, indicators, regions and units everything may be concerned; they change rarely."""
    keys: dict[str, list[str]] = {}
    for noun, key in changed:
        keys.setdefault(noun, []).append(key)
    if keys.keys() - FIGURES - NAMED - {"claim"}:
        return Concerned(everything=True, resting_on=frozenset())
    figures = [UUID(key) for noun in FIGURES for key in keys.get(noun, ())]
    if "claim" in keys:
        figures += await _subjects_of(connection, [UUID(key) for key in keys["claim"]])
    programs = await programs_of(connection, figures) if figures else set()
    named = {(noun, key) for noun in (*NAMED, "claim") for key in keys.get(noun, ())}
    return Concerned(everything=False, resting_on=frozenset({("program", code) for code in programs} | named))


async def _subjects_of(connection: Connection, claims: list[UUID]) -> list[UUID]:
    """Of every revision that was public: a claim that moves leaves one program and enters another."""
    rows = await connection.fetch("SELECT DISTINCT unnest(subjects) AS figure FROM claim WHERE id = ANY($1)", claims)
    return [row["figure"] for row in rows]
