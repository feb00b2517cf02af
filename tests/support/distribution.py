"""Distribute the tests over the workers by folder, the longest folders first, so that none runs last and alone.

The files of a folder share its fixtures of scope `package`: a service starts on one worker, and ends after the folder.
"""

from functools import cache
from pathlib import Path

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling
from xdist.workermanage import WorkerController

# They run on one worker and share its `filled_template` (tests/conftest.py), which takes long to create.
ON_ONE_WORKER = (
    "tests/exchange/exports",
    "tests/schema/test_plans.py",
    "tests/analysis/progress/test_plans.py",
    "tests/analysis/findings/test_size.py",
    "tests/exchange/sdmx/test_sdmx_size.py",
)
# They take longest. By default the scheduler starts with the units that have the most tests.
LONG_UNITS = (
    ON_ONE_WORKER[0],
    "tests/fuzzing",
    "tests/exchange/imports",
    "tests/http",
    "tests/auth",
    "tests/docs",
    "tests/clients",
    "tests/exchange/sdmx",
    "tests/analysis/onboarding_counts",
    "tests/server",
    "tests/test_serve.py",
    "tests/openapi/examples/test_examples_over_http.py",
    "tests/pages",
    "tests/admin/audit",
    "tests/consistency",
    "tests/benchmarks/test_benchmarks.py",
    "tests/database/embedded/test_restricted_machines.py",
    "tests/releases/test_gate.py",
    "tests/analysis/findings",
)


@cache
def find_unit(root: Path, file: str) -> str:
    """Return the outermost folder of a test file that has a conftest.py, or the file if there is none."""
    for folder in list(reversed(Path(file).parents))[2:]:  # without `.` and `tests`
        if (root / folder / "conftest.py").exists():
            return folder.as_posix()
    return file


class FolderScheduling(LoadFileScheduling):
    """Run the files of a folder on one worker, and all of ON_ONE_WORKER on the same one."""

    def _split_scope(self, nodeid: str) -> str:
        file: str = super()._split_scope(nodeid)
        unit = find_unit(self.config.rootpath, file)
        return ON_ONE_WORKER[0] if {file, unit}.intersection(ON_ONE_WORKER) else unit

    def _assign_work_unit(self, node: WorkerController) -> None:
        for scope in LONG_UNITS:
            if scope in self.workqueue:
                self.workqueue.move_to_end(scope, last=False)
                break
        super()._assign_work_unit(node)


@pytest.hookimpl
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadFileScheduling | None:
    return FolderScheduling(config, log) if config.getoption("dist") == "loadfile" else None
