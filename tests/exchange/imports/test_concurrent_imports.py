"""Concurrent imports of overlapping rows have the result of one import after the other."""

import concurrent.futures

from tests.exchange.imports.conftest import Callers, build_csv, publish_import, read_counts, read_finished, send_file
from tests.support.callers import Person

REGIONS = ("11", "12", "13", "14", "15", "16", "17", "18")


def create_colleague(callers: Callers) -> Person:
    """Return another user of the same institution; one user sends one file at a time."""
    return callers.create("rekan di kemenkop", "write", institution="kemenkop-ukm")


def test_two_concurrent_imports_have_the_result_of_a_sequence(callers: Callers) -> None:
    files = [
        build_csv(*({"region": region, "period": "2001-01", "value": value} for region in regions))
        for value, regions in (("1", REGIONS[:6]), ("2", REGIONS[2:]))
    ]
    with concurrent.futures.ThreadPoolExecutor() as executor:
        responses = list(executor.map(send_file, (callers.bound, create_colleague(callers)), files))
    first, second = sorted((read_counts(response) for response in responses), reverse=True)
    assert (first, second) == ((6, 0, 0, 0), (2, 4, 0, 0))
    figures = callers.bound.get("/v1/realizations?status=draft&period=2001-01&limit=100").json()["data"]
    values = {figure["region"]: figure["value"] for figure in figures}
    assert len(figures) == len(values) == 8
    assert len({values[region] for region in REGIONS[2:6]}) == 1


def test_the_same_file_sent_concurrently_is_imported_once(callers: Callers) -> None:
    file = build_csv(*({"region": region, "period": "2001-02"} for region in REGIONS))
    people = (callers.bound, create_colleague(callers))
    with concurrent.futures.ThreadPoolExecutor(2) as executor:
        pairs = executor.map(lambda person: (send_file(person, file), send_file(person, file)), people)
        responses = [response for pair in pairs for response in pair]
    assert sorted(read_counts(response) for response in responses) == [(0, 0, 8, 0)] * 3 + [(8, 0, 0, 0)]


def test_a_patch_between_two_imports_is_not_lost(callers: Callers) -> None:
    publish_import(callers, send_file(callers.writer, build_csv({"region": "32", "period": "2001-03"})))
    report = read_finished(send_file(callers.writer, build_csv({"region": "32", "period": "2001-03", "value": "5"})))
    (row,) = callers.writer.get(f"/v1/imports/{report['id']}/rows").json()["data"]
    tag = callers.writer.get(row["record"]["url"]).headers["etag"]
    callers.writer.patch(row["record"]["url"], {"value": 6}, tag)
    same_value = build_csv({"region": "32", "period": "2001-03", "value": "6"})
    assert read_counts(send_file(callers.writer, same_value)) == (0, 0, 1, 0)
    assert callers.writer.get(row["record"]["url"]).json()["value"] == 6
