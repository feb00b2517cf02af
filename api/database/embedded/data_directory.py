"""The data directory, also if CAPAIAN_DATA_DIR is not set."""

import hashlib
import os
from pathlib import Path

from api.database.embedded.errors import data_not_accessible, directory_not_usable, no_database
from api.database.embedded.os_user import choose_os_user, find_closed_directory
from api.database.embedded.system_directory import create_private_directory
from api.settings import Settings

DEFAULT_DATA_DIR = Path(".data")


def locate_data_dir(settings: Settings) -> Path:
    """Return CAPAIAN_DATA_DIR if it is set, else `.data` in the working directory.

    If root starts the embedded server and the user of the server cannot reach `.data`, the default is a directory
    below /var/lib/capaian whose name is a hash of the path of the working directory. Raise EmbeddedServerError if
    `.data` already contains a database: a second, empty database would look like lost data.
    """
    if settings.data_dir is not None:
        return settings.data_dir
    default = DEFAULT_DATA_DIR.resolve()
    if settings.database_url is not None or os.geteuid() != 0:
        return default
    account = choose_os_user(default / "postgres")
    existing = next(path for path in (default, *default.parents) if path.exists())
    if (closed := find_closed_directory(existing, account)) is None:
        return default
    if (default / "postgres").exists():
        raise data_not_accessible(default, closed, account.display_name)
    name = hashlib.sha256(os.fsencode(default.parent)).hexdigest()[:16]
    return create_private_directory(name, account)


def require_database(data_dir: Path) -> None:
    """Raise EmbeddedServerError if the directory contains no database."""
    try:
        is_there = (data_dir / "postgres").exists()
    except OSError as error:
        raise directory_not_usable(data_dir, error, error) from error
    if not is_there:
        raise no_database(data_dir)
