"""The files of the embedded server, `postgres/data` and `postgres/passwords`, made and put in place in one step."""

import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from api.embedded.account import (
    Account,
    account_for,
    binary,
    command_as,
    environment,
    refuse_if_nameless,
    refuse_if_unreachable,
)
from api.embedded.errors import belongs_to_others, cannot_be_used, did_not_start, has_another_version
from api.embedded.passwords import Passwords

DATABASE = "capaian"
OWNER = "capaian_owner"
SERVICE = "capaian"

_MAKING = "postgres.making-"
_NOT_FOREIGN = ("postgres.log", "lost+found", "seal.key", _MAKING)

# One statement a line, as the single-user backend reads them. NOINHERIT: the service asks for its rights by SET ROLE.
_FIRST_STATEMENTS = f"""\
create role {SERVICE} login nosuperuser nocreatedb nocreaterole noinherit password '{{password}}'
create database {DATABASE} owner {OWNER}
"""


class Cluster:
    """What lies on the disk; who runs it and on which port is not its business."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir.resolve()
        self.home = self.data_dir / "postgres"
        self.files = self.home / "data"
        self.log = self.data_dir / "postgres.log"

    @property
    def account(self) -> Account:
        return account_for(self.home)

    def passwords(self) -> Passwords:
        return Passwords.read(self.home / "passwords")

    def make_room(self) -> None:
        """Makes the data directory itself; what exists keeps its owner and permissions."""
        binary("postgres")  # without it there is no need of a room, and that is what has to be said
        missing = [path for path in (self.data_dir, *self.data_dir.parents) if not path.exists()]
        if missing and missing[-1].parent.is_dir():  # before anything is made that would be of no use
            refuse_if_unreachable(missing[-1].parent, self.account)
        for directory in reversed(missing):
            directory.mkdir(exist_ok=True)
            if self.account.uid != os.geteuid():
                # Whatever root's umask says, the server's user has to pass through what we make here.
                directory.chmod(0o711)
        if not os.access(self.data_dir, os.R_OK | os.W_OK | os.X_OK):
            raise cannot_be_used(self.data_dir, "tidak dapat ditulisi", "it cannot be written to")
        refuse_if_unreachable(self.data_dir, self.account)
        refuse_if_unreachable(binary("postgres"), self.account)

    def make_or_check(self) -> None:
        """Leaves a cluster that this version's server can run on; only the holder of the claim may ask for it."""
        for unfinished in self.data_dir.glob(f"{_MAKING}*"):
            _remove(unfinished)
        if self.home.exists():
            self._check()
        elif any(not entry.name.startswith(_NOT_FOREIGN) for entry in self.data_dir.iterdir()):
            raise belongs_to_others(self.data_dir)
        else:
            self._make()

    def _check(self) -> None:
        if os.geteuid() == 0 and self.home.stat().st_uid == 0:
            # A copy that root made, of files that we made: the server's user needs them back.
            for path in (*self.home.rglob("*"), self.home):
                os.chown(path, *self.account, follow_symlinks=False)
        if self.home.stat().st_uid != self.account.uid:
            raise cannot_be_used(self.home, "milik pengguna lain", "it belongs to another user")
        version = self.files / "PG_VERSION"
        if not version.exists() or not (self.home / "passwords").exists():
            raise belongs_to_others(self.home)
        found, ours = version.read_text().strip(), _major_version()
        if found != ours:
            raise has_another_version(self.files, found, ours)

    def _make(self) -> None:
        account = self.account
        refuse_if_nameless(account)
        making = Path(tempfile.mkdtemp(prefix=_MAKING, dir=self.data_dir))
        try:
            os.chown(making, *account)
            passwords = Passwords.drawn()
            passwords.write(making / "passwords", account)
            data = str(making / "data")
            self._run(
                *command_as(account, "initdb", "--pgdata", data, "--username", OWNER, "--data-checksums"),
                *("--auth=scram-sha-256", f"--pwfile={making / 'passwords'}", "--locale=C.UTF-8", "--encoding=UTF8"),
            )
            self._run(
                *command_as(account, "postgres", "--single", "-D", data, "-c", "exit_on_error=on", "postgres"),
                sends=_FIRST_STATEMENTS.format(password=passwords.service),
            )
            making.rename(self.home)
        finally:
            # Gone already when all went well.
            shutil.rmtree(making, ignore_errors=True)

    def _run(self, *command: str, sends: str = "") -> None:
        done = subprocess.run(
            command,
            input=sends,
            capture_output=True,
            text=True,
            errors="replace",
            cwd="/",
            env=environment(),
            check=False,
        )
        if done.returncode != 0:
            happening = ("tidak dapat menyiapkan datanya", "could not prepare its data")
            raise did_not_start(self.log, happening, done.stdout + done.stderr)


def _remove(unfinished: Path) -> None:
    """What wrote it was killed a moment ago, perhaps, and its own children write on for another."""
    for _ in range(40):
        shutil.rmtree(unfinished, ignore_errors=True)
        if not unfinished.exists():
            return
        time.sleep(0.05)


def _major_version() -> str:
    answer = subprocess.run([binary("postgres"), "--version"], capture_output=True, text=True, check=True).stdout
    return answer.split()[-1].partition(".")[0]


def settings_for(port: int) -> list[str]:
    """On the command line, so that a newer Capaian's settings reach an older data directory."""
    settings = {
        "port": str(port),
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
        "max_connections": "100",
        "idle_in_transaction_session_timeout": "30s",
        "timezone": "UTC",
        "log_timezone": "UTC",
    }
    if any((binary("postgres").parent.parent / "lib").glob("**/pg_stat_statements.*")):
        settings["shared_preload_libraries"] = "pg_stat_statements"
    return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
