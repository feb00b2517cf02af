"""The commands of the README publish a figure when run unchanged."""

import re
import subprocess
from pathlib import Path

from tests.http.writes.conftest import People
from tests.support import services
from tests.support.databases import DatabaseUrls
from tests.support.services import CAPAIAN

README = Path(__file__).parents[3] / "README.md"


def test_the_first_figure_of_the_readme_is_published(
    people: People, stored: DatabaseUrls, writable: services.Service
) -> None:
    section = README.read_text().partition("## Write your first figure")[2].partition("\n## ")[0]
    lines = [line[4:] for line in section.splitlines() if line.startswith("    ")]
    script = "\n".join(lines).replace("http://127.0.0.1:8000", writable.url).replace(".venv/bin/capaian", CAPAIAN)
    done = subprocess.run(
        ["bash", "-eu", "-c", script + '\necho; echo "$FIGURE"'],
        env={
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            **stored.settings,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    url = done.stdout.strip().splitlines()[-1]
    assert re.fullmatch(rf"{writable.url}/v1/targets/[0-9a-f-]{{36}}", url), done.stdout + done.stderr
    figure = people.public.get(url).json()
    assert (figure["status"], figure["value"], figure["recorded_by"]) == ("published", 25000000, "Kepala Data")
