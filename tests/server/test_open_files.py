"""The limit on open files is raised for the connections; if it cannot be, there are fewer connections."""

import subprocess
import sys

import pytest

SCRIPT = """
import resource, sys
from api.server.open_files import fit_to_open_files
soft, hard = map(int, sys.argv[1:])
resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
print(fit_to_open_files(500), resource.getrlimit(resource.RLIMIT_NOFILE)[0])
"""


@pytest.mark.parametrize(
    ("soft", "hard", "connections", "limit"),
    [(256, 1024, 500, 628), (256, 400, 272, 400), (200, 200, 100, 200), (800, 1024, 500, 800)],
)
def test_the_connections_fit_the_limit_on_open_files(soft: int, hard: int, connections: int, limit: int) -> None:
    command = [sys.executable, "-c", SCRIPT, str(soft), str(hard)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, timeout=20, check=True)
    assert done.stdout.split() == [str(connections), str(limit)]
