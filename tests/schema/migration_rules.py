"""Check that instances of an earlier version can run while and after a migration is applied."""

import json
import re
import subprocess
import sys
from pathlib import Path

SQUAWK = Path(sys.executable).parent / "squawk"
# Rules of style, and of what `migrate` does itself: it sets the lock timeout of each migration.
_EXCLUDED = (
    "prefer-bigint-over-int",
    "prefer-bigint-over-smallint",
    "prefer-identity",
    "prefer-robust-stmts",
    "prefer-text-field",
    "prefer-timestamp-tz",
    "require-lock-timeout",
    "require-statement-timeout",
)
# They break instances of earlier versions. A migration that raises the oldest version may contain them.
_BREAKING = (
    "adding-required-field",
    "ban-drop-column",
    "ban-drop-default",
    "ban-drop-function",
    "ban-drop-not-null",
    "ban-drop-table",
    "ban-drop-type",
    "ban-drop-view",
    "renaming-column",
    "renaming-object",
    "renaming-table",
)
_RAISES_OLDEST_VERSION = re.compile(r"^UPDATE schema_compatibility SET oldest_version = '[0-9.]+';", re.MULTILINE)
_OWN_RULES = {
    "no-dynamic-sql": (r"\bDO\s+(LANGUAGE\s+\w+\s+)?(\$|')", "the rules cannot check statements in DO"),
    "no-truncate": (r"\bTRUNCATE\b", "it deletes data that earlier versions read"),
    "no-revoke": (r"\bREVOKE\b[^;]*\bFROM\b[^;]*\bcapaian_", "earlier versions need their grants"),
    "no-default": (
        r"\bADD\s+(COLUMN\s+)?[^;,]*\bDEFAULT\b",
        "a new column must be null in existing rows, because the audit has their hashes",
    ),
    "no-plain-index": (r"\bINDEX\s+CONCURRENTLY\s+(?!IF\b)", "write IF NOT EXISTS or IF EXISTS: a retry finds it"),
}


def find_violations(file: Path) -> list[str]:
    """Return one line per violation: the rule and the reason."""
    text = file.read_text(encoding="utf-8")
    statements = re.sub(r"--.*", "", text.partition("-- migrate:down")[0])
    is_transaction = "transaction:false" not in text.partition("\n")[0]
    found = [
        f"{rule}: {reason}" for rule, (rx, reason) in _OWN_RULES.items() if re.search(rx, statements, re.IGNORECASE)
    ]
    if not is_transaction and statements.count(";") != 1:
        found.append("one-statement: several statements are one transaction, even with transaction:false")
    excluded = (*_EXCLUDED, *(_BREAKING if _RAISES_OLDEST_VERSION.search(text) else ()))
    done = subprocess.run(
        [
            SQUAWK,
            "--reporter=json",
            "--pg-version=15",
            f"--exclude={','.join(excluded)}",
            *(["--assume-in-transaction"] if is_transaction else []),
            file,
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr
    return found + [f"{each['rule_name']}: {each['message']}" for each in json.loads(done.stdout)]
