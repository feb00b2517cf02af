"""rsdmx, a package of R, reads structures and data from SDMX-REST 1.5."""

import csv
import shutil
import subprocess
from pathlib import Path

import httpx
import pytest

from tests.exchange.sdmx.expected import list_records, read_rows

SCRIPT = Path(__file__).with_name("rsdmx.R")


def is_installed() -> bool:
    loading = ["Rscript", "-e", "library(rsdmx)"]
    return (
        shutil.which("Rscript") is not None
        and subprocess.run(loading, capture_output=True, check=False).returncode == 0
    )


@pytest.fixture(scope="module")
def tables(base_url: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, str]]]:
    """The tables that the script writes, by name."""
    if not is_installed():
        pytest.skip("R with rsdmx is not installed; on Debian: apt-get install r-cran-rsdmx")
    folder = tmp_path_factory.mktemp("rsdmx")
    command = ["Rscript", str(SCRIPT), f"{base_url}/sdmx/v1"]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    assert run.returncode == 0, run.stderr
    return {
        path.stem: list(csv.DictReader(path.read_text(encoding="utf-8").splitlines())) for path in folder.glob("*.csv")
    }


def test_rsdmx_reads_dataflows_and_codes(tables: dict[str, list[dict[str, str]]]) -> None:
    assert {row["id"] for row in tables["dataflows"]} == {"TARGET", "REALIZATION", "STATEMENT"}
    assert {row["id"] for row in tables["natures"]} == {"stock", "flow", "rate"}


@pytest.mark.parametrize("form", ["generic", "specific"])
def test_rsdmx_reads_the_figures(tables: dict[str, list[dict[str, str]]], http_client: httpx.Client, form: str) -> None:
    value = {"generic": "obsValue", "specific": "OBS_VALUE"}[form]
    time = {"generic": "obsTime", "specific": "TIME_PERIOD"}[form]
    found = {(row["FIGURE"], row["REF_AREA"], row[time], float(row[value])) for row in tables[form]}
    expected = {
        (row["FIGURE"], row["REF_AREA"], row["TIME_PERIOD"], float(row["OBS_VALUE"]))
        for row in read_rows(http_client, "REALIZATION", **{"c[TIME_PERIOD]": "ge:2021+le:2022"})
    }
    assert found == expected


def test_rsdmx_adds_the_labels_of_codes(tables: dict[str, list[dict[str, str]]], http_client: httpx.Client) -> None:
    figures = list_records(http_client, "realizations", preferred="true", region="ID", indicator="umkm-onboarded")
    assert len(tables["labels"]) == len(figures) > 0
    assert {row["REF_AREA_label.id"] for row in tables["labels"]} == {"Indonesia"}
