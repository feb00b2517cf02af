"""`python -m tests.dump_schema` writes schema/schema.sql: the result of all migrations in one file."""

import re
import subprocess
from pathlib import Path

from api.database.embedded.os_user import build_environment, find_binary
from tests.support import databases

SCHEMA = Path(__file__).parents[1] / "schema" / "schema.sql"
_HEAD = """\
-- The database as created from schema/migrations and schema/functions. Written by `make schema`; do not edit.
"""
# Lines that depend on the run or the version, and not on the schema.
_VARIABLE_LINE = re.compile(r"(--|\\restrict |\\unrestrict |SET |SELECT pg_catalog\.set_config\()")


def dump(url: str) -> str:
    """Return the schema of a database without owners, versions and settings of the dump."""
    done = subprocess.run(
        [find_binary("pg_dump"), "--schema-only", "--no-owner", "--exclude-table=schema_migration*", url],
        capture_output=True,
        text=True,
        check=True,
        env=build_environment(),
    )
    lines, in_body = [], False  # within $$ a line that begins with SET is code
    for line in done.stdout.splitlines():
        if in_body or not _VARIABLE_LINE.match(line):
            lines.append(line)
        in_body ^= line.count("$$") % 2 == 1
    return _HEAD + re.sub(r"\n{2,}", "\n\n", "\n".join(["", *lines])).rstrip() + "\n"


def main() -> None:
    with databases.server() as urls, databases.template(urls), databases.copy(urls) as created:
        SCHEMA.write_text(dump(created.owner))


if __name__ == "__main__":
    main()
