"""The list of reviews: what a caller may publish, oldest first."""

from typing import Any

from tests.http.writes.conftest import People, create_record
from tests.support.callers import Person

IMPORT_ROW = {"nature": "stock", "region": "ID", "period": "2018-09", "quality": "final", "stated_on": "2024-01-05"}


def list_all(person: Person, limit: int = 1000) -> list[dict[str, Any]]:
    """Return all reviews of a caller, in pages."""
    found: list[dict[str, Any]] = []
    url: str | None = f"/v1/reviews?limit={limit}"
    while url is not None:
        page = person.get(url).json()
        found += page["data"]
        cursor = page["meta"]["next_cursor"]
        url = f"/v1/reviews?limit={limit}&cursor={cursor}" if cursor else None
    return found


def list_urls(person: Person) -> set[str]:
    return {review["url"] for review in list_all(person)}


def submit(person: Person, collection: str = "targets", **content: Any) -> str:
    url: str = create_record(person, collection, **content).headers["location"]
    assert person.post(f"{url}/submit").status_code == 200
    return url


def send_import(person: Person, *values: dict[str, str]) -> str:
    common = {
        "indicator": "umkm-onboarded",
        "institution": "kemenkop-ukm",
        "source": "antara-2021-01-11",
        "locator": "p. 1",
    }
    rows = [IMPORT_ROW | common | row for row in values]
    lines = [",".join(rows[0]), *(",".join(row.values()) for row in rows)]
    response = person.client.post(
        "/v1/imports?collection=realizations",
        content="\n".join(lines),
        headers=person.headers | {"content-type": "text/csv"},
    )
    assert response.status_code == 201, response.text
    url: str = response.headers["location"]
    assert person.transition(f"{url}/submit").status_code == 200
    return url


def test_a_publisher_finds_submitted_records_and_their_author_does_not(people: People) -> None:
    both = people.bound
    submitted, draft = submit(people.writer), create_record(people.writer).headers["location"]
    own = submit(both)
    assert {submitted, own} <= list_urls(people.publisher)
    assert draft not in list_urls(people.publisher)
    assert submitted in list_urls(both)
    assert own not in list_urls(both)
    (review,) = [review for review in list_all(people.publisher) if review["url"] == submitted]
    assert {name: review[name] for name in ("type", "institution", "record_count", "submitted_by")} == {
        "type": "target",
        "institution": "kemenkop-ukm",
        "record_count": 1,
        "submitted_by": "penulis",
    }
    for step, body in (("reject", {"reason": "Sumber?"}), ("withdraw", {"reason": "Batal."})):
        assert people.publisher.transition(f"{submitted}/{step}", body).status_code == 200
        assert submitted not in list_urls(both)


def test_a_publisher_of_an_institution_finds_only_its_records(people: People) -> None:
    url = submit(people.writer, "units", code="satuan-tinjauan", name="satuan tinjauan", kind="count")
    target = submit(people.writer)
    assert {url, target} <= list_urls(people.second_publisher)
    assert {url, target} & list_urls(people.bound) == {target}
    assert {url, target} & list_urls(people.stranger) == set()


def test_an_import_is_one_review_and_its_revised_records_are_others(people: People) -> None:
    url = send_import(people.writer, {"region": "14.01", "value": "5"}, {"region": "14.02", "value": "6"})
    first, second = (row["record"]["url"] for row in people.writer.get(f"{url}/rows").json()["data"])
    (review,) = [review for review in list_all(people.publisher) if review["url"] == url]
    assert (review["type"], review["record_count"], review["institution"]) == ("import", 2, "kemenkop-ukm")
    assert not {first, second} & list_urls(people.publisher)
    assert people.writer.patch(first, {"value": 7}, "*").status_code == 200
    assert people.writer.post(f"{first}/submit").status_code == 200
    assert {first, second, url} & list_urls(people.publisher) == {first, url}
    assert people.publisher.transition(f"{url}/publish").status_code == 200
    assert {first, second, url} & list_urls(people.publisher) == {first}


def test_an_import_whose_records_were_all_published_one_by_one_is_no_review(people: People) -> None:
    url = send_import(people.writer, {"region": "14.05", "value": "5"})
    (row,) = people.writer.get(f"{url}/rows").json()["data"]
    assert people.publisher.transition(f"{row['record']['url']}/publish").status_code == 200
    assert url not in list_urls(people.publisher)
    assert people.reader.get(url).json()["records_status"] == "submitted"


def test_the_own_records_in_an_import_with_several_owners_are_listed_one_by_one(people: People) -> None:
    url = send_import(
        people.writer,
        {"region": "14.03", "value": "5"},
        {"region": "14.04", "value": "6", "institution": "idea"},
    )
    first, second = (row["record"]["url"] for row in people.writer.get(f"{url}/rows").json()["data"])
    assert {first, second, url} & list_urls(people.publisher) == {url}
    assert {first, second, url} & list_urls(people.bound) == {first}
    assert {first, second, url} & list_urls(people.stranger) == {second}


def test_reviews_are_listed_once_in_pages_and_oldest_first(people: People) -> None:
    urls = [submit(people.writer) for _ in range(5)]
    reviews = list_all(people.publisher, limit=2)
    assert reviews == list_all(people.publisher)
    assert [review["url"] for review in reviews if review["url"] in urls] == urls
    times = [review["submitted_at"] for review in reviews]
    assert times == sorted(times)


def test_a_cursor_of_another_list_is_rejected(people: People) -> None:
    cursor = people.public.get("/v1/units?limit=1").json()["meta"]["next_cursor"]
    assert people.publisher.get(f"/v1/reviews?cursor={cursor}").status_code == 400
