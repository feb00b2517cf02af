"""The two passwords of the embedded server, in a file that only the user of the server and root can read."""

import os
import re
import secrets
from pathlib import Path
from typing import NamedTuple, Self

from api.database.embedded.errors import passwords_invalid
from api.database.embedded.os_user import OsUser
from api.regular_file import NotRegularFileError, read_regular_file

_MAX_FILE_BYTES = 1000  # such a file has 66


class Passwords(NamedTuple):
    owner: str
    service: str

    @classmethod
    def generate(cls) -> Self:
        return cls(secrets.token_urlsafe(24), secrets.token_urlsafe(24))

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read the file. Raise OSError if it is unreadable, EmbeddedServerError if it is damaged or not a file."""
        try:
            lines = read_regular_file(path, _MAX_FILE_BYTES).content.split(b"\n")
        except NotRegularFileError as error:
            raise passwords_invalid(path) from error
        # URLs contain the passwords, so other characters would change the URL.
        if len(lines) != 3 or lines[2] or not all(re.fullmatch(rb"[\w-]+", line) for line in lines[:2]):
            raise passwords_invalid(path)
        return cls(lines[0].decode(), lines[1].decode())

    def write(self, path: Path, account: OsUser) -> None:
        """Write one password per line, the owner's first: initdb reads the first line of --pwfile."""
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            os.fchown(descriptor, *account)
            file.write("\n".join(self) + "\n")
            file.flush()
            os.fsync(descriptor)
