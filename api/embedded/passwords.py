"""The two passwords of the embedded server, in a file that only the server's user (and root) can read."""

import os
import secrets
from pathlib import Path
from typing import NamedTuple, Self

from api.embedded.account import Account


class Passwords(NamedTuple):
    owner: str
    service: str

    @classmethod
    def drawn(cls) -> Self:
        return cls(secrets.token_urlsafe(24), secrets.token_urlsafe(24))

    @classmethod
    def read(cls, path: Path) -> Self:
        owner, service = path.read_text().split()
        return cls(owner, service)

    def write(self, path: Path, account: Account) -> None:
        """One a line, the owner's first: that is the line which initdb takes from its --pwfile."""
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            os.fchown(descriptor, *account)
            file.write("\n".join(self) + "\n")
            file.flush()
            os.fsync(descriptor)
