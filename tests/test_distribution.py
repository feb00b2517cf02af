"""The units of work of the two workers, and the end of the fixtures of a folder."""

from pathlib import Path

import pytest

from tests.support.distribution import LONG_UNITS, ON_ONE_WORKER, find_unit
from tests.support.folders import Folder

ROOT = Path(__file__).parents[1]


def test_the_files_of_a_folder_with_a_conftest_run_on_one_worker() -> None:
    assert find_unit(ROOT, "tests/http/reads/test_page.py") == "tests/http"
    assert find_unit(ROOT, "tests/http/writes/test_units.py") == "tests/http"
    assert find_unit(ROOT, "tests/test_serve.py") == "tests/test_serve.py"


@pytest.mark.parametrize("path", sorted({*LONG_UNITS, *ON_ONE_WORKER}))
def test_each_listed_path_exists(path: str) -> None:
    assert (ROOT / path).exists()


@pytest.mark.parametrize("path", LONG_UNITS)
def test_each_long_unit_is_a_unit(path: str) -> None:
    file = path if path.endswith(".py") else f"{path}/test_a.py"
    assert find_unit(ROOT, file) == path


def test_a_folder_with_a_conftest_is_a_package_for_pytest(request: pytest.FixtureRequest) -> None:
    """Otherwise its fixtures of scope `package` end with the session."""
    assert isinstance(request.node.getparent(pytest.Package), Folder)
