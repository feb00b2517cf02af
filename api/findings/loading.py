"""What the rules are told of one program, and of what is said of no figure: read in bounded queries, at one moment."""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple, TypeVar
from uuid import UUID

from api.facts import names
from api.facts.figures import realizations_in, targets_in
from api.facts.scope import Scope
from api.findings.citing import programs_citing
from api.postgres.chain import Bind, held_at
from api.postgres.pool import Connection
from api.rules.claims import QUOTIENTS
from api.rules.facts import Claim, Facts, Figure, Indicator, Series
from api.rules.findings.undated_source import is_undated
from api.rules.findings.weekday_mismatch import is_wrong

PAGE = 1000  # figures of one query: some 20 ms of the database's time, and a few of the event loop's
Stated = TypeVar("Stated", bound=Figure)


class Loaded(NamedTuple):
    """The facts, and whose changes would change them: nouns and codes; a program stands for all of its figures."""

    facts: Facts
    rests_on: frozenset[tuple[str, str]]


async def load_program(connection: Connection, program: str, known_at: datetime | None, empty: Facts) -> Loaded:
    """The figures of a program and the claims about them, with what those are compared with elsewhere.

    `empty` says from when the facts are judged.
    """
    targets = await _all(targets_in, connection, program, known_at)
    realizations = await _all(realizations_in, connection, program, known_at)
    claims = await names.claims(connection, known_at, lambda bind: _about(program, known_at, bind))
    indicators = await names.indicators(connection, known_at, lambda bind: _counted(program, known_at, bind))
    wholes = set(_wholes(claims, [*targets, *realizations], indicators))
    named = {figure for claim in claims for figure in (*claim.subjects, claim.base_figure) if figure is not None}
    for scope in (Scope(ids=list(named)), Scope(series=list(wholes))):
        targets = _merged(targets, await targets_in(connection, scope, known_at))
        realizations = _merged(realizations, await realizations_in(connection, scope, known_at))
    figures: list[Figure] = [*targets, *realizations]
    strangers = {each.series.indicator for each in figures} - indicators.keys()
    others = await names.indicators(connection, known_at, _coded(strangers))
    cited = {code for each in figures for code in each.sources} | {claim.source for claim in claims}
    facts = replace(
        empty,
        targets=targets,
        realizations=realizations,
        claims=claims,
        indicators={**indicators, **others},
        sources=await names.sources(connection, known_at, _coded(cited)),
        regions=await names.regions(connection, known_at),
    )
    programs = {each.series.program for each in figures} | {whole.program for whole in wholes}
    institutions = {each.institution for each in figures}
    return Loaded(facts, _named(program=programs, source=cited, institution=institutions))


async def load_unfigured(connection: Connection, known_at: datetime | None, empty: Facts) -> Loaded:
    """The claims that are about no figure, their sources, and which program cites those most."""
    claims = await names.claims(connection, known_at, lambda _: "t.kind = 'weekday'")
    made = {claim.source for claim in claims}
    sources = await names.sources(connection, known_at, _coded(made))
    asked = {claim.source for claim in claims if is_wrong(claim)} | {
        code for code in made if code in sources and is_undated(sources[code])
    }
    citing = await programs_citing(connection, sorted(asked), known_at)
    return Loaded(replace(empty, claims=claims, sources=sources, citing=citing), _named(source=made))


async def _all(
    read: Callable[[Connection, Scope, datetime | None], Awaitable[list[Stated]]],
    connection: Connection,
    program: str,
    known_at: datetime | None,
) -> list[Stated]:
    found: list[Stated] = []
    while True:
        page = await read(connection, Scope([program], after=found[-1] if found else None, most=PAGE), known_at)
        found += page
        if len(page) < PAGE:
            return found


def _about(program: str, known_at: datetime | None, bind: Bind) -> str:
    """A claim belongs to the program of its first subject."""
    its_figures = " UNION ALL ".join(
        f"SELECT f.id FROM {noun} f WHERE f.status = 'published' AND {held_at('f', known_at, bind)} "
        f"AND f.program = {bind(program)}"
        for noun in ("target", "realization")
    )
    return f"t.kind <> 'weekday' AND t.subjects[1] IN ({its_figures})"


def _counted(program: str, known_at: datetime | None, bind: Bind) -> str:
    """The indicators of a program, and those that count their wholes, whose ever they are."""
    its_own = bind(program)
    return (
        f"(t.program = {its_own} OR t.code IN (SELECT p.population_indicator FROM indicator p "
        f"WHERE p.program = {its_own} AND p.status = 'published' AND {held_at('p', known_at, bind)}))"
    )


def _coded(codes: Iterable[str]) -> names.Narrow:
    return lambda bind: f"t.code = ANY({bind(sorted(codes))}::text[])"


def _wholes(
    claims: Iterable[Claim], figures: Iterable[Figure], indicators: Mapping[str, Indicator]
) -> Iterator[Series]:
    """The populations that claims about parts may mean: of the same region and breakdown, or unbroken."""
    series = {figure.id: figure.series for figure in figures}
    for claim in claims:
        for part in (series[each] for each in claim.subjects if claim.kind in QUOTIENTS and each in series):
            counted = indicators.get(part.indicator)
            whole = indicators.get(counted.population) if counted is not None and counted.population else None
            if whole is None:
                continue
            for nature in ("stock", "flow"):
                for breakdown in {part.breakdown, ""}:
                    yield Series(whole.program, whole.code, nature, part.region, breakdown)


def _merged(figures: list[Stated], more: list[Stated]) -> list[Stated]:
    held: set[UUID] = {figure.id for figure in figures}
    return figures + [figure for figure in more if figure.id not in held]


def _named(**codes: Iterable[str]) -> frozenset[tuple[str, str]]:
    return frozenset((noun, code) for noun, several in codes.items() for code in several)
