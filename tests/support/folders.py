"""Make each folder with a conftest.py a package, so that its fixtures of scope `package` end with the last test in it.

Without `__init__.py` a folder is no package for pytest, and such fixtures would end with the session: dozens of
services would run at the same time, each with connections and periodic queries.
"""

from pathlib import Path

import pytest


class Folder(pytest.Package):
    """A folder of tests without `__init__.py`."""

    def setup(self) -> None:
        """Import nothing: pytest imports the `__init__.py` of a package here."""


def pytest_collect_directory(path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    has_fixtures = (path / "conftest.py").exists() and not (path / "__init__.py").exists()
    return Folder.from_parent(parent, path=path) if has_fixtures else None
