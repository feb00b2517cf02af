"""`make fuzz`: fuzz a service on loopback with real keys, each operation and chains of operations."""

import os
import subprocess
import sys
from pathlib import Path

from tests.support import databases, services
from tests.support.callers import key_for
from tests.support.directories import reachable_directory

EXAMPLES = os.environ.get("FUZZ_EXAMPLES", "300")  # per operation
SECONDS = os.environ.get("FUZZ_SECONDS", "3600")  # in total
SCOPES = ("read:drafts", "write", "publish", "admin")
FOLDER = Path(__file__).parent
SCHEMATHESIS = str(Path(sys.executable).parent / "schemathesis")


def main() -> int:
    with (
        databases.server() as server,
        databases.template(server),
        databases.copy(server) as urls,
        reachable_directory() as directory,
        services.running(
            directory, CAPAIAN_DATABASE_URL=urls.service, CAPAIAN_MIGRATION_DATABASE_URL=urls.owner
        ) as service,
    ):
        service.wait_until_ready()
        keys = [key_for(urls, name, *SCOPES) for name in ("fuzzer", "publisher")]
        exit_code = subprocess.run(
            [
                SCHEMATHESIS,
                *("--config-file", str(FOLDER / "schemathesis.toml")),
                *("run", f"{service.url}/openapi.json", "--url", service.url),
                # One worker: a caller may run one expensive request at a time.
                *("--max-examples", EXAMPLES, "--max-time", SECONDS, "--workers", "1"),
            ],
            env={
                **os.environ,
                "CAPAIAN_FUZZER_KEYS": " ".join(keys),
                "SCHEMATHESIS_HOOKS": "tests.fuzzing.credentials",
            },
            check=False,
        ).returncode
        failed = [line for line in service.log.splitlines() if "request.failed" in line]
    sys.stderr.writelines(f"{line}\n" for line in failed)
    return exit_code or bool(failed)


if __name__ == "__main__":
    raise SystemExit(main())
