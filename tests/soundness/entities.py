"""Who asks for what, and what comes of it: the words of the model."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

Content = dict[str, Any]


class Who(NamedTuple):
    """A person, by their key; without a name, the public."""

    name: str = ""
    scopes: frozenset[str] = frozenset()
    institution: str | None = None


PUBLIC = Who()


class Revision(NamedTuple):
    number: int
    status: str
    public: bool
    by: str
    content: Content
    reason: str | None = None
    moment: str = ""


@dataclass(eq=False)
class Entity:
    """All its revisions, whoever may see them."""

    noun: str
    key: str
    owner: str | None
    revisions: list[Revision] = field(default_factory=list)

    def __repr__(self) -> str:
        return f"{self.noun} {self.key}"

    def held(self) -> list[Revision]:
        """Newest first. What is published stays in place beside the work on its successor."""
        later = self.revisions
        return [
            one
            for place, one in reversed(list(enumerate(later)))
            if not any(after.public or one.status != "published" for after in later[place + 1 :])
        ]

    def was_given_up(self) -> bool:
        """Whether nothing is published and what was drafted is withdrawn, so that anybody may begin anew."""
        newest = self.revisions[-1]
        return newest.status == "withdrawn" and not newest.public and len(self.held()) == 1

    def since_publication(self) -> list[Revision]:
        published = [one.number for one in self.revisions if one.status == "published"]
        return self.revisions[max(published, default=0) :]

    def work_around(self, revision: Revision) -> list[Revision]:
        """Since the work before it was published or given up, until this one was."""
        ends = [one.number for one in self.revisions if one.public or one.status == "withdrawn"]
        start = max((end for end in ends if end < revision.number), default=0)
        end = min((end for end in ends if end >= revision.number), default=None)
        return self.revisions[start:end]


@dataclass(frozen=True)
class Asked:
    """One write. `condition` is a revision's number, `*` or nothing; `key` is the Idempotency-Key."""

    who: Who
    action: str
    of: Entity
    content: Content | None = None
    condition: int | str | None = None
    key: str | None = None

    def same_as(self, other: "Asked") -> bool:
        told = (other.action, other.of.key, other.content, other.condition)
        return (self.action, self.of.key, self.content, self.condition) == told


class Verdict(NamedTuple):
    """The status that is due and why; the revision that comes to be, or the earlier request that is answered again."""

    status: int
    why: str
    adds: Revision | None = None
    answers: Revision | None = None
    again: Asked | None = None
