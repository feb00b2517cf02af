"""Keys, filters and parameters of data requests select what the lists of the API select."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from tests.exchange.sdmx.expected import V2, list_records, read_figure_ids, read_rows
from tests.http import recording
from tests.http.conftest import serving
from tests.support import databases
from tests.support.databases import DatabaseUrls

DIMENSIONS = ["INDICATOR", "NATURE", "REF_AREA", "BREAKDOWN", "TIME_PERIOD"]


def ids(*numbers: int) -> set[str]:
    return {recording.figure_id(number) for number in numbers}


def test_a_key_has_only_the_target_in_force(http_client: httpx.Client) -> None:
    in_region = {region: read_figure_ids(http_client, "TARGET", f"..{region}..") for region in ("36", "51", "52")}
    assert in_region == {"36": ids(43), "51": ids(45), "52": ids(46)}


def test_targets_in_force_equal_those_of_progress(http_client: httpx.Client) -> None:
    progress = http_client.get("/v1/progress", params={"limit": "1000"}).json()["data"]
    assert read_figure_ids(http_client, "TARGET", "..." + "_T.") == {row["target"]["id"] for row in progress}


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
def test_a_filter_selects_what_the_list_selects(
    http_client: httpx.Client, filters: dict[str, str], same: dict[str, str]
) -> None:
    expected = {figure["id"] for figure in list_records(http_client, "realizations", preferred="true", **same)}
    assert expected
    assert read_figure_ids(http_client, "REALIZATION", **filters) == expected


def test_a_week_a_range_a_rate_and_a_qualifier_are_written_as_in_the_api(http_client: httpx.Client) -> None:
    columns = ("NATURE", "TIME_PERIOD", "OBS_VALUE", "VALUE_TO", "QUALIFIER")
    for flow in ("TARGET", "STATEMENT"):
        found = {
            row["FIGURE"]: tuple(row[name] for name in columns)
            for row in read_rows(http_client, flow, **{"c[REF_AREA]": "61,62"})
        }
        assert found == {
            recording.figure_id(49): ("rate", "2021-W20", "17", "19", "exact"),
            recording.figure_id(50): ("stock", "2020-W53", "80000", "", "nearly"),
        }
    in_week = {"c[TIME_PERIOD]": "ge:2021-W20+le:2021-W20", "c[NATURE]": "rate"}
    assert read_figure_ids(http_client, "TARGET", **in_week) == {recording.figure_id(49)}
    assert http_client.get(V2.format("TARGET"), params={"c[TIME_PERIOD]": "2021-W53"}).status_code == 400


def test_an_unencoded_plus_equals_an_encoded_one(http_client: httpx.Client) -> None:
    path = V2.format("REALIZATION")
    raw = http_client.get(f"{path}?c[TIME_PERIOD]=ge:2021+le:2022").content
    assert raw == http_client.get(path, params={"c[TIME_PERIOD]": "ge:2021+le:2022"}).content


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("umkm-onboarded.stock.51+52._T._Z", ids(45, 46)),
        ("umkm-onboarded.stock.51._T.*,umkm-onboarded.*.52.*.", ids(45, 46)),
        ("..32_73..", ids(2)),
        ("...catalog_local__part_own.", ids(4)),
    ],
)
def test_a_key_selects_series(http_client: httpx.Client, key: str, expected: set[str]) -> None:
    assert read_figure_ids(http_client, "TARGET", key) == expected


@pytest.mark.parametrize(("length", "status"), [(150, 404), (151, 400)])
def test_an_id_in_a_key_has_at_most_150_characters(http_client: httpx.Client, length: int, status: int) -> None:
    assert http_client.get(f"{V2.format('TARGET')}/{'a' * length}....").status_code == status


def test_statements_are_selected_by_source_and_by_figure(http_client: httpx.Client) -> None:
    expected = {figure["id"] for collection in ("targets", "realizations")
                for figure in list_records(http_client, collection, source="antara-2021-01-11")}  # fmt: skip
    found = read_rows(http_client, "STATEMENT", **{"c[SOURCE]": "antara-2021-01-11"})
    assert {row["FIGURE"] for row in found} == expected
    assert {row["SOURCE"] for row in found} == {"antara-2021-01-11"}
    (retracted,) = read_rows(
        http_client, "STATEMENT", **{"c[FIGURE]": recording.figure_id(3), "c[FIGURE_TYPE]": "target"}
    )
    assert retracted["RETRACTED_ON"] == "2021-08-01"
    types = {row["FIGURE_TYPE"] for row in read_rows(http_client, "STATEMENT", **{"c[FIGURE_TYPE]": "nc:real"})}
    assert types == {"target"}


@pytest.mark.parametrize("flow", ["TARGET", "REALIZATION", "STATEMENT"])
def test_a_figure_is_selected_by_its_id(http_client: httpx.Client, flow: str) -> None:
    rows = read_rows(http_client, flow)
    selected = read_rows(http_client, flow, **{"c[FIGURE]": f"{rows[0]['FIGURE']},nothing"})
    assert selected == [row for row in rows if row["FIGURE"] == rows[0]["FIGURE"]]


def test_statements_are_selected_by_plan(http_client: httpx.Client) -> None:
    rows = read_rows(http_client, "STATEMENT")
    assert {row["PLAN"] for row in rows} > {"_Z"}
    for plan in {row["PLAN"] for row in rows}:
        assert read_rows(http_client, "STATEMENT", **{"c[PLAN]": plan}) == [row for row in rows if row["PLAN"] == plan]
    assert {row["PLAN"] for row in read_rows(http_client, "TARGET", **{"c[PLAN]": "ne:_Z"})} == {
        row["PLAN"] for row in read_rows(http_client, "TARGET")
    } - {"_Z"}


def test_pages_together_equal_the_complete_data(http_client: httpx.Client) -> None:
    complete = read_rows(http_client, "STATEMENT")
    pages = [
        row
        for offset in range(0, len(complete), 7)
        for row in read_rows(http_client, "STATEMENT", offset=str(offset), limit="7")
    ]
    assert pages == complete


def test_attributes_and_values_can_be_omitted(http_client: httpx.Client) -> None:
    (first, *_) = read_rows(http_client, "REALIZATION", attributes="none")
    assert [*first][3:] == [*DIMENSIONS, "OBS_VALUE"]
    (first, *_) = read_rows(http_client, "REALIZATION", attributes="none", measures="none")
    assert [*first][3:] == DIMENSIONS


def test_the_first_and_last_observations_can_be_combined(http_client: httpx.Client) -> None:
    complete = read_rows(http_client, "TARGET", "umkm-onboarded.stock.ID._T.")
    ends = read_rows(
        http_client, "TARGET", "umkm-onboarded.stock.ID._T.", firstNObservations="1", lastNObservations="1"
    )
    assert ends == [complete[0], complete[-1]]
    assert len(complete) > 2


@pytest.fixture
def writable(database: DatabaseUrls, tmp_path: Path) -> Iterator[tuple[httpx.Client, DatabaseUrls]]:
    """A service of its own, and the URLs of its database."""
    with serving(database, tmp_path) as client:
        yield client, database


def insert(urls: DatabaseUrls, *statements: str) -> None:
    databases.execute(urls.service, *statements, role="capaian_service")


def test_as_of_returns_the_data_recorded_at_that_time(writable: tuple[httpx.Client, DatabaseUrls]) -> None:
    client, urls = writable
    insert(urls, recording.realization(1, region="32", value=1, quality="provisional"))
    before = datetime.now(UTC).isoformat()
    insert(
        urls,
        recording.realization(2, region="32", value=2),
        recording.target(3, region="32", value=3),
    )
    assert read_figure_ids(client, "REALIZATION", "..32.") == ids(2)
    assert read_figure_ids(client, "REALIZATION", "..32.", asOf=before) == ids(1)
    assert client.get(f"{V2.format('TARGET')}/..32..", params={"asOf": before}).status_code == 404
    assert {row["FIGURE"] for row in read_rows(client, "STATEMENT", "...32...", asOf=before)} == ids(1)


def test_updated_after_returns_only_changed_observations(writable: tuple[httpx.Client, DatabaseUrls]) -> None:
    client, urls = writable
    insert(
        urls,
        recording.realization(1, region="32", value=1, quality="provisional"),
        recording.realization(2, region="36", value=2),
        recording.realization(3, region="51", value=3, quality="provisional"),
        recording.realization(4, region="51", value=4),
    )
    since = datetime.now(UTC).isoformat()
    withdrawn = {**recording.WITHDRAWN, "region": "51", "value": 4}
    insert(
        urls,
        recording.realization(5, region="32", value=5),
        # Realization 3 has no new revision, but after this withdrawal it is the preferred one of its cell.
        recording.realization(4, **withdrawn),
    )
    assert read_figure_ids(client, "REALIZATION", updatedAfter=since) == ids(3, 5)
    assert read_figure_ids(client, "STATEMENT", updatedAfter=since) == ids(5)
    later = datetime.now(UTC).isoformat()
    assert client.get(V2.format("REALIZATION"), params={"updatedAfter": later}).status_code == 404


def test_history_has_replaced_revisions_and_their_end(writable: tuple[httpx.Client, DatabaseUrls]) -> None:
    client, urls = writable
    insert(urls, recording.target(1, region="32", value=1))
    between = datetime.now(UTC).isoformat()
    insert(urls, recording.target(1, region="32", value=2, revision=2))
    first, second = read_rows(client, "STATEMENT", "target...32...", includeHistory="true")
    assert (first["OBS_VALUE"], second["OBS_VALUE"], second["KNOWN_TO"]) == ("1", "2", "")
    assert first["KNOWN_FROM"] < first["KNOWN_TO"] == second["KNOWN_FROM"]
    (then,) = read_rows(client, "STATEMENT", "target...32...", includeHistory="true", asOf=between)
    assert (then["OBS_VALUE"], then["KNOWN_TO"]) == ("1", "")
    (now,) = read_rows(client, "STATEMENT", "target...32...")
    assert now["OBS_VALUE"] == "2"
