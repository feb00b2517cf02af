"""Callers of several kinds, and records in every state that their writes can refer to."""

import itertools
from typing import Any

import httpx

from api.http.writes.uuid7 import new_uuid7
from tests.auth.record_inputs import FIGURE
from tests.support.callers import Person, key_for
from tests.support.databases import DatabaseUrls

OWNER = "kemenkop-ukm"  # the institution of the drafts of other users
SCOPES: dict[str, tuple[tuple[str, ...], str | None]] = {
    "write": (("write",), None),
    "write for one institution": (("write",), "idea"),
    "write for the institution of the drafts": (("write",), OWNER),
    "write and read:drafts": (("write", "read:drafts"), None),
    "write and publish": (("write", "publish"), None),
    "publish": (("publish",), None),
    "read:drafts": (("read:drafts",), None),
    "the public": ((), None),
}
SOURCE = {"kind": "news", "title": "Berita", "date_basis": "unknown"}
# By collection, the fields that refer to a record, and the collection of that record.
REFERENCES = {
    "realizations": {
        "indicator": "indicators",
        "source": "sources",
        "institution": "institutions",
        "on_behalf_of": "institutions",
        "region": "regions",
    },
    "targets": {"indicator": "indicators", "source": "sources", "supersedes": "targets"},
    "sources": {"publisher": "institutions", "code": "sources"},
}
PUBLISHED = {
    "indicators": "umkm-onboarded",
    "sources": "antara-2021-01-11",
    "institutions": "lkpp",
    "regions": "32",
}
numbers = itertools.count(1)


class Authors:
    """Callers of each kind, and the drafts that they and another user have created."""

    def __init__(self, client: httpx.Client, stored: DatabaseUrls) -> None:
        self.publisher = Person(client, key_for(stored, "penerbit", "publish"))
        self.other = Person(client, key_for(stored, "pemilik", "write"))
        self.callers = {
            kind: Person(client, key_for(stored, kind, *scopes, institution=bound) if scopes else None)
            for kind, (scopes, bound) in SCOPES.items()
        }
        self._keys: dict[tuple[str, str], str] = {}

    def find_key(self, kind: str, state: str, collection: str) -> str | None:
        """Return the key of a record in this state, or None if the caller cannot create one."""
        if state == "none":
            return missing_key(collection)
        if state == "published":
            if collection == "targets":
                return self._once("other", collection, is_published=True)
            return PUBLISHED[collection]
        if collection == "regions":  # the API creates none
            return None
        if state == "draft of another":
            return self._once("other", collection)
        scopes, bound = SCOPES[kind]
        return (
            None if "write" not in scopes or (bound and collection == "institutions") else self._once(kind, collection)
        )

    def _once(self, kind: str, collection: str, *, is_published: bool = False) -> str:
        known = (f"{kind} {is_published}", collection)
        if known not in self._keys:
            self._keys[known] = self._create(kind, collection)
            if is_published:
                url = f"/v1/{collection}/{self._keys[known]}"
                assert self.other.post(f"{url}/submit").status_code == 200
                assert self.publisher.transition(f"{url}/publish").status_code == 200
        return self._keys[known]

    def _create(self, kind: str, collection: str) -> str:
        author = self.other if kind == "other" else self.callers[kind]
        institution = OWNER if kind == "other" else SCOPES[kind][1] or OWNER
        code = f"rujukan-{next(numbers)}"
        if collection == "targets":
            made = author.post("/v1/targets", {**FIGURE, "institution": institution, "period": next_month()})
            assert made.status_code == 201, made.text
            return str(made.json()["id"])
        contents: dict[str, dict[str, Any]] = {
            "indicators": {"program": code, "name": "A", "unit": "umkm", "direction": "increase", "additive": True},
            "sources": {**SOURCE, "publisher": institution},
            "institutions": {"name": "A", "kind": "agency", "rank": 9},
        }
        if collection == "indicators":
            program = {"code": code, "name": "A", "lead_institution": institution}
            assert author.post("/v1/programs", program).status_code == 201
        made = author.post(f"/v1/{collection}", {"code": code, **contents[collection]})
        assert made.status_code == 201, made.text
        return code


def next_month() -> str:
    number = next(numbers)
    return f"{1900 + number // 12}-{number % 12 + 1:02}"


def missing_key(collection: str) -> str:
    if collection == "targets":
        return str(new_uuid7()["id"])
    return "99.99" if collection == "regions" else f"tak-ada-{next(numbers)}"


def build_row(kind: str, collection: str, field: str, key: str) -> dict[str, Any]:
    """Return an input whose field has the key; each one is about another record."""
    institution = SCOPES[kind][1] or OWNER
    if collection == "sources":
        return {"code": f"berita-{next(numbers)}", **SOURCE, "publisher": institution, field: key}
    row = {**FIGURE, "institution": institution, "period": next_month()}
    if collection == "realizations":
        row["quality"] = "final"
    if field == "source":
        return {**row, "citations": [{"source": key, "locator": "p. 1"}]}
    if field == "supersedes":
        row["stated_on"] = "2022-07-01"
    return {**row, field: key}
