"""`capaian import`: what it sends, shows and leaves with."""

import gzip
import os
import subprocess
from pathlib import Path

from tests.imports.conftest import People, table
from tests.support.callers import key_for
from tests.support.services import CAPAIAN, Service


def ran(service: Service, people: People, file: Path, *options: str) -> "subprocess.CompletedProcess[str]":
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CAPAIAN_")}
    environment |= {
        "CAPAIAN_PORT": service.url.rsplit(":", 1)[1],
        "CAPAIAN_KEY": key_for(people.stored, "konsol", "write"),
    }
    return subprocess.run(
        [CAPAIAN, "import", str(file), "--into", "realizations", *options],
        env=environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def test_a_file_is_entered_and_its_counts_are_told(importing: Service, people: People, tmp_path: Path) -> None:
    file = tmp_path / "realisasi.csv.gz"
    file.write_bytes(gzip.compress(table({"period": "2025-01"}, {"period": "2025-02"})))
    told = ran(importing, people, file)
    assert told.returncode == 0, told.stderr
    assert "done" in told.stdout
    assert [line.split() for line in told.stdout.splitlines()[1:]] == [
        ["2", "created"], ["0", "updated"], ["0", "unchanged"], ["0", "rejected"],
    ]  # fmt: skip


def test_a_refused_file_leaves_1_and_names_its_faults(importing: Service, people: People, tmp_path: Path) -> None:
    file = tmp_path / "realisasi.csv"
    file.write_bytes(table({"period": "2025-03"}, {"period": "2025-03", "value": "13.700"}))
    told = ran(importing, people, file, "--faulty", str(tmp_path / "faulty.csv"))
    assert told.returncode == 1
    assert "refused" in told.stdout
    assert "line 3: value" in told.stderr
    assert "13.700" in (tmp_path / "faulty.csv").read_text()
    assert ran(importing, people, file, "--mode", "partial").returncode == 3


def test_a_dry_run_prints_its_plan(importing: Service, people: People, tmp_path: Path) -> None:
    file = tmp_path / "realisasi.csv"
    file.write_bytes(table({"period": "2025-04"}))
    told = ran(importing, people, file, "--dry-run")
    assert told.returncode == 0, told.stderr
    assert told.stdout.splitlines()[-1].startswith("plan 0")


def test_what_cannot_be_sent_is_told_in_a_line_or_two(importing: Service, people: People, tmp_path: Path) -> None:
    file = tmp_path / "realisasi.csv"
    file.write_bytes(b"a;b,c\n1;2,3\n")
    told = ran(importing, people, file)
    assert (told.returncode, "Traceback" in told.stderr) == (1, False)
    assert "400" in told.stderr or "delimiter" in told.stderr
    wrong = ran(importing, people, file.rename(tmp_path / "realisasi.pdf"))
    assert wrong.returncode == 2
    away = ran(importing, people, Path(__file__).with_name("none.csv"))
    assert away.returncode == 2
