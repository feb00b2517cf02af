"""The files of the embedded server: `postgres/data` and `postgres/passwords`, created in one step."""

import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from api.database.embedded.binaries import find_runnable_binary
from api.database.embedded.errors import directory_not_empty, directory_not_usable, start_failed, version_mismatch
from api.database.embedded.os_user import (
    OsUser,
    build_command_as,
    build_environment,
    choose_os_user,
    find_binary,
    require_access,
    require_user_name,
)
from api.database.embedded.passwords import Passwords
from api.regular_file import read_regular_file
from api.startup import startup_step

DATABASE_NAME = "capaian"
OWNER_ROLE = "capaian_owner"
SERVICE_ROLE = "capaian"

_TEMPORARY_PREFIX = "postgres.making-"
_MAX_VERSION_BYTES = 20
_KNOWN_ENTRIES = ("postgres.log", "lost+found", "audit.key", _TEMPORARY_PREFIX)

# The single-user backend reads one statement per line. NOINHERIT: the service gets its rights with SET ROLE.
_BOOTSTRAP_SQL = f"""\
create role {SERVICE_ROLE} login nosuperuser nocreatedb nocreaterole noinherit password '{{password}}'
create database {DATABASE_NAME} owner {OWNER_ROLE}
"""


class Cluster:
    """The files on disk, independent of the running server and its port."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir.resolve()
        self.home = self.data_dir / "postgres"
        self.files = self.home / "data"
        self.log = self.data_dir / "postgres.log"

    @property
    def os_user(self) -> OsUser:
        return choose_os_user(self.home)

    def command(self, program: str, *arguments: str) -> list[str]:
        """Build the command that runs a program of PostgreSQL as the user of the server."""
        return build_command_as(self.os_user, find_runnable_binary(self.os_user, program), *arguments)

    def passwords(self) -> Passwords:
        return Passwords.read(self.home / "passwords")

    def create_directory(self) -> None:
        """Create the data directory; existing directories keep their owner and permissions."""
        find_binary("postgres")  # if PostgreSQL is not installed, report that before a directory is created
        missing = [path for path in (self.data_dir, *self.data_dir.parents) if not path.exists()]
        if missing and missing[-1].parent.is_dir():  # check before directories are created
            require_access(missing[-1].parent, self.os_user)
        for directory in reversed(missing):
            directory.mkdir(exist_ok=True)
            if self.os_user.uid != os.geteuid():
                # The user of the server must be able to enter the directory, independently of root's umask.
                directory.chmod(0o711)
        if not os.access(self.data_dir, os.R_OK | os.W_OK | os.X_OK):
            raise directory_not_usable(self.data_dir, "tidak dapat ditulisi", "it cannot be written to")
        require_access(self.data_dir, self.os_user)

    def initialize_or_verify(self) -> None:
        """Create the database files, or check that this version can use them. Requires the directory lock."""
        for unfinished in self.data_dir.glob(f"{_TEMPORARY_PREFIX}*"):
            _remove_incomplete(unfinished)
        if self.home.exists():
            self._verify()
        elif any(not entry.name.startswith(_KNOWN_ENTRIES) for entry in self.data_dir.iterdir()):
            raise directory_not_empty(self.data_dir)
        else:
            with startup_step(f"Creating an empty database in {self.home}"):
                self._initialize()

    def _verify(self) -> None:
        if os.geteuid() == 0 and self.home.stat().st_uid == 0:
            # Root has copied the directory, for example from a backup; give the files back to the user of the server.
            for path in (*self.home.rglob("*"), self.home):
                os.chown(path, *self.os_user, follow_symlinks=False)
        if self.home.stat().st_uid != self.os_user.uid:
            raise directory_not_usable(self.home, "milik pengguna lain", "it belongs to another user")
        version = self.files / "PG_VERSION"
        if not version.exists() or not (self.home / "passwords").exists():
            raise directory_not_empty(self.home)
        text = read_regular_file(version, _MAX_VERSION_BYTES).content.decode("ascii", "backslashreplace")
        found, required = ascii(text.strip())[1:-1] or "?", _major_version()
        if found != required:
            raise version_mismatch(self.files, found, required)

    def _initialize(self) -> None:
        account = self.os_user
        require_user_name(account)
        draft = Path(tempfile.mkdtemp(prefix=_TEMPORARY_PREFIX, dir=self.data_dir))
        try:
            os.chown(draft, *account, follow_symlinks=False)
            passwords = Passwords.generate()
            passwords.write(draft / "passwords", account)
            data = str(draft / "data")
            self._run_bootstrap_sql(
                *build_command_as(
                    account,
                    find_runnable_binary(account, "initdb"),
                    "--pgdata",
                    data,
                    "--username",
                    OWNER_ROLE,
                    "--data-checksums",
                ),
                *("--auth=scram-sha-256", f"--pwfile={draft / 'passwords'}", "--locale=C.UTF-8", "--encoding=UTF8"),
            )
            self._run_bootstrap_sql(
                *build_command_as(
                    account,
                    find_runnable_binary(account, "postgres"),
                    "--single",
                    "-D",
                    data,
                    "-c",
                    "exit_on_error=on",
                    "postgres",
                ),
                stdin=_BOOTSTRAP_SQL.format(password=passwords.service),
            )
            draft.rename(self.home)
        finally:
            # After success it has been renamed and does not exist.
            shutil.rmtree(draft, ignore_errors=True)

    def _run_bootstrap_sql(self, *command: str, stdin: str = "") -> None:
        done = subprocess.run(
            command,
            input=stdin,
            capture_output=True,
            text=True,
            errors="replace",
            cwd="/",
            env=build_environment(),
            check=False,
        )
        if done.returncode != 0:
            failure = ("tidak dapat menyiapkan datanya", "could not prepare its data")
            raise start_failed(self.log, failure, done.stdout + done.stderr)


def _remove_incomplete(unfinished: Path) -> None:
    """Delete a draft of a killed process. Retry, because its child processes can still write for a short time."""
    for _ in range(40):
        shutil.rmtree(unfinished, ignore_errors=True)
        if not unfinished.exists():
            return
        time.sleep(0.05)


def _major_version() -> str:
    output = subprocess.run([find_binary("postgres"), "--version"], capture_output=True, text=True, check=True).stdout
    return output.split()[-1].partition(".")[0]


def build_server_options(port: int, max_connections: int) -> list[str]:
    """Return settings for the command line, so that new versions also change them for existing data directories."""
    settings = {
        "port": str(port),
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
        "max_connections": str(max_connections),
        "idle_in_transaction_session_timeout": "30s",
        "timezone": "UTC",
        "log_timezone": "UTC",
    }
    if any((find_binary("postgres").parent.parent / "lib").glob("**/pg_stat_statements.*")):
        settings["shared_preload_libraries"] = "pg_stat_statements"
    return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
