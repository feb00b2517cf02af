"""`capaian import --interactive` on a terminal, with the file of an office: titles, a scale, a total."""

import io
import json
import os
import subprocess
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

import openpyxl
import pytest

from tests.exchange.imports.conftest import Callers, build_csv
from tests.support.callers import Person, key_for
from tests.support.services import CAPAIAN, Service
from tests.support.terminal import COLUMNS, Terminal, open_terminal

ROWS: tuple[tuple[object, ...], ...] = (
    ("Laporan UMKM Onboarding",),
    ("Dinas Koperasi Provinsi Lampung",),
    (),
    ("No", "Kab/Kota", "Jumlah UMKM (ribu)"),
    (1, "Kab. Lampung Selatan", 12.5),
    (2, "Kota Metro", 3),
    (3, "Kab. Pringsewu", "-"),
    (4, "Kab. Pesawran", 2.25),
    ("Jumlah", None, 17.75),
    ("Sumber: dinas koperasi",),
)
# The replies to the questions about the file; an empty one accepts the suggestion.
COLUMN_REPLIES = (
    ("Row of the column names", ""),
    ("'No' (1 | 2 | 3)", ""),
    ("'Kab/Kota' (Kab. Lampung", ""),
    ("'Jumlah UMKM (ribu)' (12.5", "5"),
    ("Skip rows such as 'Jumlah'?", ""),
    ("Skip rows such as 'Sumber: dinas koperasi'?", ""),
)


class Open(Protocol):
    def __call__(self, *arguments: str) -> AbstractContextManager[Terminal]: ...


@pytest.fixture
def environment(import_service: Service, callers: Callers) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("CAPAIAN_")}
    return inherited | {
        "CAPAIAN_PORT": import_service.url.rsplit(":", 1)[1],
        "CAPAIAN_API_KEY": key_for(callers.stored, "pemandu", "write"),
        "LC_ALL": "en_US.UTF-8",
    }


@pytest.fixture
def open_wizard(environment: dict[str, str], tmp_path: Path) -> Open:
    """Run `capaian import FILE --interactive` in a folder that contains the file of the office."""
    book = openpyxl.Workbook()
    for row in ROWS:
        book.worksheets[0].append(row)
    saved = io.BytesIO()
    book.save(saved)
    (tmp_path / "rekap.xlsx").write_bytes(saved.getvalue())

    def run(*arguments: str) -> AbstractContextManager[Terminal]:
        command = (CAPAIAN, "import", *(arguments or ("rekap.xlsx",)), "--collection", "realizations", "--interactive")
        return open_terminal(*command, directory=tmp_path, environment=environment)

    return run


def describe_file(terminal: Terminal, period: str) -> None:
    """Reply to all questions until the decision."""
    for expected, line in COLUMN_REPLIES:
        terminal.reply(expected, line)
    terminal.reply("indicator of all rows", "onboarded")
    terminal.reply("umkm-onboarded", "1")
    terminal.reply("nature of all rows", "stock")
    terminal.reply("period of all rows", "2024-13")
    terminal.reply("must be a period", period)
    terminal.reply("quality of all rows", "1")
    terminal.reply("stated_on of all rows", "5 Januari 2025")
    terminal.reply("institution of all rows", "kemenkop-ukm")
    terminal.reply("source of all rows", "antara-2021-01-11")
    terminal.reply("locator of all rows", "tabel 2")
    terminal.reply("Multiply the numbers of 'Jumlah UMKM (ribu)'", "")
    terminal.reply("Does '-' mean no data?", "")
    terminal.reply("Read 'Kab. Pesawran' as", "18.09")


def list_statuses(callers: Callers, environment: dict[str, str]) -> list[str]:
    """Return the statuses of the imports of the person at the terminal."""
    person = Person(callers.client, environment["CAPAIAN_API_KEY"])
    return [run["status"] for run in person.get("/v1/imports?limit=100").json()["data"]]


def test_an_escape_sequence_in_the_file_does_not_reach_the_terminal(open_wizard: Open, tmp_path: Path) -> None:
    (tmp_path / "salah.csv").write_text("wilayah,UMKM\x1b[2J\nAceh,5\n")
    with open_wizard("salah.csv") as terminal:
        terminal.reply("Row of the column names", "1")
        terminal.wait_for("'UMKM\ufffd[2J' (5)")
        terminal.interrupt()
        terminal.wait()
    assert "\x1b" not in terminal.text


