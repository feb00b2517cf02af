"""Send each write to the service and to the model, and compare the results."""

import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import httpx

from tests.consistency.model import Model
from tests.consistency.record_formats import (
    audit_ordinal,
    build_body,
    build_patch,
    compared_fields,
    expected_fields,
    just_before,
)
from tests.consistency.records import PUBLIC, Caller, ExpectedResponse, Record, Revision, Write
from tests.support.callers import Person

SEED_SOURCE = "antara-2021-01-11"
REASON = "Alasan."
SECONDS_TO_AUDIT = 2  # equal rejections within a second are one entry, which is written after it
_numbers = itertools.count(1)


class DisagreementError(AssertionError):
    """The service and the model differ."""


class RunningService(NamedTuple):
    """A client of a running service, and its callers. The caller without an API key has the name ""."""

    client: httpx.Client
    persons: dict[str, Person]
    callers: dict[str, Caller]


class Snapshot(NamedTuple):
    """The response that a record had at a time, for a caller without a key and for one that may read drafts."""

    record: Record
    known_at: str
    for_public: tuple[int, Revision | None]
    for_reader: tuple[int, Revision | None]


@dataclass
class Comparison:
    """A service and a model that receive the same writes."""

    service: RunningService
    model: Model
    writes: list[Write] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)  # the expected reason of each response
    snapshots: list[Snapshot] = field(default_factory=list)
    events: list[tuple[str, str, str, int]] = field(default_factory=list)
    audited: list[tuple[Any, ...]] = field(default_factory=list)
    responses: dict[tuple[str, str], httpx.Response] = field(default_factory=dict)
    etags: dict[tuple[str, int], str] = field(default_factory=dict)
    feed_content: dict[str, Any] = field(default_factory=dict)  # of each record, as the feed returned it last
    agrees: bool = True

    def __post_init__(self) -> None:
        self.cursor = self._get("/v1/changes?cursor=latest").json()["meta"]["next_cursor"]
        newest = self._get("/v1/audit?limit=1", "admin").json()["data"][0]
        self.since, self.last_entry = newest["recorded_at"], audit_ordinal(newest)

    def new_record(self, record_type: str, owner: str | None) -> Record:
        number = next(_numbers)
        return Record(record_type, f"sumber-{number}" if record_type == "source" else "", owner, number)

    def send(self, write: Write) -> httpx.Response:
        """Send a write. Compare the response, and what the callers read afterwards, with the model."""
        try:
            return self._send_and_compare(write)
        except AssertionError:
            self.agrees = False
            time.sleep(SECONDS_TO_AUDIT)  # otherwise the next comparison would find the rejections of this one
            raise

    def _send_and_compare(self, write: Write) -> httpx.Response:
        expected = self.model.expect(write)
        response = self._send(write)
        self.reasons.append(expected.reason)
        _compare(f"{write}: {expected.reason}", expected.status, response.status_code, response.text)
        self.writes.append(write)
        if expected.replayed is not None:
            first = self.responses[write.caller.name, str(write.idempotency_key)]
            _compare("the replayed response", (first.content, "true"),
                     (response.content, response.headers.get("idempotent-replayed")))  # fmt: skip
        elif response.is_success:
            self._apply(write, expected, response)
        elif write.caller.name:
            self.audited.append(("refuse", write.caller.name, response.request.url.path, response.status_code))
        if write.record in self.model.records:
            self._compare_reads(write.record, write.caller, changed=response.is_success)
        return response

    def _compare_reads(self, record: Record, caller: Caller, *, changed: bool) -> None:
        """Compare what three callers read. After a rejected write, compare the revisions only: nothing has changed."""
        reader = self.service.callers["reader"]
        self.compare_revisions(record, reader)
        if changed:
            for one in (PUBLIC, reader, caller):
                self.compare_record(record, one)
            self.compare_revisions(record, PUBLIC)
            self.compare_revisions(record, caller)

    def _apply(self, write: Write, expected: ExpectedResponse, response: httpx.Response) -> None:
        row, record = response.json(), write.record
        adds = expected.adds and expected.adds._replace(recorded_at=row["recorded_at"])
        if adds is not None and record.revisions:
            self._take_snapshot(record, just_before(adds.recorded_at))
        if write.action == "create":
            record.key = row["id" if record.record_type == "target" else "code"]
        self.model.apply(write, adds)
        if write.idempotency_key:
            self.responses[write.caller.name, write.idempotency_key] = response
        _compare(f"the response to {write}", expected_fields(adds or expected.unchanged), compared_fields(row))
        self.etags[record.key, row["revision"]] = response.headers["etag"]
        if adds is None:
            return
        self.audited.append((write.action, adds.author, record.record_type, record.key, adds.number))
        if adds.public:
            was_published = any(one.status == "published" for one in record.revisions[:-1])
            is_visible_again = write.action == "restore" or not was_published
            action = "withdrawn" if adds.status == "withdrawn" else "published" if is_visible_again else "changed"
            self.events.append((action, record.record_type, record.key, adds.number))
        self._take_snapshot(record, adds.recorded_at)

    def _take_snapshot(self, record: Record, known_at: str) -> None:
        expected = self.model.read(PUBLIC, record), self.model.read(self.service.callers["reader"], record)
        self.snapshots.append(Snapshot(record, known_at, *expected))

    def _send(self, write: Write) -> httpx.Response:
        headers = dict(self.service.persons[write.caller.name].headers)
        if write.idempotency_key:
            headers["Idempotency-Key"] = write.idempotency_key
        if write.condition is not None:
            default = f'"{write.condition}-0"' if write.condition != "*" else "*"
            headers["If-Match"] = self.etags.get((write.record.key, write.condition), default)  # type: ignore[arg-type]
        url = f"/v1/{write.record.record_type}s"
        if write.action == "create":
            return self.service.client.post(url, json=build_body(write.record, write.content or {}), headers=headers)
        url = f"{url}/{write.record.key}"
        if write.action == "revise":
            return self.service.client.patch(url, json=build_patch(write.content or {}), headers=headers)
        body = {"reason": REASON} if write.action in ("reject", "withdraw", "restore") else None
        return self.service.client.post(f"{url}/{write.action}", json=body, headers=headers)

    def compare_record(self, record: Record, caller: Caller) -> None:
        """Compare what a caller reads of a record."""
        found = self._read(f"/v1/{record.record_type}s/{record.key}", caller.name, record)
        _compare(f"{record} for {caller.name or 'the public'}", self.model.read(caller, record), found)

    def compare_revisions(self, record: Record, caller: Caller) -> None:
        listed = self._get(f"/v1/{record.record_type}s/{record.key}/revisions", caller.name)
        rows = [compared_fields(row) for row in listed.json()["data"]] if listed.is_success else []
        expected = [expected_fields(one) for one in self.model.revisions(caller, record)]
        _compare(f"the revisions of {record} for {caller.name or 'the public'}", expected, rows)

    def compare_snapshot(self, snapshot: Snapshot) -> None:
        record = snapshot.record
        for caller, expected in (("", snapshot.for_public), ("reader", snapshot.for_reader)):
            url = f"/v1/{record.record_type}s/{record.key}?known_at={snapshot.known_at}"
            _compare(f"{record} at {snapshot.known_at} for {caller}", expected, self._read(url, caller, record))

    def compare_all(self, max_wait_seconds: float = 10) -> None:
        """Compare every snapshot, what every caller reads, the change feed and the audit."""
        for snapshot in self.snapshots:
            self.compare_snapshot(snapshot)
        for record in self.model.records:
            self.compare_revisions(record, self.service.callers["reader"])
            for caller in self.service.callers.values():
                self.compare_record(record, caller)
        _compare("the feed", self.events, _wait_for(self._feed, self.events, max_wait_seconds))
        records = [one for one in self.model.records if one.key in self.feed_content]
        content = {one.key: expected_fields(self.model.read(PUBLIC, one)[1]) for one in records}
        _compare("the records in the feed", content, self.feed_content)
        expected = sorted(map(repr, self.audited))
        found = _wait_for(lambda: sorted(map(repr, self._audit())), expected, max_wait_seconds)
        _compare("the audit", expected, found)

    def _read(self, url: str, caller: str, record: Record) -> tuple[int, Any]:
        response = self._get(url, caller)
        if response.is_success and "etag" in response.headers and caller:
            self.etags.setdefault((record.key, response.json()["revision"]), response.headers["etag"])
        return response.status_code, compared_fields(response.json()) if response.is_success else None

    def _feed(self) -> list[tuple[str, str, str, int]]:
        found, cursor, has_more = [], self.cursor, True
        while has_more:
            page = self._get(f"/v1/changes?cursor={cursor}&limit=7&include=record").json()
            found += [
                (one["action"], one["record"]["type"], one["record"]["id"], one["revision"]) for one in page["data"]
            ]
            self.feed_content |= {
                one["record"]["id"]: one["content"] and compared_fields(one["content"]) for one in page["data"]
            }
            cursor, has_more = page["meta"]["next_cursor"], page["meta"]["has_more"]
        return found

    def _audit(self) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = []
        url: str | None = f"/v1/audit?recorded_from={self.since}&sort=recorded_at&limit=1000"
        while url:
            response = self._get(url, "admin")
            for row in response.json()["data"]:
                if audit_ordinal(row) <= self.last_entry:
                    continue
                if row["action"] == "refuse":  # equal rejections share one entry
                    detail = row["detail"]
                    found += [("refuse", row["principal"], detail["path"], detail["status"])] * detail["count"]
                    continue
                found.append(
                    (row["action"], row["principal"], row["record"]["type"], row["record"]["id"], row["revision"])
                )
            url = response.links.get("next", {}).get("url")
        return found

    def _get(self, url: str, caller: str = "") -> httpx.Response:
        return self.service.client.get(url, headers=self.service.persons[caller].headers)


def _wait_for(find: Callable[[], list[Any]], expected: list[Any], seconds: float) -> list[Any]:
    """Return the result when it equals `expected`, has more rows, or the time is over.

    The audit entry of a rejected write is committed after the response, and the feed waits for older transactions.
    """
    deadline = time.monotonic() + seconds
    while (last := find()) != expected and len(last) <= len(expected) and time.monotonic() < deadline:
        time.sleep(0.05)
    return last


def _compare(subject: str, expected: object, found: object, more: str = "") -> None:
    if isinstance(expected, tuple) and len(expected) == 2 and isinstance(expected[1], Revision):
        expected = (expected[0], expected_fields(expected[1]))
    if expected != found:
        raise DisagreementError(f"{subject}\n  the model: {expected}\n  the service: {found}\n  {more}")
