"""`capaian seed --remove` withdraws a set; records that users revised or cite remain and are listed."""

import asyncio

from api.resources.seed.load import load_seed_data
from api.resources.seed.remove import remove_seed_data
from tests.http.recording import figure_id, recorded, target
from tests.support.commands import run_command
from tests.support.databases import DatabaseUrls, execute

DOCUMENT_TYPES = ("claim", "realization", "target", "source", "indicator", "program")
LIVE = " UNION ALL ".join(
    f"SELECT 1 FROM {record_type} WHERE replaced_at IS NULL AND status <> 'withdrawn'" for record_type in DOCUMENT_TYPES
)
COUNT_LIVE = f"SELECT count(*) FROM ({LIVE}) AS live"
COUNT_ENTRIES = "SELECT count(*) FROM audit_entry WHERE principal = 'system' AND action = 'withdraw'"


def test_a_removed_set_is_withdrawn_in_the_audit_and_not_loaded_again(database: DatabaseUrls) -> None:
    (before,) = execute(database.owner, COUNT_LIVE)
    result = run_command("seed", "--remove", "documents", CAPAIAN_DATABASE_URL=database.service)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "target          16 withdrawn" in result.stdout
    assert execute(database.owner, COUNT_LIVE, COUNT_ENTRIES) == [0, before]
    loaded = asyncio.run(load_seed_data(database.service))
    assert sum(one.created + one.changed for one in loaded) == 0
    again = asyncio.run(remove_seed_data(database.service, "documents"))
    assert (sum(again.withdrawn.values()), again.remaining) == (0, [])


def test_records_that_users_revised_or_cite_remain_and_are_listed(database: DatabaseUrls) -> None:
    """A draft revises a program; another one cites a source and an indicator, which cites others."""
    drafted = {"status": "draft", "public": False, "recorded_by": "editor"}
    for statement in (recorded("program", code="qris", name="QRIS", revision=2, **drafted), target(1, **drafted)):
        execute(database.service, statement, role="capaian_service")
    result = run_command("seed", "--remove", "documents", CAPAIAN_DATABASE_URL=database.service)
    assert result.exit_code == 0
    assert "6 records of documents remain" in result.stderr
    assert [line.split("\t") for line in result.stdout.splitlines() if "\t" in line] == [
        ["source", "tribunnews-2022-03-28", "cited", f"target {figure_id(1)}"],
        ["indicator", "umkm-population", "cited", "indicator umkm-onboarded"],
        ["indicator", "umkm-onboarded", "cited", f"target {figure_id(1)}"],
        ["program", "qris", "revised", "editor"],
        ["program", "konteks", "cited", "indicator umkm-population"],
        ["program", "umkm-digital", "cited", "indicator umkm-onboarded"],
    ]
    assert execute(database.owner, COUNT_LIVE) == [8]  # these six and the two drafts


def test_a_region_remains_while_a_region_below_it_is_cited(database: DatabaseUrls) -> None:
    """The figures of the articles cite regions and units of the set `reference`; these regions have parents."""
    removal = asyncio.run(remove_seed_data(database.service, "reference"))
    assert removal.withdrawn["region"] > 500
    remaining = {(record.type, record.id): record for record in removal.remaining}
    assert remaining["region", "ID"].cause == "cited"
    assert {record.cause for record in removal.remaining} == {"cited"}
    assert removal.withdrawn["region"] + sum(key[0] == "region" for key in remaining) == 579


def test_loading_and_removing_in_one_command_is_an_error() -> None:
    result = run_command("seed", "--set", "samples", "--remove", "samples")
    assert (result.exit_code, "cannot be used together" in result.stderr) == (2, True)
