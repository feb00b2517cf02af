"""The rules of the service about records and revisions, written a second time and as simply as possible.

The model shares no code with the service. It does not apply the rules in `ignored_rules`: tests use this to show that
a missing rule is detected.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.consistency.records import Caller, Content, ExpectedResponse, Record, Revision, Write

REQUIRED_SCOPES = {
    "create": {"write"}, "revise": {"write"}, "submit": {"write"}, "publish": {"publish"}, "reject": {"publish"},
    "withdraw": {"write", "publish"}, "restore": {"publish"},
}  # fmt: skip
NEW_STATUS = {
    "create": "draft", "revise": "draft", "submit": "submitted", "publish": "published", "reject": "rejected",
    "withdraw": "withdrawn", "restore": "published",
}  # fmt: skip
ALLOWED_STATUSES = {"submit": {"draft", "rejected"}, "publish": {"submitted"}, "reject": {"submitted"}}
UNPUBLISHED = {"draft", "submitted", "rejected"}

# Whether the rule is violated, the status of the response then, and the name of the rule.
Rules = Iterator[tuple[bool, int, str]]


@dataclass
class Model:
    ignored_rules: frozenset[str] = frozenset()
    records: list[Record] = field(default_factory=list)
    writes_by_key: dict[tuple[str, str], Write] = field(default_factory=dict)

    def is_visible(self, caller: Caller, record: Record, revision: Revision) -> bool:
        writes_for_owner = (
            caller.institution is not None
            and caller.institution == record.owner
            and bool(caller.scopes & {"write", "publish"})
        )
        may_decide = revision.status == "submitted" and "publish" in caller.scopes and caller.institution is None
        contributed = any(
            one.author == caller.name
            and one.status != "rejected"
            and not (one.public and one.status == "withdrawn")
            for one in record.draft_cycle(revision)
        )  # fmt: skip
        is_author = revision.author == caller.name
        may_see_drafts = (
            "read:drafts" in caller.scopes or is_author or writes_for_owner or may_decide or contributed
        )  # fmt: skip
        return revision.public or (bool(caller.name) and may_see_drafts)

    def read(self, caller: Caller, record: Record) -> tuple[int, Revision | None]:
        """Return the status and the revision of a GET request."""
        visible = [one for one in record.current_revisions() if self.is_visible(caller, record, one)]
        visible.sort(key=lambda one: one.status == "withdrawn" and not one.public)
        if not visible:
            return 404, None
        is_gone = visible[0].status == "withdrawn" and visible[0].public
        is_gone = is_gone and not caller.scopes & {"read:drafts", "publish"}
        return (410, None) if is_gone else (200, visible[0])

    def revisions(self, caller: Caller, record: Record) -> list[Revision]:
        return [one for one in reversed(record.revisions) if self.is_visible(caller, record, one)]

    def expect(self, write: Write) -> ExpectedResponse:
        """Return the expected response to a write, without applying it."""
        if violated := self._first_violated(self._admission_rules(write)):
            return violated
        before = self.writes_by_key.get((write.caller.name, write.idempotency_key or ""))
        if before is not None:
            if before.repeats(write):
                return ExpectedResponse(201 if write.action == "create" else 200, "replayed", replayed=before)
            return ExpectedResponse(422, "key used for another request")
        return self._expect_creation(write) if write.action == "create" else self._expect_change(write)

    def apply(self, write: Write, adds: Revision | None) -> None:
        """Apply a successful write."""
        if write.idempotency_key:
            self.writes_by_key[write.caller.name, write.idempotency_key] = write
        if adds is not None:
            write.record.revisions.append(adds)
        if write.action == "create" and write.record not in self.records:
            self.records.append(write.record)

    def _first_violated(self, rules: Rules) -> ExpectedResponse | None:
        return next(
            (
                ExpectedResponse(status, rule)
                for is_violated, status, rule in rules
                if is_violated and rule not in self.ignored_rules
            ),
            None,
        )

    def _admission_rules(self, write: Write) -> Rules:
        yield not write.caller.name, 401, "no key"
        yield not write.caller.scopes & REQUIRED_SCOPES[write.action], 403, "scope"

    def _expect_creation(self, write: Write) -> ExpectedResponse:
        content = write.content or {}
        if violated := self._first_violated(self._creation_rules(write, content)):
            return violated
        number = len(write.record.revisions) + 1
        draft = Revision(number, "draft", public=False, author=write.caller.name, content=content)
        return ExpectedResponse(201, "created", draft)

    def _creation_rules(self, write: Write, content: Content) -> Rules:
        record = write.record
        is_taken = any(one.record_type == record.record_type and one.key == record.key for one in self.records)
        is_free_again = record in self.records and record.is_abandoned()
        yield is_taken and not is_free_again, 409, "code is taken"
        yield self._is_of_another_institution(write), 403, "institution"
        yield not self._may_cite(write.caller, content, published=False), 422, "unknown source"

    def _expect_change(self, write: Write) -> ExpectedResponse:
        caller, action, record = write.caller, write.action, write.record
        last_published = len(record.revisions) - len(record.since_publication())  # its number, or 0
        visible = [one for one in self.revisions(caller, record) if one.number >= last_published]
        if not visible:
            return ExpectedResponse(412 if write.condition == "*" else 404, "not visible")
        newest, is_unpublished = visible[0], visible[0].status in UNPUBLISHED
        published = next((one for one in record.current_revisions() if one.status == "published"), None)
        base = newest if is_unpublished or published is None else published
        content = base.content | (write.content or {}) if action == "revise" else base.content
        withdraws_published = action == "withdraw" and not is_unpublished
        starts_draft = (
            action == "revise" and not is_unpublished and record.revisions[-1].status not in UNPUBLISHED
        )  # fmt: skip
        new = Revision(
            (len(record.revisions) if withdraws_published or starts_draft else newest.number) + 1,
            NEW_STATUS[action], action in ("publish", "restore") or withdraws_published, caller.name, content,
            "Alasan." if action in ("reject", "withdraw", "restore") else None,
        )  # fmt: skip
        if violated := self._first_violated(self._state_rules(write, newest, base, published)):
            return violated
        if action == "revise" and content == base.content:
            return ExpectedResponse(200, "nothing changed", unchanged=base)
        if violated := self._first_violated(self._new_revision_rules(write, new, newest)):
            return violated
        return ExpectedResponse(200, f"{action} {'public' if new.public else 'draft'}", new)

    def _state_rules(self, write: Write, newest: Revision, base: Revision, published: Revision | None) -> Rules:
        action, condition = write.action, write.condition
        yield action != "submit" and condition is None, 428, "no If-Match"
        yield action not in ("submit", "revise") and condition == "*", 428, "If-Match names no revision"
        yield condition not in (None, "*", base.number), 412, "stale"
        is_allowed = {
            "revise": not (newest.status == "withdrawn" and newest.public),
            "withdraw": newest.status in UNPUBLISHED or published is not None,
            "restore": newest.status == "withdrawn" and newest.public,
        }.get(action)
        yield not (newest.status in ALLOWED_STATUSES[action] if is_allowed is None else is_allowed), 409, "status"

    def _new_revision_rules(self, write: Write, new: Revision, newest: Revision) -> Rules:
        caller, record = write.caller, write.record
        since = record.since_publication()
        withdraws = new.status == "withdrawn"
        yield withdraws and new.public and "publish" not in caller.scopes, 403, "withdrawal by a writer"
        is_uncited = new.status == "published" and record.record_type == "target" and not new.content["cites"]
        yield is_uncited, 409, "no citation"
        yield new.number <= len(record.revisions), 409, "draft of another writer"
        yield self._is_of_another_institution(write), 403, "institution"
        is_only_author = all(one.author == caller.name for one in since if one.status in ("draft", "submitted"))
        yield withdraws and "publish" not in caller.scopes and not is_only_author, 403, "withdrawal of others' draft"
        contributed = any(one.author == caller.name and one.status != "rejected" for one in since)
        yield write.action == "publish" and contributed, 403, "publisher is an author"
        yield write.action == "restore" and newest.author == caller.name, 403, "withdrawer restores"
        if new.status not in ("rejected", "withdrawn"):
            is_missing = not self._may_cite(caller, new.content, published=new.status == "published")
            yield is_missing, 422 if write.action == "revise" else 409, "unpublished source"
        if withdraws and new.public and record.record_type == "source":
            yield self._is_cited(record), 409, "source is cited"

    def _is_of_another_institution(self, write: Write) -> bool:
        return write.caller.institution is not None and write.caller.institution != write.record.owner

    def _is_cited(self, source: Record) -> bool:
        return any(
            one.status == "published" and source.key in one.content.get("cites", ())
            for record in self.records
            for one in record.current_revisions()
        )

    def _may_cite(self, caller: Caller, content: Content, *, published: bool) -> bool:
        """Return whether every cited source is published or, if not `published`, is one that the caller may read."""
        sources = {record.key: record for record in self.records if record.record_type == "source"}
        return all(
            any(
                one.status == "published"
                or (not published and one.status != "withdrawn" and self.is_visible(caller, sources[cited], one))
                for one in sources[cited].current_revisions()
            )
            for cited in content.get("cites", ())
            if cited in sources  # the other sources are seed data, which is published
        )
