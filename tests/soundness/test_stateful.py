"""Everybody's writes in random order, and a simple model that says what must come of each."""

from collections.abc import Callable
from dataclasses import replace
from itertools import islice

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.soundness.machine import machine_in
from tests.soundness.model import Model
from tests.soundness.story import BREAKING, PUBLISHED, tell
from tests.soundness.world import Disagreement, House, World
from tests.support.databases import Addresses, execute
from tests.support.sizes import size
from tests.wire.recording import recorded

EXAMPLES, STEPS = size(6, 250), size(30, 50)
REACHED = {"publish public", "withdraw public", "withdraw work", "stale", "status", "answered again"}
TABLES = ("target", "change", "audit")
# What may happen to a target that the story has published, behind the service's back.
FAULTS: dict[str, Callable[[str], str]] = {
    "a revision slipped in": lambda key: recorded(
        "target", id=key, revision=4, status="draft", public=False, recorded_by="rekan"
    ),
    "a revision removed": lambda key: f"DELETE FROM target WHERE id = '{key}' AND revision = 1",
    "a value edited": lambda key: f"UPDATE target SET value = 7 WHERE id = '{key}' AND status = 'published'",
    "a moment moved": lambda key: (
        f"UPDATE target SET replaced_at = recorded_at + interval '1 microsecond' WHERE id = '{key}' AND revision = 1"
    ),
    "a change missing": lambda key: f"DELETE FROM change WHERE key = '{key}'",
    "a change told twice": lambda key: (
        f"INSERT INTO change (kind, noun, key, revision) SELECT kind, noun, key, revision FROM change "
        f"WHERE key = '{key}' LIMIT 1"
    ),
    "an entry of the audit missing": lambda key: f"DELETE FROM audit WHERE key = '{key}' AND revision = 1",
    "an entry of the audit added": lambda key: (
        f"INSERT INTO audit (principal, action, noun, key, revision) VALUES ('rekan', 'revise', 'target', '{key}', 9)"
    ),
}


def test_whatever_is_written_by_whomever_comes_out_as_the_model_says(house: House) -> None:
    reasons: list[str] = []
    full = size(0, 1) == 1
    chosen = settings(
        max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None, derandomize=not full, database=None,
        print_blob=True, phases=(Phase.generate, Phase.shrink) if full else (Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    run_state_machine_as_test(machine_in(house, reasons), settings=chosen)
    assert REACHED - set(reasons) == set()
    assert not full or BREAKING - set(reasons) == set()


def test_each_rule_of_the_model_is_one_of_the_service(house: House) -> None:
    """The negative control: a model that does not know a rule disagrees with the service where it applies."""
    world, noticed = World(house, Model()), set[str]()
    for asked in tell(world):
        why = world.model.verdict(asked).why
        blind = replace(world.model, ignoring=frozenset({why})).verdict(asked).status
        answer = world.ask(asked)
        if why in BREAKING and blind != answer.status_code:
            noticed.add(why)
    world.settle()
    assert noticed == BREAKING


@pytest.mark.parametrize("fault", FAULTS)
def test_what_happens_behind_the_back_of_the_service_is_noticed(house: House, stored: Addresses, fault: str) -> None:
    """The negative control: what was planted shows."""
    world = World(house, Model())
    for asked in islice(tell(world), PUBLISHED):
        world.ask(asked)
    world.settle()
    (key,) = {one.key for one in world.model.entities if one.noun == "target"}
    try:
        execute(stored.owner, *(f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in TABLES), FAULTS[fault](key))
    finally:
        execute(stored.owner, *(f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in TABLES))
    with pytest.raises(Disagreement):
        world.settle(patience=0)
