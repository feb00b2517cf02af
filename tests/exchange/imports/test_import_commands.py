"""The commands of imports from the file to the publication, as two persons use them."""

import io
import json
import os
import subprocess
from collections.abc import Callable
from itertools import count
from pathlib import Path

import openpyxl
import pytest

from tests.exchange.imports.conftest import RUPIAH, Callers, build_csv
from tests.support.callers import key_for
from tests.support.commands import run_command
from tests.support.services import CAPAIAN, Service
from tests.support.terminal import COLUMNS, open_terminal

Run = Callable[..., "subprocess.CompletedProcess[bytes]"]
_months = count(1)


@pytest.fixture(scope="module")
def run(import_service: Service, callers: Callers) -> Run:
    """Run `capaian` as the owner of a key: `run("penulis", "imports", "list")`."""
    keys = {
        "penulis": key_for(callers.stored, "konsol penulis", "write"),
        "penerbit": key_for(callers.stored, "konsol penerbit", "publish"),
        "admin": key_for(callers.stored, "konsol admin", "admin"),
    }

    def run_as(person: str, *arguments: str) -> "subprocess.CompletedProcess[bytes]":
        port = import_service.url.rsplit(":", 1)[1]
        done = run_command(*arguments, "--language", "en", CAPAIAN_PORT=port, CAPAIAN_API_KEY=keys[person])
        return subprocess.CompletedProcess(arguments, done.exit_code, done.stdout_bytes, done.stderr_bytes)

    return run_as


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file of two rows with periods of its own."""
    path = tmp_path / "realisasi.csv"
    year, month = 1990 + next(_months) // 10, 1 + next(_months) % 10
    path.write_bytes(build_csv({"period": f"{year}-{month:02d}"}, {"period": f"{year}-{month + 1:02d}"}))
    return path


def import_and_submit(run: Run, file: Path) -> str:
    """Return the id of the submitted import."""
    process = run("penulis", "import", str(file), "--collection", "realizations", "--submit")
    assert process.returncode == 0, process.stderr
    return process.stdout.decode().split()[0]


def read_etag(run: Run, import_id: str) -> str:
    shown = run("penerbit", "imports", "show", import_id).stdout.decode()
    return dict(line.split(maxsplit=1) for line in shown.splitlines()[1:] if " " in line)["etag"]


def test_an_import_is_shown_and_published_exactly_as_it_was_shown(run: Run, file: Path) -> None:
    import_id = import_and_submit(run, file)
    assert f"/v1/imports/{import_id}" in run("penerbit", "reviews").stdout.decode()
    shown = run("penerbit", "imports", "show", import_id).stdout.decode()
    assert "2500000" not in shown  # a stock has no sum over periods
    assert "umkm-onboarded" in shown
    assert "submitted" in shown
    published = run("penerbit", "imports", "publish", import_id, "--if-match", read_etag(run, import_id))
    assert published.returncode == 0, published.stderr
    assert published.stdout.decode().split() == [import_id, "published", "2", "publish"]
    assert f"/v1/imports/{import_id}" not in run("penerbit", "reviews").stdout.decode()


def test_a_step_with_an_outdated_etag_or_without_one_changes_nothing(run: Run, file: Path) -> None:
    import_id = import_and_submit(run, file)
    outdated = run("penerbit", "imports", "publish", import_id, "--if-match", '"1-0000"')
    assert (outdated.returncode, b"If-Match" in outdated.stderr) == (1, True)
    unasked = run("penerbit", "imports", "publish", import_id)
    assert (unasked.returncode, b"--if-match" in unasked.stderr) == (2, True)
    assert "records_status   submitted" in run("penerbit", "imports", "show", import_id).stdout.decode()


def test_a_rejected_import_shows_its_reason(run: Run, file: Path) -> None:
    import_id = import_and_submit(run, file)
    etag = read_etag(run, import_id)
    rejected = run("penerbit", "imports", "reject", import_id, "--reason", "Sumber kurang.", "--if-match", etag)
    assert rejected.returncode == 0, rejected.stderr
    assert "Sumber kurang." in run("penulis", "imports", "show", import_id).stdout.decode()
    assert run("penerbit", "imports", "reject", import_id).returncode == 2


def test_the_author_cannot_publish_and_gets_exit_code_1(run: Run, file: Path) -> None:
    import_id = import_and_submit(run, file)
    process = run("penulis", "imports", "publish", import_id, "--if-match", read_etag(run, import_id))
    assert (process.returncode, process.stderr.startswith(b"Error: ")) == (1, True)


def test_rows_are_printed_as_lines_with_tabs_or_as_json(run: Run, file: Path) -> None:
    process = run("penulis", "import", str(file), "--collection", "realizations", "--dry-run", "--show", "1")
    lines = process.stdout.decode().splitlines()
    (row,) = [line for line in lines if "\t" in line]
    assert row.split("\t")[3:7] == ["32 Jawa Barat", file.read_text().splitlines()[1].split(",")[3], "1250000", "umkm"]
    import_id = lines[0].split()[0]
    listed = run("penulis", "imports", "rows", import_id, "--json").stdout.decode().splitlines()
    assert [json.loads(line)["read"]["value"] for line in listed] == [1250000, 1250000]
    assert run("penulis", "imports", "rows", import_id, "--action", "updated").stdout == b""


def test_an_escape_sequence_in_a_cell_does_not_reach_the_terminal(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "salah.csv"
    path.write_bytes(build_csv({"region": "Aceh\x1b]0;judul\x07"}))
    process = run("penulis", "import", str(path), "--collection", "realizations")
    assert "'Aceh\ufffd]0;judul\ufffd'".encode() in process.stderr
    errors = run("penulis", "imports", "errors", process.stdout.decode().split()[0]).stdout
    assert "\tAceh\ufffd]0;judul\ufffd\t".encode() in errors
    assert b"\x1b" not in process.stderr + errors


def test_equal_errors_are_printed_once_with_their_lines(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "salah.csv"
    path.write_bytes(build_csv(*({"period": "s.d. Nov", "region": code} for code in ("11", "12", "13"))))
    process = run("penulis", "import", str(path), "--collection", "realizations")
    assert process.returncode == 1
    assert b"3 \xc3\x97 period 's.d. Nov':" in process.stderr
    assert b"(line 2, 3, 4)" in process.stderr
    errors = run("penulis", "imports", "errors", process.stdout.decode().split()[0]).stdout.decode()
    assert errors.startswith("3\tperiod\ts.d. Nov\t")
    path.write_bytes(build_csv(*({"value": text, "region": code} for text, code in (("a", "11"), ("b", "12")))))
    process = run("penulis", "import", str(path), "--collection", "realizations")
    assert b"2 \xc3\x97 value 'a', 'b': " in process.stderr


def test_options_are_added_to_a_mapping(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "ribuan.csv"
    rows = build_csv({**RUPIAH, "nature": "flow", "period": "1989", "value": "12,5"}).decode()
    path.write_text(f"Laporan\n{rows.replace('value', 'Nilai (ribu)')}Jumlah\n")
    mapping = tmp_path / "pemetaan.json"
    mapping.write_text(json.dumps({"columns": {"Nilai (ribu)": "value"}, "number_format": "id"}))
    options = ("--header-row", "2", "--multiplier", "Nilai (ribu)=1000", "--skip", "Jumlah*")
    arguments = ("import", str(path), "--collection", "realizations", "--dry-run", "--show", "1")
    for given in (str(mapping), mapping.read_text()):
        process = run("penulis", *arguments, "--mapping", given, *options)
        assert process.returncode == 0, process.stderr
        assert "\t12500\t" in process.stdout.decode()
    assert run("admin", "mappings", "save", "ribuan-konsol", str(mapping)).returncode == 0
    assert run("penulis", *arguments, "--mapping", "ribuan-konsol", *options).returncode == 0
    assert run("penulis", *arguments, "--mapping", "tidak-ada", *options).returncode == 1


@pytest.mark.parametrize(
    "options",
    [("--multiplier", "Nilai"), ("--multiplier", "Nilai=ribu"), ("--multiplier", "=3"), ("--header-row", "x"),
     ("--mapping", "{"), ("--mapping", "none.json"), ("--dry-run", "--submit")],
)  # fmt: skip
def test_an_invalid_option_has_exit_code_2(run: Run, file: Path, options: tuple[str, ...]) -> None:
    process = run("penulis", "import", str(file), "--collection", "realizations", *options)
    assert (process.returncode, b"Traceback" in process.stderr) == (2, False)


def test_mappings_are_saved_listed_shown_and_deleted(run: Run) -> None:
    mapping = {"columns": {"Jumlah": "value"}}
    assert run("admin", "mappings", "save", "konsol", json.dumps(mapping)).stdout == b"konsol 1\n"
    assert "konsol\t1\tkonsol admin" in run("penulis", "mappings", "list").stdout.decode()
    assert json.loads(run("penulis", "mappings", "show", "konsol").stdout)["columns"] == mapping["columns"]
    assert run("penulis", "mappings", "delete", "konsol").returncode == 1
    assert run("admin", "mappings", "delete", "konsol").returncode == 0
    assert run("penulis", "mappings", "show", "konsol").returncode == 1


def test_imports_are_listed_by_status(run: Run, file: Path) -> None:
    import_id = import_and_submit(run, file)
    listed = run("penulis", "imports", "list", "--status", "done", "--limit", "3").stdout.decode().splitlines()
    assert listed[0].split("\t")[:4] == [import_id, "done", "submitted", "realizations"]
    assert len(listed) <= 3
    assert run("penulis", "imports", "show", "../keys").returncode == 1


def test_an_invalid_key_is_named_as_the_cause(run: Run) -> None:
    process = run("penulis", "imports", "list", "--key", "cap_lama")
    assert (process.returncode, b"CAPAIAN_API_KEY" in process.stderr) == (1, True)


def test_a_file_with_unknown_columns_names_the_wizard(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "asing.csv"
    path.write_text("Kab/Kota,Jumlah\nKota Metro,3\n")
    process = run("penulis", "import", str(path), "--collection", "realizations")
    assert (process.returncode, b"Kab/Kota" in process.stderr, b"--interactive" in process.stderr) == (1, True, True)
    broken = tmp_path / "rusak.csv"
    broken.write_text("indicator;region,value\n1;2,3\n")
    assert b"--interactive" not in run("penulis", "import", str(broken), "--collection", "realizations").stderr


def test_a_terminal_of_80_columns_shows_whole_ids(
    run: Run, file: Path, import_service: Service, callers: Callers
) -> None:
    import_id = import_and_submit(run, file)
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("CAPAIAN_")},
        "CAPAIAN_PORT": import_service.url.rsplit(":", 1)[1],
        "CAPAIAN_API_KEY": key_for(callers.stored, "konsol penerbit", "publish"),
        "LC_ALL": "en_US.UTF-8",
    }
    for command in (("imports", "list"), ("imports", "rows", import_id), ("imports", "show", import_id), ("reviews",)):
        with open_terminal(CAPAIAN, *command, directory=file.parent, environment=environment) as terminal:
            assert terminal.wait() == 0
        lines = terminal.text.splitlines()
        assert max(map(len, lines)) <= COLUMNS, terminal.text
        assert "…" not in terminal.text
        assert command == ("imports", "rows", import_id) or import_id in terminal.text


def test_a_template_is_written_to_standard_output(run: Run) -> None:
    process = run("penulis", "template", "realizations", "--for", "umkm-onboarded")
    assert process.returncode == 0, process.stderr
    assert openpyxl.load_workbook(io.BytesIO(process.stdout)).sheetnames[0] == "data"
    assert run("penulis", "template", "realizations", "--for", "tidak-ada").returncode == 1
