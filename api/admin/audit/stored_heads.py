"""The heads of the chain that the service stores next to its key, where a database administrator cannot write.

The file has one line per head: `NUMBER:HASH EPOCH/TRANSACTION/ORDINAL`. The last line is the last seal that the service
has signed. The other ones are heads that the database has lost, for example in a failover. The service retains them.
"""

import re
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import NamedTuple

from api.admin.audit.verify_export import AuditPosition, Discrepancy
from api.database.pool import Connection
from api.regular_file import read_regular_file, replace_file

MAX_HEADS = 100  # lines; the oldest ones are dropped first
_MAX_BYTES = 200 * MAX_HEADS
_LINE = re.compile(r"([1-9][0-9]{0,18}):([0-9a-f]{64}) ([0-9]{1,10})/([0-9]{1,20})/([0-9]{1,19})", re.ASCII)

HAS_SEAL = "SELECT EXISTS (SELECT FROM audit_seal WHERE number = $1 AND hash = $2)"
_SELECT_LAST_UP_TO = """SELECT number, concat_ws('/', epoch, xid, ordinal) FROM audit_seal
    WHERE (epoch, xid, ordinal) <= ($1::integer, $2::xid8, $3::bigint)
    ORDER BY epoch DESC, xid DESC, ordinal DESC LIMIT 1"""


class StoredHead(NamedTuple):
    """A signed seal with the position of its entry (epoch, transaction, ordinal)."""

    number: int
    hash: bytes
    position: AuditPosition

    @classmethod
    def parse(cls, line: str) -> "StoredHead":
        """Parse a line of the file. Raise ValueError."""
        found = _LINE.fullmatch(line)
        if found is None:
            raise ValueError(line[:100])
        number, digest, epoch, xid, ordinal = found.groups()
        return cls(int(number), bytes.fromhex(digest), (int(epoch), int(xid), int(ordinal)))

    def __str__(self) -> str:
        return f"{self.number}:{self.hash.hex()} {format_position(self.position)}"


class HeadFile:
    """The file of stored heads, next to the key file."""

    def __init__(self, key_file: Path) -> None:
        self.path = key_file.with_name(f"{key_file.name}.head")

    def read(self) -> list[StoredHead]:
        """Return the heads, none if there is no file. Raise OSError, or ValueError for a file of another format."""
        try:
            content = read_regular_file(self.path, _MAX_BYTES).content
        except FileNotFoundError:
            return []
        return [StoredHead.parse(line) for line in content.decode("ascii").splitlines()]

    def write(self, heads: Sequence[StoredHead]) -> None:
        """Replace the file in one step. Raise OutputFileError."""
        with replace_file(self.path) as file:
            file.write("".join(f"{head}\n" for head in heads).encode())


def add_head(stored: Sequence[StoredHead], head: StoredHead, *, continues: bool) -> list[StoredHead]:
    """Return the heads to store. `continues`: the chain of `head` contains the last stored one, which it replaces.

    A head before the last stored one changes nothing. After a failover, the service first seals the entries again whose
    seals were lost. Only a later entry shows that the stored head does not return.
    """
    if stored and head.position <= stored[-1].position:
        return list(stored)
    return [*(stored[:-1] if continues else stored), head][-MAX_HEADS:]


def try_to_read(file: HeadFile) -> list[StoredHead] | OSError | ValueError:
    """Return the heads, or the error of `read`, which the verification reports as a discrepancy."""
    try:
        return file.read()
    except (OSError, ValueError) as error:
        return error


async def find_missing_seals(
    connection: Connection, file: HeadFile, stored: list[StoredHead] | OSError | ValueError
) -> AsyncIterator[str]:
    """Yield one line for each stored head that is not in the database: which seals are missing.

    `stored` was read before the snapshot of the connection began, because a running service stores later heads. Yield
    one line too if the file could not be read.
    """
    if isinstance(stored, Exception):
        yield f"{UNREADABLE.id} / {UNREADABLE.en}: {file.path}: {stored}"
        return
    for head in stored:
        if await connection.fetchval(HAS_SEAL, head.number, head.hash):
            continue
        survivor = await connection.fetchrow(_SELECT_LAST_UP_TO, *head.position)
        number, position = (0, "0/0/0") if survivor is None else survivor
        found = SEAL_REPLACED if number >= head.number else _describe_missing(number + 1, head, position)
        yield f"{head.number}: {found.id} / {found.en}: {file.path}"


UNREADABLE = Discrepancy("berkas ini tidak dapat dibaca", "this file cannot be read")
SEAL_REPLACED = Discrepancy(
    "segel ini berbeda dari yang disimpan layanan", "this seal differs from the one that the service stored"
)


def _describe_missing(first: int, head: StoredHead, survivor: str) -> Discrepancy:
    last = format_position(head.position)
    return Discrepancy(
        f"segel {first} sampai {head.number}, setelah posisi {survivor} sampai {last}, hilang: layanan menyimpan segel "
        "terakhir ini",
        f"seals {first} to {head.number}, after position {survivor} up to {last}, are missing: the service stored the "
        "last one",
    )


def format_position(position: AuditPosition) -> str:
    return "/".join(map(str, position))
