"""Random writes of several callers, compared with the model."""

from collections.abc import Callable
from dataclasses import replace
from itertools import islice

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.consistency.comparison import Comparison, DisagreementError, RunningService
from tests.consistency.model import Model
from tests.consistency.scenario import REJECTING_RULES, WRITES_UNTIL_PUBLISHED, write_scenario
from tests.consistency.state_machine import build_state_machine
from tests.http.recording import recorded
from tests.support.databases import DatabaseUrls, execute
from tests.support.sizes import size

EXAMPLES, STEPS = size(6, 250), size(30, 50)
# The reasons that a short run reaches too.
FREQUENT_REASONS = {
    "publish public",
    "withdraw public",
    "restore public",
    "withdraw draft",
    "stale",
    "status",
    "replayed",
}
TABLES = ("target", "change", "audit_entry")
# SQL that changes a published target without the service.
CORRUPTIONS: dict[str, Callable[[str], str]] = {
    "a revision is added": lambda key: recorded(
        "target", id=key, revision=4, status="draft", public=False, recorded_by="rekan"
    ),
    "a revision is removed": lambda key: f"DELETE FROM target WHERE id = '{key}' AND revision = 1",
    "a value is changed": lambda key: f"UPDATE target SET value = 7 WHERE id = '{key}' AND status = 'published'",
    "a timestamp is changed": lambda key: (
        f"UPDATE target SET replaced_at = recorded_at + interval '1 microsecond' WHERE id = '{key}' AND revision = 1"
    ),
    "a change is missing": lambda key: f"DELETE FROM change WHERE record_id = '{key}'",
    "a change is repeated": lambda key: (
        f"INSERT INTO change (action, record_type, record_id, revision) "
        f"SELECT action, record_type, record_id, revision FROM change "
        f"WHERE record_id = '{key}' LIMIT 1"
    ),
    "an audit entry is missing": lambda key: f"DELETE FROM audit_entry WHERE record_id = '{key}' AND revision = 1",
    "an audit entry is added": lambda key: (
        f"INSERT INTO audit_entry (principal, action, record_type, record_id, revision) "
        f"VALUES ('rekan', 'revise', 'target', '{key}', 9)"
    ),
}


def test_random_writes_have_the_results_of_the_model(running_service: RunningService) -> None:
    reasons: list[str] = []
    full = size(0, 1) == 1
    chosen = settings(
        max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None, derandomize=not full, database=None,
        print_blob=True, phases=(Phase.generate, Phase.shrink) if full else (Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    run_state_machine_as_test(build_state_machine(running_service, reasons), settings=chosen)
    assert FREQUENT_REASONS - set(reasons) == set()
    assert not full or REJECTING_RULES - set(reasons) == set()


def test_a_model_without_one_of_the_rules_disagrees_with_the_service(running_service: RunningService) -> None:
    """Negative control: each rule of the model changes the expected response to a write."""
    comparison, detected = Comparison(running_service, Model()), set[str]()
    for write in write_scenario(comparison):
        rule = comparison.model.expect(write).reason
        without_rule = replace(comparison.model, ignored_rules=frozenset({rule})).expect(write).status
        response = comparison.send(write)
        if rule in REJECTING_RULES and without_rule != response.status_code:
            detected.add(rule)
    comparison.compare_all()
    assert detected == REJECTING_RULES


@pytest.mark.parametrize("corruption", CORRUPTIONS)
def test_a_change_of_the_tables_without_the_service_is_detected(
    running_service: RunningService, shared_database: DatabaseUrls, corruption: str
) -> None:
    """Negative control: the comparison reads every table that the service writes."""
    comparison = Comparison(running_service, Model())
    for write in islice(write_scenario(comparison), WRITES_UNTIL_PUBLISHED):
        comparison.send(write)
    comparison.compare_all()
    (key,) = {one.key for one in comparison.model.records if one.record_type == "target"}
    owner = shared_database.owner
    try:
        execute(owner, *(f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in TABLES), CORRUPTIONS[corruption](key))
    finally:
        execute(owner, *(f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in TABLES))
    with pytest.raises(DisagreementError):
        comparison.compare_all(max_wait_seconds=0)
