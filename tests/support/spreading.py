"""How the files of the suite are spread over the workers: what takes longest goes first, not last and alone."""

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling
from xdist.workermanage import WorkerController

# They share what takes long to make: see `crowd_to_copy` in tests/conftest.py.
CROWD = (
    "tests/schema/test_plans.py",
    "tests/progress/test_plans.py",
    "tests/findings/test_crowd.py",
    "tests/sdmx/test_sdmx_size.py",
    "tests/exports/test_export_bounds.py",
    "tests/exports/test_export_console.py",
    "tests/exports/test_export_size.py",
    "tests/exports/test_export_snapshot.py",
)
# Few tests that wait long. By itself the scheduler begins with the files that have most tests.
LONGEST = (
    CROWD[0],
    "tests/fuzzing/test_fuzzed_reads.py",
    "tests/fuzzing/test_fuzzed_writes.py",
    "tests/clients/test_typescript_client.py",
    "tests/docs/test_guide_samples.py",
    "tests/imports/test_imports_killed.py",
    "tests/answers/test_truth.py",
    "tests/wire/test_lifecycle.py",
    "tests/wire/test_outages.py",
    "tests/soundness/test_stateful.py",
    "tests/soundness/test_killed.py",
    "tests/soundness/test_database_killed.py",
    "tests/findings/test_never_stale.py",
    "tests/progress/test_each_day.py",
)


class Files(LoadFileScheduling):
    """Each file on one worker, and those of the crowd on one and the same."""

    def _split_scope(self, nodeid: str) -> str:
        file: str = super()._split_scope(nodeid)
        return CROWD[0] if file in CROWD else file

    def _assign_work_unit(self, node: WorkerController) -> None:
        for scope in LONGEST:
            if scope in self.workqueue:
                self.workqueue.move_to_end(scope, last=False)
                break
        super()._assign_work_unit(node)


@pytest.hookimpl
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadFileScheduling | None:
    return Files(config, log) if config.getoption("dist") == "loadfile" else None
