"""Fixtures of the fuzz tests: the application in this process, on its own database, and the document that it serves."""

import copy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import schemathesis
from schemathesis.checks import load_all_checks
from schemathesis.generation.feedback import FeedbackSources
from schemathesis.pytest._test_builder import build_operation_test
from schemathesis.python import asgi
from structlog.testing import capture_logs

from api.app import AppOptions, create_app
from api.database.pool import Database
from tests.fuzzing import hooks  # noqa: F401  # registers the hooks
from tests.openapi.committed import document
from tests.support import databases
from tests.support.callers import key_for
from tests.support.databases import DatabaseUrls

SETTINGS = Path(__file__).with_name("schemathesis.toml")
SCOPES = ("read:drafts", "write", "publish", "admin")
# `make fuzz` generates 300 per operation.
GENERATED_EXAMPLES = 4

Fuzz = Callable[[schemathesis.BaseSchema, str], None]


@pytest.fixture(scope="package")
def stored(postgres: DatabaseUrls) -> Iterator[DatabaseUrls]:
    with databases.copy(postgres) as urls:
        yield urls


@pytest.fixture(scope="package")
def boundary_values(stored: DatabaseUrls) -> Iterator[schemathesis.BaseSchema]:
    """The document; requests have the boundaries of each input, valid and invalid, and random values."""
    with serve(stored, load_settings()) as schema:
        yield schema


@pytest.fixture(scope="package")
def random_values(stored: DatabaseUrls) -> Iterator[schemathesis.BaseSchema]:
    """The document; requests have random values only."""
    config = load_settings()
    config.projects.default.phases.coverage.enabled = False
    with serve(stored, config) as schema:
        yield schema


@pytest.fixture(scope="package")
def fuzz(stored: DatabaseUrls) -> Fuzz:
    """Send generated requests to one operation, with all scopes, and check each response."""
    headers = {"Authorization": f"Bearer {key_for(stored, 'fuzzer', *SCOPES)}"}

    def send(case: schemathesis.Case) -> None:
        case.call_and_validate(headers=headers)

    def run(schema: schemathesis.BaseSchema, operation_id: str) -> None:
        # `schema.parametrize()` does the same, but for all operations during the collection of the tests.
        build_operation_test(
            config=schema.config,
            operation=schema.find_operation_by_id(operation_id),
            test_func=send,
            given_kwargs={},
            feedback=FeedbackSources(),
        )()

    return run


def load_settings() -> schemathesis.Config:
    """Load the settings of the file, with a constant seed.

    tests/openapi/examples sends the examples of the document, and tests/http/edge/test_allowed_methods.py other
    methods, so that this suite does not send them again.
    """
    config = schemathesis.Config.from_path(SETTINGS)
    config.update(seed=1, max_failures=None)
    config.projects.default.phases.examples.enabled = False
    config.projects.default.phases.coverage.unexpected_methods = set()
    config.projects.default.generation.update(max_examples=GENERATED_EXAMPLES)
    return config


@contextmanager
def serve(stored: DatabaseUrls, config: schemathesis.Config) -> Iterator[schemathesis.BaseSchema]:
    """Load the document with an application behind it; no request may fail with an unexpected exception."""
    load_all_checks()
    schema = schemathesis.openapi.from_dict(copy.deepcopy(document()), config=config)
    schema.app = create_app(Database(stored.service, 4), AppOptions())
    with capture_logs() as logged:
        yield schema
    asgi.shutdown_lifespans()
    assert logged, "the service logs no request"
    assert [line for line in logged if line["event"] == "request.failed"] == []
