"""What may be asked of the data is what is answered."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from tests.sdmx.told import V2, figures, listed, rows
from tests.support import databases
from tests.support.databases import Addresses
from tests.wire import recording
from tests.wire.conftest import serving

HERE = ["INDICATOR", "NATURE", "REF_AREA", "BREAKDOWN", "TIME_PERIOD"]


def ids(*numbers: int) -> set[str]:
    return {recording.figure_id(number) for number in numbers}


def test_of_the_targets_of_a_key_the_one_in_force_is_there(asking: httpx.Client) -> None:
    in_region = {region: figures(asking, "TARGET", f"..{region}.") for region in ("36", "51", "52")}
    assert in_region == {"36": ids(43), "51": ids(45), "52": ids(46)}


def test_the_targets_in_force_are_those_of_progress(asking: httpx.Client) -> None:
    progress = asking.get("/v1/progress", params={"limit": "1000"}).json()["data"]
    assert figures(asking, "TARGET", "..." + "_T") == {row["target"]["id"] for row in progress}


@pytest.mark.parametrize(
    ("filters", "same"),
    [
        ({"c[REF_AREA]": "32_73"}, {"region": "32.73"}),
        ({"c[REF_AREA]": "32,sw:32_"}, {"within": "32"}),
        ({"c[REF_AREA]": "ne:ID+ne:11"}, {"region": "32,32.73,91.71"}),
        ({"c[BREAKDOWN]": "catalog_local"}, {"breakdown": "catalog:local"}),
        ({"c[BREAKDOWN]": "co:local"}, {"breakdown": "catalog:local"}),
        ({"c[BREAKDOWN]": "nc:local"}, {"breakdown": "none"}),
        ({"c[INDICATOR]": "ew:-population,umkm-onboarded"}, {"indicator": "umkm-population,umkm-onboarded"}),
        ({"c[NATURE]": "eq:flow"}, {"nature": "flow"}),
        ({"c[TIME_PERIOD]": "ge:2021+le:2022"}, {"period_from": "2021-01-01", "period_to": "2022-12-31"}),
        ({"c[TIME_PERIOD]": "gt:2021"}, {"period_from": "2022-01-01"}),
        ({"c[TIME_PERIOD]": "lt:2021"}, {"period_to": "2020-12-31"}),
        ({"c[TIME_PERIOD]": "2020-05-14/P232D,2022-M05"}, {"period": "2020-05-14/2020-12-31,2022-05"}),
    ],
)
def test_a_filter_finds_what_the_list_finds(
    asking: httpx.Client, filters: dict[str, str], same: dict[str, str]
) -> None:
    expected = {figure["id"] for figure in listed(asking, "realizations", preferred="true", **same)}
    assert expected
    assert figures(asking, "REALIZATION", **filters) == expected


def test_a_raw_plus_means_the_same_as_an_encoded_one(asking: httpx.Client) -> None:
    path = V2.format("REALIZATION")
    raw = asking.get(f"{path}?c[TIME_PERIOD]=ge:2021+le:2022").content
    assert raw == asking.get(path, params={"c[TIME_PERIOD]": "ge:2021+le:2022"}).content


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("umkm-onboarded.stock.51+52._T", ids(45, 46)),
        ("umkm-onboarded.stock.51._T,umkm-onboarded.*.52.*", ids(45, 46)),
        ("..32_73.", ids(2)),
        ("...catalog_local__part_own", ids(4)),
    ],
)
def test_a_key_selects_series(asking: httpx.Client, key: str, expected: set[str]) -> None:
    assert figures(asking, "TARGET", key) == expected


@pytest.mark.parametrize(("length", "status"), [(150, 404), (151, 400)])
def test_an_id_in_a_key_has_150_characters_at_most(asking: httpx.Client, length: int, status: int) -> None:
    assert asking.get(f"{V2.format('TARGET')}/{'a' * length}...").status_code == status


def test_statements_are_found_by_source_and_by_figure(asking: httpx.Client) -> None:
    expected = {figure["id"] for noun in ("targets", "realizations")
                for figure in listed(asking, noun, source="antara-2021-01-11")}  # fmt: skip
    found = rows(asking, "CLAIM", **{"c[SOURCE]": "antara-2021-01-11"})
    assert {row["FIGURE"] for row in found} == expected
    assert {row["SOURCE"] for row in found} == {"antara-2021-01-11"}
    (one,) = rows(asking, "CLAIM", **{"c[FIGURE]": recording.figure_id(3), "c[KIND]": "target"})
    assert one["RETRACTED_ON"] == "2021-08-01"
    kinds = {row["KIND"] for row in rows(asking, "CLAIM", **{"c[KIND]": "nc:real"})}
    assert kinds == {"target"}


def test_pages_put_together_are_the_whole(asking: httpx.Client) -> None:
    whole = rows(asking, "CLAIM")
    pages = [row for offset in range(0, len(whole), 7) for row in rows(asking, "CLAIM", offset=str(offset), limit="7")]
    assert pages == whole


def test_parts_of_observations_can_be_left_out(asking: httpx.Client) -> None:
    (first, *_) = rows(asking, "REALIZATION", attributes="none")
    assert [*first][3:] == [*HERE, "OBS_VALUE"]
    (first, *_) = rows(asking, "REALIZATION", attributes="none", measures="none")
    assert [*first][3:] == HERE


def test_both_ends_of_a_series_can_be_asked_for(asking: httpx.Client) -> None:
    whole = rows(asking, "TARGET", "umkm-onboarded.stock.ID._T")
    ends = rows(asking, "TARGET", "umkm-onboarded.stock.ID._T", firstNObservations="1", lastNObservations="1")
    assert ends == [whole[0], whole[-1]]
    assert len(whole) > 2


@pytest.fixture
def growing(database: Addresses, tmp_path: Path) -> Iterator[tuple[httpx.Client, Addresses]]:
    with serving(database, tmp_path) as client:
        yield client, database


def enter(addresses: Addresses, *statements: str) -> None:
    databases.execute(addresses.service, *statements, role="capaian_service")


def test_a_past_moment_is_answered_as_it_was(growing: tuple[httpx.Client, Addresses]) -> None:
    client, addresses = growing
    enter(addresses, recording.realization(1, region="32", value=1, quality="provisional"))
    before = datetime.now(UTC).isoformat()
    enter(
        addresses,
        recording.realization(2, region="32", value=2),
        recording.target(3, region="32", value=3),
    )
    assert figures(client, "REALIZATION", "..32.") == ids(2)
    assert figures(client, "REALIZATION", "..32.", asOf=before) == ids(1)
    assert client.get(f"{V2.format('TARGET')}/..32.", params={"asOf": before}).status_code == 404
    assert {row["FIGURE"] for row in rows(client, "CLAIM", "...32...", asOf=before)} == ids(1)


def test_what_changed_since_a_moment_is_told_alone(growing: tuple[httpx.Client, Addresses]) -> None:
    client, addresses = growing
    enter(
        addresses,
        recording.realization(1, region="32", value=1, quality="provisional"),
        recording.realization(2, region="36", value=2),
        recording.realization(3, region="51", value=3, quality="provisional"),
        recording.realization(4, region="51", value=4),
    )
    since = datetime.now(UTC).isoformat()
    withdrawn = {**recording.WITHDRAWN, "region": "51", "value": 4}
    enter(
        addresses,
        recording.realization(5, region="32", value=5),
        # Nobody wrote number 3 again, and yet it is what the cell now says.
        recording.realization(4, **withdrawn),
    )
    assert figures(client, "REALIZATION", updatedAfter=since) == ids(3, 5)
    assert figures(client, "CLAIM", updatedAfter=since) == ids(5)
    later = datetime.now(UTC).isoformat()
    assert client.get(V2.format("REALIZATION"), params={"updatedAfter": later}).status_code == 404


def test_history_has_what_was_replaced_and_until_when(growing: tuple[httpx.Client, Addresses]) -> None:
    client, addresses = growing
    enter(addresses, recording.target(1, region="32", value=1))
    between = datetime.now(UTC).isoformat()
    enter(addresses, recording.target(1, region="32", value=2, revision=2))
    first, second = rows(client, "CLAIM", "target...32...", includeHistory="true")
    assert (first["OBS_VALUE"], second["OBS_VALUE"], second["KNOWN_TO"]) == ("1", "2", "")
    assert first["KNOWN_FROM"] < first["KNOWN_TO"] == second["KNOWN_FROM"]
    (then,) = rows(client, "CLAIM", "target...32...", includeHistory="true", asOf=between)
    assert (then["OBS_VALUE"], then["KNOWN_TO"]) == ("1", "")
    (now,) = rows(client, "CLAIM", "target...32...")
    assert now["OBS_VALUE"] == "2"
