"""Queries on the wrong connection leak nothing, and add nothing: the database itself holds, without any handler."""

import asyncio
import contextlib
import decimal
import json
import uuid
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager
from typing import Any

import asyncpg
import httpx
import pytest

from api.claims.routes import COLLECTION as CLAIMS
from api.indicators.routes import COLLECTION as INDICATORS
from api.institutions.routes import COLLECTION as INSTITUTIONS
from api.postgres.acting import acting
from api.postgres.chain import Chain, Selection, count_entities, find_entity, list_entities, list_revisions
from api.postgres.pool import Connection, Database
from api.postgres.record import Step, content_of, find_standing, move, record
from api.programs.routes import COLLECTION as PROGRAMS
from api.realizations.routes import COLLECTION as REALIZATIONS
from api.sources.routes import COLLECTION as SOURCES
from api.targets.routes import COLLECTION as TARGETS
from tests.access.owned import ENTRIES, STRANGER, entry
from tests.support.callers import Person, key_for
from tests.support.databases import Addresses, execute

CHAINS: dict[str, Chain[Any]] = {
    noun.name: noun.chain for noun in (INSTITUTIONS, PROGRAMS, INDICATORS, SOURCES, TARGETS, REALIZATIONS, CLAIMS)
}
STATUSES = ("draft", "submitted", "published", "rejected", "withdrawn")
THEIRS = {"principal": "orang asing", "scopes": "write publish", "institution": STRANGER, "key_id": "0123456789"}
# Whoever asks, and the name that they would give as theirs.
WRONG = {
    "the public's role": "penulis",
    "the service's role with nobody acting": "penulis",
    "the service's role with nobody acting, as the system": "system",
    "a stranger": "orang asing",
    "a stranger under another name": "penulis",
}


def connected(database: Database, who: str) -> AbstractAsyncContextManager[Connection]:
    if who == "the public's role":
        return database.public()
    if who == "an insider":
        return acting(database, {"principal": "pembaca", "scopes": "read:drafts"})
    return acting(database, THEIRS) if "stranger" in who else database.service()


@pytest.fixture(scope="module")
def drafts(stored: Addresses, asking: httpx.Client) -> dict[str, str]:
    """The key of a draft of every noun, written by somebody else."""
    writer = Person(asking, key_for(stored, "penulis", "write"))
    answers = {noun: writer.post(f"/v1/{noun}", entry(noun, 100)) for noun in ENTRIES}
    return {noun: answer.headers["location"].rpartition("/")[2] for noun, answer in answers.items()}


@pytest.fixture(params=WRONG)
def who(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=CHAINS)
def noun(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def unchanged(stored: Addresses, noun: str) -> Iterator[None]:
    counting = f"SELECT count(*) FROM {CHAINS[noun].table}"
    before = execute(stored.owner, counting)
    yield
    assert execute(stored.owner, counting) == before


def on(stored: Addresses, who: str, ask: Any) -> Any:
    """What `ask` finds on a connection of theirs."""

    async def asked() -> Any:
        database = Database(stored.service, 2)
        await database.open()
        try:
            async with connected(database, who) as connection:
                return await ask(connection)
        finally:
            await database.close()

    return asyncio.run(asked())


def content(stored: Addresses, chain: Chain[Any], key: str) -> dict[str, Any]:
    """Of an entity that is there: good in every way but for who would enter it."""
    (row,) = execute(stored.owner, f"SELECT to_jsonb(t)::text FROM {chain.table} t WHERE {chain.key} = '{key}' LIMIT 1")
    held = json.loads(str(row), parse_float=decimal.Decimal)
    return {name: held[name] for name in content_of(chain)}


def test_drafts_of_others_are_neither_found_nor_listed_nor_counted(
    stored: Addresses, drafts: dict[str, str], who: str, noun: str
) -> None:
    chain, key = CHAINS[noun], key_in(noun, drafts[noun])
    everything = Selection(None, STATUSES, {})

    async def ask(connection: Connection) -> list[Any]:
        listed, _ = await list_entities(connection, chain, everything, 1000)
        return [
            await find_entity(connection, chain, key, None),
            await list_revisions(connection, chain, key, 2**31 - 1, 10),
            await find_standing(connection, chain, key) if "public" not in who else None,
            [entity for entity in listed if entity.status != "published"],
            await count_entities(connection, chain, everything) - len(listed),
        ]

    assert on(stored, who, ask) == [None, [], None, [], 0]


def test_whoever_may_see_drafts_does(stored: Addresses, drafts: dict[str, str], noun: str) -> None:
    """Else finding none would say nothing."""

    async def ask(connection: Connection) -> Any:
        return await find_entity(connection, CHAINS[noun], key_in(noun, drafts[noun]), None)

    assert on(stored, "an insider", ask).status == "draft"


@pytest.mark.usefixtures("unchanged")
def test_nothing_new_is_entered(stored: Addresses, drafts: dict[str, str], who: str, noun: str) -> None:
    chain = CHAINS[noun]
    new = {chain.key: str(uuid.uuid4()) if chain.key == "id" else "baru-sekali"}
    said = content(stored, chain, drafts[noun]) | new
    assert refused(stored, who, lambda connection: record(connection, chain, said, 1, WRONG[who]))


@pytest.mark.usefixtures("unchanged")
def test_nothing_is_added_to_a_draft_of_others(stored: Addresses, drafts: dict[str, str], who: str, noun: str) -> None:
    chain = CHAINS[noun]
    said, key = content(stored, chain, drafts[noun]), key_in(noun, drafts[noun])
    assert refused(stored, who, lambda connection: record(connection, chain, said, 2, WRONG[who]))

    def moved(step: Step) -> bool:
        with contextlib.suppress(TypeError):  # it copies what the caller sees, and that is nothing
            return refused(stored, who, lambda connection: move(connection, chain, key, step))
        return True

    for status, reason in (("submitted", None), ("withdrawn", "Alasan."), ("rejected", "Alasan."), ("published", None)):
        assert moved(Step(1, 2, status, status == "published", reason, WRONG[who]))


@pytest.mark.usefixtures("unchanged")
def test_nothing_is_added_to_a_publication_of_others(stored: Addresses, who: str, noun: str) -> None:
    chain = CHAINS[noun]
    (key,) = execute(
        stored.owner,
        f"SELECT {chain.key}::text FROM {chain.table} t WHERE status = 'published' AND replaced_at IS NULL "
        f"AND to_jsonb(t)::text NOT LIKE '%\"{STRANGER}\"%' LIMIT 1",
    )
    said = content(stored, chain, str(key))
    assert refused(stored, who, lambda connection: record(connection, chain, said, 2, WRONG[who]))
    withdrawal = Step(1, 2, "withdrawn", True, "Alasan.", WRONG[who])
    assert refused(stored, who, lambda connection: move(connection, chain, key_in(noun, str(key)), withdrawal))


def key_in(noun: str, text: str) -> object:
    return uuid.UUID(text) if CHAINS[noun].key == "id" else text


def refused(stored: Addresses, who: str, act: Any) -> bool:
    """Whether it is the right to do it that is missing, and nothing else."""
    try:
        on(stored, who, act)
    except asyncpg.InsufficientPrivilegeError as error:
        return error.sqlstate == "42501"
    return False
