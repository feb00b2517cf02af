"""Distribute the test files over the workers, the longest first, so that no long file is left to run last and alone."""

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling
from xdist.workermanage import WorkerController

# They run on one worker and share its `filled_template` (tests/conftest.py), which takes long to create.
ON_ONE_WORKER = (
    "tests/schema/test_plans.py",
    "tests/analysis/progress/test_plans.py",
    "tests/analysis/findings/test_size.py",
    "tests/exchange/sdmx/test_sdmx_size.py",
    "tests/exchange/exports/test_export_limits.py",
    "tests/exchange/exports/test_export_command.py",
    "tests/exchange/exports/test_export_size.py",
    "tests/exchange/exports/test_export_snapshot.py",
)
# They have few tests that take long. By default the scheduler starts with the files that have the most tests.
LONG_FILES = (
    ON_ONE_WORKER[0],
    "tests/fuzzing/test_reads.py",
    "tests/fuzzing/test_writes.py",
    "tests/clients/test_typescript_client.py",
    "tests/docs/test_guide_samples.py",
    "tests/exchange/imports/test_killed_imports.py",
    "tests/http/cache/test_invalidation.py",
    "tests/test_serve.py",
    "tests/http/outages/test_outages.py",
    "tests/consistency/test_stateful.py",
    "tests/consistency/test_service_killed.py",
    "tests/consistency/test_database_killed.py",
    "tests/analysis/findings/test_never_stale.py",
    "tests/analysis/progress/test_each_day.py",
)


class FileScheduling(LoadFileScheduling):
    """Run each file on one worker, and all files of ON_ONE_WORKER on the same one."""

    def _split_scope(self, nodeid: str) -> str:
        file: str = super()._split_scope(nodeid)
        return ON_ONE_WORKER[0] if file in ON_ONE_WORKER else file

    def _assign_work_unit(self, node: WorkerController) -> None:
        for scope in LONG_FILES:
            if scope in self.workqueue:
                self.workqueue.move_to_end(scope, last=False)
                break
        super()._assign_work_unit(node)


@pytest.hookimpl
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadFileScheduling | None:
    return FileScheduling(config, log) if config.getoption("dist") == "loadfile" else None
