"""The service and the model of it side by side: each step is taken by both, and then they have to agree."""

import itertools
import time
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import httpx

from tests.soundness.entities import PUBLIC, Asked, Entity, Revision, Verdict, Who
from tests.soundness.model import Model
from tests.soundness.telling import as_told, entry, just_before, members, ordinal, told
from tests.support.callers import Person

SHIPPED = "antara-2021-01-11"
REASON = "Alasan."
_numbers = itertools.count(1)


class Disagreement(AssertionError):
    """The service does otherwise than the model says."""


class House(NamedTuple):
    """A running service, and everybody who talks to it, the public under no name."""

    client: httpx.Client
    persons: dict[str, Person]
    whos: dict[str, Who]


class Remembered(NamedTuple):
    """What was to be seen of an entity at a moment."""

    of: Entity
    moment: str
    by_the_public: tuple[int, Revision | None]
    by_a_reader: tuple[int, Revision | None]


@dataclass
class World:
    house: House
    model: Model
    asked: list[Asked] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)  # why each was answered as it was
    moments: list[Remembered] = field(default_factory=list)
    events: list[tuple[str, str, str, int]] = field(default_factory=list)
    audited: list[tuple[Any, ...]] = field(default_factory=list)
    answers: dict[tuple[str, str], httpx.Response] = field(default_factory=dict)
    tags: dict[tuple[str, int], str] = field(default_factory=dict)
    is_sound: bool = True

    def __post_init__(self) -> None:
        self.cursor = self._get("/v1/changes?after=latest").json()["meta"]["next_cursor"]
        newest = self._get("/v1/audit?limit=1", "admin").json()["data"][0]
        self.since, self.last_entry = newest["recorded_at"], ordinal(newest)

    def new(self, noun: str, owner: str | None) -> Entity:
        return Entity(noun, f"sumber-{next(_numbers)}" if noun == "source" else "", owner)

    def ask(self, asked: Asked) -> httpx.Response:
        """One write, its answer, and what everybody sees afterwards."""
        try:
            return self._ask(asked)
        except AssertionError:
            self.is_sound = False
            raise

    def _ask(self, asked: Asked) -> httpx.Response:
        verdict = self.model.verdict(asked)
        answer = self._send(asked)
        self.reasons.append(verdict.why)
        _agree(f"{asked}: {verdict.why}", verdict.status, answer.status_code, answer.text)
        self.asked.append(asked)
        if verdict.again is not None:
            first = self.answers[asked.who.name, str(asked.key)]
            _agree("the answer given again", (first.content, "true"),
                   (answer.content, answer.headers.get("idempotent-replayed")))  # fmt: skip
        elif answer.is_success:
            self._accept(asked, verdict, answer)
        elif asked.who.name:
            self.audited.append(("refuse", asked.who.name, answer.request.url.path, answer.status_code))
        if asked.of in self.model.entities:
            self._see(asked.of, asked.who, changed=answer.is_success)
        return answer

    def _see(self, of: Entity, who: Who, *, changed: bool) -> None:
        """After a refusal, that all is as it was."""
        reader = self.house.whos["reader"]
        if changed:
            for one in (PUBLIC, reader, who):
                self.compare(of, one)
        self.compare_revisions(of, reader)
        if changed:
            self.compare_revisions(of, PUBLIC)
            self.compare_revisions(of, who)

    def _accept(self, asked: Asked, verdict: Verdict, answer: httpx.Response) -> None:
        row, of = answer.json(), asked.of
        adds = verdict.adds and verdict.adds._replace(moment=row["recorded_at"])
        if adds is not None and of.revisions:
            self._remember(of, just_before(adds.moment))
        if asked.action == "create":
            of.key = row["id" if of.noun == "target" else "code"]
        self.model.accept(asked, adds)
        if asked.key:
            self.answers[asked.who.name, asked.key] = answer
        _agree(f"the answer to {asked}", as_told(adds or verdict.answers), told(row))
        self.tags[of.key, row["revision"]] = answer.headers["etag"]
        if adds is None:
            return
        self.audited.append((asked.action, adds.by, of.noun, of.key, adds.number))
        if adds.public:
            again = any(one.status == "published" for one in of.revisions[:-1])
            kind = "withdrawn" if adds.status == "withdrawn" else "changed" if again else "published"
            self.events.append((kind, of.noun, of.key, adds.number))
        self._remember(of, adds.moment)

    def _remember(self, of: Entity, moment: str) -> None:
        seen = self.model.read(PUBLIC, of), self.model.read(self.house.whos["reader"], of)
        self.moments.append(Remembered(of, moment, *seen))

    def _send(self, asked: Asked) -> httpx.Response:
        headers = dict(self.house.persons[asked.who.name].headers)
        if asked.key:
            headers["Idempotency-Key"] = asked.key
        if asked.condition is not None:
            default = f'"{asked.condition}-0"' if asked.condition != "*" else "*"
            headers["If-Match"] = self.tags.get((asked.of.key, asked.condition), default)  # type: ignore[arg-type]
        address = f"/v1/{asked.of.noun}s"
        if asked.action == "create":
            return self.house.client.post(address, json=entry(asked.of, asked.content or {}), headers=headers)
        address = f"{address}/{asked.of.key}"
        if asked.action == "revise":
            return self.house.client.patch(address, json=members(asked.content or {}), headers=headers)
        body = {"reason": REASON} if asked.action in ("reject", "withdraw") else None
        return self.house.client.post(f"{address}/{asked.action}", json=body, headers=headers)

    def compare(self, of: Entity, who: Who) -> None:
        """What somebody sees of an entity."""
        found = self._read(f"/v1/{of.noun}s/{of.key}", who.name, of)
        _agree(f"{of} as {who.name or 'the public'} sees it", self.model.read(who, of), found)

    def compare_revisions(self, of: Entity, who: Who) -> None:
        listed = self._get(f"/v1/{of.noun}s/{of.key}/revisions", who.name)
        rows = [told(row) for row in listed.json()["data"]] if listed.is_success else []
        expected = [as_told(one) for one in self.model.revisions(who, of)]
        _agree(f"the revisions of {of} as {who.name or 'the public'} sees them", expected, rows)

    def compare_then(self, then: Remembered) -> None:
        for who, expected in (("", then.by_the_public), ("reader", then.by_a_reader)):
            address = f"/v1/{then.of.noun}s/{then.of.key}?known_at={then.moment}"
            _agree(f"{then.of} at {then.moment} as {who} saw it", expected, self._read(address, who, then.of))

    def settle(self, patience: float = 10) -> None:
        """At the end: every moment, the whole feed and the whole audit."""
        for then in self.moments:
            self.compare_then(then)
        for entity in self.model.entities:
            self.compare_revisions(entity, self.house.whos["reader"])
            for who in self.house.whos.values():
                self.compare(entity, who)
        _agree("the feed", self.events, _in_time(self._feed, self.events, patience))
        wanted = sorted(map(repr, self.audited))
        _agree("the audit", wanted, _in_time(lambda: sorted(map(repr, self._audit())), wanted, patience))

    def _read(self, address: str, who: str, of: Entity) -> tuple[int, Any]:
        answer = self._get(address, who)
        if answer.is_success and "etag" in answer.headers and who:
            self.tags.setdefault((of.key, answer.json()["revision"]), answer.headers["etag"])
        return answer.status_code, told(answer.json()) if answer.is_success else None

    def _feed(self) -> list[tuple[str, str, str, int]]:
        found, cursor, has_more = [], self.cursor, True
        while has_more:
            page = self._get(f"/v1/changes?after={cursor}&limit=7").json()
            found += [(one["kind"], one["noun"], one["key"], one["revision"]) for one in page["data"]]
            cursor, has_more = page["meta"]["next_cursor"], page["meta"]["has_more"]
        return found

    def _audit(self) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = []
        address: str | None = f"/v1/audit?recorded_since={self.since}&sort=recorded_at&limit=1000"
        while address:
            answer = self._get(address, "admin")
            for row in answer.json()["data"]:
                if ordinal(row) <= self.last_entry:
                    continue
                detail = row["detail"]
                found.append(
                    ("refuse", row["principal"], detail["path"], detail["status"]) if row["action"] == "refuse"
                    else (row["action"], row["principal"], row["noun"], row["key"], row["revision"])
                )  # fmt: skip
            address = answer.links.get("next", {}).get("url")
        return found

    def _get(self, address: str, who: str = "") -> httpx.Response:
        return self.house.client.get(address, headers=self.house.persons[who].headers)


def _in_time(found: Any, wanted: Any, seconds: float) -> Any:
    """Refusals are kept after their answer, and the feed waits for older transactions: both come, or are missing."""
    deadline = time.monotonic() + seconds
    while (last := found()) != wanted and len(last) <= len(wanted) and time.monotonic() < deadline:
        time.sleep(0.05)
    return last


def _agree(what: str, expected: object, found: object, more: str = "") -> None:
    if isinstance(expected, tuple) and len(expected) == 2 and isinstance(expected[1], Revision):
        expected = (expected[0], as_told(expected[1]))
    if expected != found:
        raise Disagreement(f"{what}\n  the model: {expected}\n  the service: {found}\n  {more}")
