"""The service in this process, over a database of its own, and the document that it is fuzzed from."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from schemathesis.checks import load_all_checks
from schemathesis.generation.feedback import FeedbackSources
from schemathesis.pytest._test_builder import build_operation_test
from schemathesis.python import asgi
from structlog.testing import capture_logs

from api.app import Options, create_app
from api.postgres.pool import Database
from api.sdmx.filters import VALUE
from api.sdmx.keys import KEY
from tests.contract.committed import document
from tests.fuzzing import hooks  # noqa: F401  # registers what it tells the fuzzer
from tests.support import databases
from tests.support.callers import key_for
from tests.support.databases import Addresses

SETTINGS = Path(__file__).with_name("schemathesis.toml")
SCOPES = ("read:drafts", "write", "publish", "admin")

Fuzz = Callable[[schemathesis.BaseSchema, str], None]


@pytest.fixture(scope="module")
def stored(postgres: Addresses) -> Iterator[Addresses]:
    with databases.copy(postgres) as addresses:
        yield addresses


@pytest.fixture(scope="module")
def whole(stored: Addresses) -> Iterator[schemathesis.BaseSchema]:
    """Examples, each bound of each parameter and of each member of a body, and drawn values."""
    with served(stored, settings()) as schema:
        yield schema


@pytest.fixture(scope="module")
def drawn(stored: Addresses) -> Iterator[schemathesis.BaseSchema]:
    """The same without the bounds: more is drawn, for nothing else sends a parameter."""
    config = settings()
    config.projects.default.phases.coverage.enabled = False
    config.projects.default.generation.update(max_examples=30)
    with served(stored, config) as schema:
        yield schema


@pytest.fixture(scope="module")
def fuzz(stored: Addresses) -> Fuzz:
    """Asks of one operation, as somebody who may everything, except to publish what they wrote."""
    headers = {"Authorization": f"Bearer {key_for(stored, 'fuzzer', *SCOPES)}"}

    def ask(case: schemathesis.Case) -> None:
        case.call_and_validate(headers=headers)

    def run(schema: schemathesis.BaseSchema, operation_id: str) -> None:
        # What the parametrizing of schemathesis does too, but for all operations while tests are collected.
        build_operation_test(
            config=schema.config,
            operation=schema.find_operation_by_id(operation_id),
            test_func=ask,
            given_kwargs={},
            feedback=FeedbackSources(),
        )()

    return run


def settings() -> schemathesis.Config:
    """Those of the file, and one seed. Where the examples of the document are mixed in, chance decides."""
    config = schemathesis.Config.from_path(SETTINGS)
    config.update(seed=1, max_failures=None)
    return config


@contextmanager
def served(stored: Addresses, config: schemathesis.Config) -> Iterator[schemathesis.BaseSchema]:
    load_all_checks()
    schema = schemathesis.openapi.from_dict(told(), config=config)
    schema.app = create_app(Database(stored.service, 4), Options())
    with capture_logs() as logged:
        yield schema
    asgi.shutdown_lifespans()
    assert logged, "the service says nothing of what it is asked"
    assert [line for line in logged if line["event"] == "request.failed"] == []


def told() -> dict[str, Any]:
    """The document, but for how long an id in a key may be.

    The key has a thousand places for an id. With the characters counted in each, every validator of it, of which the
    fuzzer makes hundreds, takes a quarter of a second and 68 MB. tests/sdmx asks for longer ones.
    """
    pattern = KEY.schema["pattern"]
    text, counted, uncounted = map(json.dumps, (document(), pattern, pattern.replace(VALUE, "[A-Za-z0-9_@$-]+")))
    assert counted in text
    assert counted != uncounted
    told: dict[str, Any] = json.loads(text.replace(counted, uncounted))
    return told
