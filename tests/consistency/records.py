"""The vocabulary of the model: callers, records with revisions, writes and the expected responses."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

Content = dict[str, Any]


class Caller(NamedTuple):
    """The name, scopes and institution of an API key. A caller without a name has no key."""

    name: str = ""
    scopes: frozenset[str] = frozenset()
    institution: str | None = None


PUBLIC = Caller()


class Revision(NamedTuple):
    number: int
    status: str
    public: bool
    author: str
    content: Content
    reason: str | None = None
    recorded_at: str = ""


@dataclass(eq=False)
class Record:
    """A record with all its revisions, visible or not."""

    record_type: str
    key: str
    owner: str | None
    number: int  # the statement of a target is made on a day of its own
    revisions: list[Revision] = field(default_factory=list)

    def __repr__(self) -> str:
        return f"{self.record_type} {self.key}"

    def current_revisions(self) -> list[Revision]:
        """Return the newest revision and, during work on its successor, the published one. Newest first."""
        return [
            one
            for index, one in reversed(list(enumerate(self.revisions)))
            if not any(later.public or one.status != "published" for later in self.revisions[index + 1 :])
        ]

    def is_abandoned(self) -> bool:
        """Return whether the draft was withdrawn and nothing is published, so that the code is free again."""
        newest = self.revisions[-1]
        return newest.status == "withdrawn" and not newest.public and len(self.current_revisions()) == 1

    def since_publication(self) -> list[Revision]:
        published = [one.number for one in self.revisions if one.status == "published"]
        return self.revisions[max(published, default=0) :]

    def draft_cycle(self, revision: Revision) -> list[Revision]:
        """Return the revisions between the previous publication or withdrawal and the one that ends this work."""
        ends = [one.number for one in self.revisions if one.public or one.status == "withdrawn"]
        start = max((end for end in ends if end < revision.number), default=0)
        end = min((end for end in ends if end >= revision.number), default=None)
        return self.revisions[start:end]


@dataclass(frozen=True, slots=True)
class Write:
    """A write. `condition` is a revision number, `*` or None; `idempotency_key` is the header Idempotency-Key."""

    caller: Caller
    action: str
    record: Record
    content: Content | None = None
    condition: int | str | None = None
    idempotency_key: str | None = None

    def repeats(self, other: "Write") -> bool:
        """Return whether both writes send the same request."""
        return (self.action, self.record.key, self.content, self.condition) == (
            other.action, other.record.key, other.content, other.condition,
        )  # fmt: skip


class ExpectedResponse(NamedTuple):
    """The status and the reason for it.

    `adds` is the revision that the write adds, `unchanged` the one that it returns without a change, and `replayed` an
    earlier write whose response is sent again.
    """

    status: int
    reason: str
    adds: Revision | None = None
    unchanged: Revision | None = None
    replayed: Write | None = None
