"""Imports that overlap: all of them end, and the result is that of some order."""

import concurrent.futures

from tests.imports.conftest import People, counts, done, published, sent, table

REGIONS = ("11", "12", "13", "14", "15", "16", "17", "18")


def test_two_imports_of_overlapping_rows_end_as_if_one_came_after_the_other(people: People) -> None:
    files = [
        table(*({"region": region, "period": "2031-01", "value": value} for region in regions))
        for value, regions in (("1", REGIONS[:6]), ("2", REGIONS[2:]))
    ]
    with concurrent.futures.ThreadPoolExecutor() as both:
        answers = list(both.map(lambda file: sent(people.bound, file), files))
    first, second = sorted((counts(answer) for answer in answers), reverse=True)
    assert (first, second) == ((6, 0, 0, 0), (2, 4, 0, 0))
    figures = people.bound.get("/v1/realizations?status=draft&period=2031-01&limit=100").json()["data"]
    values = {figure["region"]: figure["value"] for figure in figures}
    assert len(figures) == len(values) == 8
    assert len({values[region] for region in REGIONS[2:6]}) == 1


def test_the_same_file_sent_again_and_again_is_entered_once(people: People) -> None:
    file = table(*({"region": region, "period": "2031-02"} for region in REGIONS))
    with concurrent.futures.ThreadPoolExecutor(2) as all_at_once:
        answers = list(all_at_once.map(lambda _: sent(people.bound, file), range(4)))
    assert sorted(counts(answer) for answer in answers) == [(0, 0, 8, 0)] * 3 + [(8, 0, 0, 0)]


def test_a_single_write_in_between_is_not_lost(people: People) -> None:
    published(people, sent(people.writer, table({"region": "32", "period": "2031-03"})))
    one = done(sent(people.writer, table({"region": "32", "period": "2031-03", "value": "5"})))
    (row,) = people.writer.get(f"/v1/imports/{one['id']}/rows").json()["data"]
    tag = people.writer.get(row["entity"]).headers["etag"]
    people.writer.patch(row["entity"], {"value": 6}, tag)
    assert counts(sent(people.writer, table({"region": "32", "period": "2031-03", "value": "6"}))) == (0, 0, 1, 0)
    assert people.writer.get(row["entity"]).json()["value"] == 6
