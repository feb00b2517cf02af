"""Every row of docs/statements.md: its records are entered over HTTP, and the expectation is the one on the page."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import httpx
import pytest

from tests.conftest import checked
from tests.docs.statement_rows import Entry, Expectation, Row, read_rows, to_json
from tests.support import databases, services
from tests.support.callers import Person, key_for
from tests.support.databases import DatabaseUrls

ROWS = read_rows()
DAY = "2025-01-15"
INSTITUTION = "bank-indonesia"
# A period is a text also if it is a year; ids of regions look like numbers.
TEXT_FIELDS = frozenset({"period", "region", "base_period", "published_on", "stated_on", "due_on", "stated_date"})


class Editors(NamedTuple):
    writer: Person
    publisher: Person


@pytest.fixture(scope="module")
def editors(postgres: DatabaseUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editors]:
    with (
        databases.copy(postgres) as urls,
        services.running(
            tmp_path_factory.mktemp("statements"),
            CAPAIAN_DATABASE_URL=urls.service,
            CAPAIAN_MIGRATION_DATABASE_URL=urls.owner,
            CAPAIAN_RATE_LIMIT="off",
        ) as service,
    ):
        service.wait_until_ready()
        with httpx.Client(base_url=service.url, timeout=20, event_hooks={"response": [checked]}) as client:
            yield Editors(
                Person(client, key_for(urls, "penulis", "write")), Person(client, key_for(urls, "penerbit", "publish"))
            )


class Entered:
    """The records of one row. The program, the indicator and the source are created when they are first needed."""

    def __init__(self, editors: Editors, number: int, *, may_fail: bool) -> None:
        self.editors = editors
        self.number = number
        self.may_fail = may_fail
        self.keys: dict[str, str] = {}
        self.day = DAY
        self.last: httpx.Response | None = None

    def code(self, name: str) -> str:
        return f"pernyataan-{self.number}-{name}"

    def need(self, name: str) -> str:
        """Return the key of a record, and create it with its defaults if it is not there."""
        if name not in self.keys:
            if name == "program":
                self.publish("programs", name, {"code": self.code(name), "name": "Pernyataan"})
            elif name == "indicator":
                self.add(Entry(None, "indicator", {}))
            elif name == "source":
                self.add(Entry(None, "source", {}))
        return self.keys[name]

    def add(self, entry: Entry) -> None:
        fields = {name: self.read(name, text) for name, text in entry.fields.items()}
        name = entry.name or entry.type
        match entry.type:
            case "source":
                if entry.name is None:
                    self.day = fields.get("published_on", self.day)
                defaults = {"code": self.code(name), "kind": "news", "title": "Sebuah artikel", "language": "id"}
                dates = {"published_on": self.day, "date_basis": "stated"}
                self.publish("sources", name, {**defaults, **dates, **fields})
            case "indicator":
                defaults = {"code": self.code(name), "program": self.need("program"), "name": name, "unit": "orang"}
                self.publish("indicators", name, {**defaults, "direction": "increase", "additive": False, **fields})
            case "claim":
                self.publish("claims", name, {"locator": "paragraf 1", **self.claim_fields(fields)})
            case figure:
                source = fields.pop("source", None) or self.need("source")
                indicator = fields.pop("indicator", None) or self.need("indicator")
                defaults = {
                    "indicator": indicator,
                    "nature": "stock",
                    "institution": INSTITUTION,
                    "stated_on": self.day,
                }
                if figure == "realization":
                    defaults["quality"] = "final"
                citations = [{"source": source, "locator": f"paragraf {len(self.keys)}"}]
                self.publish(
                    f"{figure}s",
                    entry.name or f"figure {len(self.keys)}",
                    {**defaults, "citations": citations, **fields},
                )

    def claim_fields(self, fields: dict[str, Any]) -> dict[str, Any]:
        fields.setdefault("source", self.need("source"))
        if "figure_key" in fields:
            nature, period, *region = fields["figure_key"].split(":")
            fields["figure_key"] = {
                "indicator": self.need("indicator"),
                "nature": nature,
                "period": period,
                "region": region[0] if region else "ID",
            }
        return fields

    def read(self, name: str, text: str) -> Any:
        """Return the JSON value of a field; a name of another record becomes its key."""
        if name == "figures":
            return [self.keys[each] for each in text.split("+")]
        if name == "partitions":
            return text.split("+")
        if name == "breakdown":
            return dict([text.split(":")])
        if text in self.keys and name not in ("kind", "unit"):
            return self.keys[text]
        return text if name in TEXT_FIELDS else to_json(text)

    def publish(self, collection: str, name: str, body: dict[str, Any]) -> None:
        """Create and publish a record; `last` is the last response, of a row with an expected error also that one."""
        writer, publisher = self.editors
        self.last = created = writer.post(f"/v1/{collection}", body)
        if not created.is_success:
            assert self.may_fail, created.text
            return
        self.keys[name] = created.json().get("code") or created.json()["id"]
        url = created.headers["location"]
        submitted = writer.post(f"{url}/submit")
        assert submitted.status_code == 200, submitted.text
        self.last = publisher.transition(f"{url}/publish")
        assert self.last.is_success or self.may_fail, self.last.text

    def ask(self, expectation: Expectation) -> Any:
        query = {name: self.read(name, text) for name, text in expectation.query.items()}
        indicator = query.pop("indicator", None) or self.keys.get("indicator")
        get = self.editors.publisher.client.get
        match expectation.kind:
            case "progress":
                rows = get("/v1/progress", params={"indicator": indicator, **query}).json()["data"]
                assert len(rows) == 1, rows
                return rows[0]
            case "claim":
                return get(f"/v1/claims/{self.keys['claim']}").json()["judgment"]
            case _:
                wanted = {name: query[name] for name in ("code", "severity") if name in query}
                return get("/v1/findings", params={"program": self.keys["program"], **wanted}).json()["data"]


def read_field(response: Any, name: str) -> Any:
    """Return a field of an expectation as the page writes it."""
    match name:
        case "reasons":
            return "+".join(reason["code"] for reason in response["reasons"])
        case "match":
            return response["matches"][0]["exchanged"]
        case "plan":
            return response["plan"] if isinstance(response["plan"], str | None) else response["plan"]["code"]
        case _:
            return response[name]


def check(entered: Entered, expectation: Expectation) -> None:
    if expectation.kind == "error":
        assert entered.last is not None
        assert entered.last.status_code == int(expectation.query["status"]), entered.last.text
        if "code" in expectation.query:
            assert expectation.query["code"] in [error["code"] for error in entered.last.json()["errors"]]
        return
    response = entered.ask(expectation)
    if expectation.kind == "no finding":
        assert response == []
    elif expectation.kind == "finding":
        assert len(response) == 1, response
        expected = {name: to_json(text) for name, text in expectation.query.items() if name not in ("code", "severity")}
        assert {name: response[0][name] for name in expected} == expected
    else:
        expected = {name: text if name in TEXT_FIELDS else to_json(text) for name, text in expectation.fields.items()}
        assert {name: read_field(response, name) for name in expected} == expected, response


@pytest.mark.parametrize("row", ROWS, ids=[row.statement for row in ROWS])
def test_a_statement_has_the_documented_result(editors: Editors, row: Row) -> None:
    may_fail = any(expectation.kind == "error" for expectation in row.expectations)
    entered = Entered(editors, ROWS.index(row) + 1, may_fail=may_fail)
    for entry in row.entries:
        entered.add(entry)
    for expectation in row.expectations:
        check(entered, expectation)


def test_the_page_has_at_least_forty_statements() -> None:
    assert len(ROWS) >= 40
    assert len({row.statement for row in ROWS}) == len(ROWS)
