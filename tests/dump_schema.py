"""`python -m tests.dump_schema` writes schema/schema.sql: all that the migrations make, as one file to read."""

import re
import subprocess
from pathlib import Path

from api.embedded.account import binary, environment
from tests.support import databases

SCHEMA = Path(__file__).parents[1] / "schema" / "schema.sql"
_HEAD = """\
-- The database as the migrations make it. Written by `make schema`; change schema/migrations instead.
"""
# What differs from one run or version to the next, and says nothing about the schema.
_PASSING = re.compile(r"(--|\\restrict |\\unrestrict |SET |SELECT pg_catalog\.set_config\()")


def dump(url: str) -> str:
    """The schema of that database, without what is not a part of it: owners, versions and settings of the dump."""
    done = subprocess.run(
        [binary("pg_dump"), "--schema-only", "--no-owner", "--exclude-table=schema_migrations", url],
        capture_output=True,
        text=True,
        check=True,
        env=environment(),
    )
    kept, body = [], False  # within $$ a line that begins with SET is code
    for line in done.stdout.splitlines():
        if body or not _PASSING.match(line):
            kept.append(line)
        body ^= line.count("$$") % 2 == 1
    return _HEAD + re.sub(r"\n{2,}", "\n\n", "\n".join(["", *kept])).rstrip() + "\n"


def main() -> None:
    with databases.server() as addresses, databases.template(addresses), databases.copy(addresses) as made:
        SCHEMA.write_text(dump(made.owner))


if __name__ == "__main__":
    main()
