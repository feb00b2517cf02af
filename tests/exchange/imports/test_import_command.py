"""`capaian import`: the file that it sends, its output and its exit code."""

import gzip
import os
import subprocess
from pathlib import Path

from tests.exchange.imports.conftest import Callers, build_csv
from tests.support.callers import key_for
from tests.support.services import CAPAIAN, Service


def run_import(service: Service, callers: Callers, file: Path, *options: str) -> "subprocess.CompletedProcess[str]":
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CAPAIAN_")}
    environment |= {
        "CAPAIAN_PORT": service.url.rsplit(":", 1)[1],
        "CAPAIAN_API_KEY": key_for(callers.stored, "konsol", "write"),
    }
    return subprocess.run(
        [CAPAIAN, "import", str(file), "--collection", "realizations", *options],
        env=environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def test_a_file_is_imported_and_its_counts_are_printed(
    import_service: Service, callers: Callers, tmp_path: Path
) -> None:
    file = tmp_path / "realisasi.csv.gz"
    file.write_bytes(gzip.compress(build_csv({"period": "2005-01"}, {"period": "2005-02"})))
    process = run_import(import_service, callers, file)
    assert process.returncode == 0, process.stderr
    assert "done" in process.stdout
    assert [line.split() for line in process.stdout.splitlines()[1:]] == [
        ["2", "created"], ["0", "updated"], ["0", "unchanged"], ["0", "rejected"],
    ]  # fmt: skip


def test_a_rejected_file_has_exit_code_1_and_its_errors_are_printed(
    import_service: Service, callers: Callers, tmp_path: Path
) -> None:
    file = tmp_path / "realisasi.csv"
    file.write_bytes(build_csv({"period": "2005-03"}, {"period": "2005-03", "value": "13.700"}))
    process = run_import(import_service, callers, file, "--rejected-rows", str(tmp_path / "rejected.csv"))
    assert process.returncode == 1
    assert "rejected" in process.stdout.splitlines()[0]
    assert "1 × value '13.700': " in process.stderr
    assert "(baris / line 3)" in process.stderr
    assert "13.700" in (tmp_path / "rejected.csv").read_text()
    assert run_import(import_service, callers, file, "--mode", "partial").returncode == 3


def test_a_dry_run_prints_its_apply_token(import_service: Service, callers: Callers, tmp_path: Path) -> None:
    file = tmp_path / "realisasi.csv"
    file.write_bytes(build_csv({"period": "2005-04"}))
    process = run_import(import_service, callers, file, "--dry-run")
    assert process.returncode == 0, process.stderr
    assert [line.split() for line in process.stdout.splitlines()[1:-1]] == [
        ["1", "would_create"], ["0", "would_update"], ["0", "unchanged"], ["0", "rejected"],
    ]  # fmt: skip
    assert process.stdout.splitlines()[-1].startswith("apply_token 0")


def test_a_dry_run_in_which_nothing_can_be_imported_has_exit_code_1_and_no_token(
    import_service: Service, callers: Callers, tmp_path: Path
) -> None:
    file = tmp_path / "realisasi.csv"
    file.write_bytes(build_csv({"period": "2005-05"}, {"period": "2005-05", "value": "13.700"}))
    process = run_import(import_service, callers, file, "--dry-run")
    assert (process.returncode, "apply_token" in process.stdout) == (1, False)
    assert process.stdout.splitlines()[1].split() == ["1", "would_create"]
    process = run_import(import_service, callers, file, "--dry-run", "--mode", "partial")
    assert (process.returncode, "apply_token" in process.stdout) == (3, True)


def test_a_file_that_cannot_be_imported_is_an_error_without_traceback(
    import_service: Service, callers: Callers, tmp_path: Path
) -> None:
    file = tmp_path / "realisasi.csv"
    file.write_bytes(b"a;b,c\n1;2,3\n")
    process = run_import(import_service, callers, file)
    assert (process.returncode, "Traceback" in process.stderr) == (1, False)
    assert "400" in process.stderr or "delimiter" in process.stderr
    other_type = run_import(import_service, callers, file.rename(tmp_path / "realisasi.pdf"))
    assert other_type.returncode == 2
    missing = run_import(import_service, callers, Path(__file__).with_name("none.csv"))
    assert missing.returncode == 2
