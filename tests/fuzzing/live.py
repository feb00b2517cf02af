"""`python -m tests.fuzzing.live` fuzzes a service on loopback with real keys: every operation, and chains of them."""

import os
import subprocess
import sys
from pathlib import Path

from tests.support import databases, services
from tests.support.callers import key_for

EXAMPLES = os.environ.get("FUZZ_EXAMPLES", "300")  # of each operation
SECONDS = os.environ.get("FUZZ_SECONDS", "3600")  # for all of it, whatever is left
SCOPES = ("read:drafts", "write", "publish", "admin")
HERE = Path(__file__).parent
SCHEMATHESIS = str(Path(sys.executable).parent / "schemathesis")


def main() -> int:
    with (
        databases.server() as server,
        databases.template(server),
        databases.copy(server) as stored,
        databases.reachable_directory() as directory,
        services.running(
            directory, CAPAIAN_DATABASE_URL=stored.service, CAPAIAN_MIGRATION_DATABASE_URL=stored.owner
        ) as service,
    ):
        service.wait_until_ready()
        keys = [key_for(stored, name, *SCOPES) for name in ("fuzzer", "publisher")]
        found = subprocess.run(
            [
                SCHEMATHESIS,
                *("--config-file", str(HERE / "schemathesis.toml")),
                *("run", f"{service.url}/openapi.json", "--url", service.url),
                *("--max-examples", EXAMPLES, "--max-time", SECONDS, "--workers", "2"),
            ],
            env={**os.environ, "CAPAIAN_FUZZER_KEYS": " ".join(keys), "SCHEMATHESIS_HOOKS": "tests.fuzzing.keys"},
            check=False,
        ).returncode
        failed = [line for line in service.log.splitlines() if "request.failed" in line]
    sys.stderr.writelines(f"{line}\n" for line in failed)
    return found or bool(failed)


if __name__ == "__main__":
    raise SystemExit(main())
