"""Directories that the user of the embedded server can read; those of pytest are closed if root runs the tests."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from api.database.embedded.os_user import find_closed_directory, find_unprivileged_user
from api.database.embedded.system_directory import SYSTEM_DIRECTORY, open_system_directory


@contextmanager
def reachable_directory() -> Iterator[Path]:
    """Create an empty directory for temporary files, or below /var/lib if the temporary directory is closed."""
    parent = Path(tempfile.gettempdir())
    if os.geteuid() == 0 and find_closed_directory(parent, find_unprivileged_user()) is not None:
        with open_system_directory():
            parent = SYSTEM_DIRECTORY
    directory = Path(tempfile.mkdtemp(prefix="capaian-test-", dir=parent))
    directory.chmod(0o755)
    try:
        yield directory
    finally:
        shutil.rmtree(directory)