def test_a_file_of_an_office_is_described_checked_and_imported(
    open_wizard: Open, environment: dict[str, str], tmp_path: Path
) -> None:
    with open_wizard() as terminal:
        describe_file(terminal, "Maret 1987")
        for shown in ("3 would_create", "3 skipped_rows", "17750", "18.01", "12500", "18.72", "3000"):
            terminal.wait_for(shown)
        terminal.reply("Import, change the mapping, or stop?", "import")
        terminal.wait_for("3 created")
        terminal.reply("Save the mapping for the next file?", "y")
        terminal.reply("A .json file", "")
        terminal.wait_for("--mapping rekap.mapping.json")
        assert terminal.wait() == 0
        assert max(map(len, terminal.text.split("locator of all rows")[1].splitlines()[-20:-8])) <= COLUMNS
    mapping = json.loads((tmp_path / "rekap.mapping.json").read_text())
    assert mapping["columns"] == {"No": None, "Kab/Kota": "region", "Jumlah UMKM (ribu)": "value"}
    assert (mapping["header_rows"], mapping["multiplier"]) == ([4], {"Jumlah UMKM (ribu)": 1000})
    assert (mapping["skip"], mapping["blank"]) == (["Jumlah*", "Sumber*"], ["-"])
    command = [CAPAIAN, "import", "rekap.xlsx", "--collection", "realizations", "--mapping", "rekap.mapping.json"]
    again = subprocess.run(
        [*command, "--show", "3"],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (again.returncode, "3 unchanged" in again.stdout) == (0, True), again.stderr
    read = [line.split("\t")[3:7] for line in again.stdout.splitlines() if "\t" in line]
    assert read == [
        ["18.01 Kabupaten Lampung Selatan", "1987-03", "12500", "umkm"],
        ["18.72 Kota Metro", "1987-03", "3000", "umkm"],
        ["18.09 Kabupaten Pesawaran", "1987-03", "2250", "umkm"],
    ]


def test_ctrl_c_leaves_no_dry_run(open_wizard: Open, environment: dict[str, str], callers: Callers) -> None:
    with open_wizard() as terminal:
        describe_file(terminal, "Maret 1986")
        terminal.wait_for("Import, change the mapping, or stop?")
        assert "checked" in list_statuses(callers, environment)
        terminal.interrupt()
        assert terminal.wait() == 1
        assert "Traceback" not in terminal.text
    assert "checked" not in list_statuses(callers, environment)


def test_replies_can_be_changed_before_the_user_stops(open_wizard: Open, tmp_path: Path) -> None:
    with open_wizard() as terminal:
        describe_file(terminal, "Maret 1985")
        terminal.reply("Import, change the mapping, or stop?", "change")
        for expected, _ in COLUMN_REPLIES[:4]:
            terminal.reply(expected)  # the first reply is the suggestion
        terminal.reply("Skip rows such as 'Jumlah'?", "n")
        terminal.reply("Skip rows such as 'Sumber: dinas koperasi'?", "y")
        for name in ("indicator", "nature", "period", "quality", "stated_on", "institution", "source", "locator"):
            terminal.reply(f"{name} of all rows")
        terminal.reply("Multiply the numbers", "1000")
        terminal.reply("mean no data?", "y")
        terminal.reply("Read 'Kab. Pesawran' as", "")
        terminal.wait_for("cannot be imported yet")
        terminal.reply("Import, change the mapping, or stop? (1 change, 2 stop)", "2")
        terminal.reply("Save the mapping", "n")
        assert terminal.wait() == 1
    assert [path.name for path in tmp_path.iterdir()] == ["rekap.xlsx"]


def test_columns_that_are_known_raise_no_questions(open_wizard: Open, tmp_path: Path) -> None:
    (tmp_path / "bersih.csv").write_bytes(build_csv({"period": "1984-03"}))
    with open_wizard("bersih.csv") as terminal:
        terminal.reply("Row of the column names", "")
        terminal.reply("(1 import, 2 change, 3 stop)", "1")
        terminal.reply("Save the mapping", "n")
        assert terminal.wait() == 0


@pytest.mark.parametrize(
    ("name", "expected"), [("rekap.ndjson", "NDJSON"), ("rekap.xlsx", "is not an XLSX or ODS file")]
)
def test_a_file_without_columns_is_an_error(open_wizard: Open, tmp_path: Path, name: str, expected: str) -> None:
    (tmp_path / name).write_text("{}\n")
    with open_wizard(name) as terminal:
        terminal.wait_for("Error:")
        terminal.wait_for(expected)
        assert terminal.wait() != 0
        assert "Traceback" not in terminal.text


@pytest.mark.parametrize(("option", "message"), [((), "requires a terminal"), (("--dry-run",), "--dry-run")])
def test_the_wizard_requires_a_terminal(
    environment: dict[str, str], tmp_path: Path, option: tuple[str, ...], message: str
) -> None:
    (tmp_path / "bersih.csv").write_bytes(build_csv({}))
    command = [CAPAIAN, "import", "bersih.csv", "--collection", "realizations", "--interactive", *option]
    process = subprocess.run(
        command, env=environment, cwd=tmp_path, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=60,
        check=False,
    )  # fmt: skip
    assert (process.returncode, message in process.stderr) == (2, True)
