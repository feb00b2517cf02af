"""What the service promises about entities and their revisions, said a second time and as simply as possible.

It shares no code with the service. A rule that is named in `ignoring` does not hold in it: tests do so to see that
they would notice.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.soundness.entities import Asked, Content, Entity, Revision, Verdict, Who

ASKS = {
    "create": {"write"}, "revise": {"write"}, "submit": {"write"}, "publish": {"publish"}, "reject": {"publish"},
    "withdraw": {"write", "publish"},
}  # fmt: skip
LEADS_TO = {
    "create": "draft", "revise": "draft", "submit": "submitted", "publish": "published", "reject": "rejected",
    "withdraw": "withdrawn",
}  # fmt: skip
STARTS = {"submit": {"draft", "rejected"}, "publish": {"submitted"}, "reject": {"submitted"}}
WORK = {"draft", "submitted", "rejected"}

Rules = Iterator[tuple[bool, int, str]]


@dataclass
class Model:
    ignoring: frozenset[str] = frozenset()
    entities: list[Entity] = field(default_factory=list)
    kept: dict[tuple[str, str], Asked] = field(default_factory=dict)

    def sees(self, who: Who, of: Entity, revision: Revision) -> bool:
        mine = who.institution is not None and who.institution == of.owner and bool(who.scopes & {"write", "publish"})
        decides = revision.status == "submitted" and "publish" in who.scopes and who.institution is None
        worked = any(
            one.by == who.name and one.status != "rejected" and not (one.public and one.status == "withdrawn")
            for one in of.work_around(revision)
        )
        is_theirs = "read:drafts" in who.scopes or revision.by == who.name or mine or decides or worked
        return revision.public or (bool(who.name) and is_theirs)

    def read(self, who: Who, of: Entity) -> tuple[int, Revision | None]:
        """What GET answers."""
        held = [one for one in of.held() if self.sees(who, of, one)]
        held.sort(key=lambda one: one.status == "withdrawn" and not one.public)
        if not held:
            return 404, None
        is_gone = held[0].status == "withdrawn" and held[0].public and "read:drafts" not in who.scopes
        return (410, None) if is_gone else (200, held[0])

    def revisions(self, who: Who, of: Entity) -> list[Revision]:
        return [one for one in reversed(of.revisions) if self.sees(who, of, one)]

    def verdict(self, asked: Asked) -> Verdict:
        for holds, status, why in self._admission(asked):
            if holds and why not in self.ignoring:
                return Verdict(status, why)
        before = self.kept.get((asked.who.name, asked.key or ""))
        if before is not None:
            if before.same_as(asked):
                return Verdict(201 if asked.action == "create" else 200, "answered again", again=before)
            return Verdict(422, "key used for another request")
        return self._create(asked) if asked.action == "create" else self._change(asked)

    def accept(self, asked: Asked, adds: Revision | None) -> None:
        if asked.key:
            self.kept[asked.who.name, asked.key] = asked
        if adds is not None:
            asked.of.revisions.append(adds)
        if asked.action == "create" and asked.of not in self.entities:
            self.entities.append(asked.of)

    def _admission(self, asked: Asked) -> Rules:
        yield not asked.who.name, 401, "nobody"
        yield not asked.who.scopes & ASKS[asked.action], 403, "scope"

    def _create(self, asked: Asked) -> Verdict:
        content = asked.content or {}
        taken = any(one.noun == asked.of.noun and one.key == asked.of.key for one in self.entities)
        given_up = asked.of in self.entities and asked.of.was_given_up()
        for holds, status, why in (
            (taken and not given_up, 409, "code is taken"),
            (self._is_foreign(asked), 403, "institution"),
            (not self._cites(content, published=False), 422, "unknown source"),
        ):
            if holds and why not in self.ignoring:
                return Verdict(status, why)
        number = len(asked.of.revisions) + 1
        return Verdict(201, "created", Revision(number, "draft", public=False, by=asked.who.name, content=content))

    def _change(self, asked: Asked) -> Verdict:
        who, action, of = asked.who, asked.action, asked.of
        since = len(of.revisions) - len(of.since_publication())  # the number of the last publication, or 0
        seen = [one for one in self.revisions(who, of) if one.number >= since]
        if not seen:
            return Verdict(404, "unseen")
        newest, in_work = seen[0], seen[0].status in WORK
        published = next((one for one in of.held() if one.status == "published"), None)
        base = newest if in_work or published is None else published
        content = base.content | (asked.content or {}) if action == "revise" else base.content
        takes_back = action == "withdraw" and not in_work
        goes_on = action == "revise" and not in_work and of.revisions[-1].status not in WORK
        made = Revision(
            (len(of.revisions) if takes_back or goes_on else newest.number) + 1, LEADS_TO[action],
            action == "publish" or takes_back, who.name, content,
            "Alasan." if action in ("reject", "withdraw") else None,
        )  # fmt: skip
        for holds, status, why in self._rules(asked, newest, base, published, made):
            if holds and why not in self.ignoring:
                return Verdict(status, why)
        if action == "revise" and content == base.content:
            return Verdict(200, "nothing changed", answers=base)
        for holds, status, why in self._rules_of_the_new(asked, made):
            if holds and why not in self.ignoring:
                return Verdict(status, why)
        return Verdict(200, f"{action} {'public' if made.public else 'work'}", made)

    def _rules(
        self, asked: Asked, newest: Revision, base: Revision, published: Revision | None, _made: Revision
    ) -> Rules:
        action, condition = asked.action, asked.condition
        yield action == "revise" and condition is None, 428, "no If-Match"
        yield condition not in (None, "*", base.number), 412, "stale"
        starts = {
            "revise": not (newest.status == "withdrawn" and newest.public),
            "withdraw": newest.status in WORK or published is not None,
        }.get(action)
        yield not (newest.status in STARTS[action] if starts is None else starts), 409, "status"

    def _rules_of_the_new(self, asked: Asked, made: Revision) -> Rules:
        who, of = asked.who, asked.of
        since = of.since_publication()
        yield self._is_foreign(asked), 403, "institution"
        yield made.status == "withdrawn" and made.public and "publish" not in who.scopes, 403, "takes a publisher"
        is_bare = made.status == "published" and of.noun == "target" and not made.content["cites"]
        yield is_bare, 409, "no citation"
        yield made.number <= len(of.revisions), 409, "somebody's work"
        alone = all(one.by == who.name for one in since if one.status in ("draft", "submitted"))
        yield made.status == "withdrawn" and "publish" not in who.scopes and not alone, 403, "others' work"
        worked = any(one.by == who.name and one.status != "rejected" for one in since)
        yield made.status == "published" and worked, 403, "four eyes"
        if made.status not in ("rejected", "withdrawn"):
            hangs = not self._cites(made.content, published=made.status == "published")
            yield hangs, 422 if asked.action == "revise" else 409, "unpublished source"
        if made.status == "withdrawn" and made.public and of.noun == "source":
            named = any(
                one.status == "published" and of.key in one.content.get("cites", ())
                for entity in self.entities
                for one in entity.held()
            )
            yield named, 409, "still named"

    def _is_foreign(self, asked: Asked) -> bool:
        return asked.who.institution is not None and asked.who.institution != asked.of.owner

    def _cites(self, content: Content, *, published: bool) -> bool:
        """Whether what is cited is there, or is published."""
        held = {entity.key: entity.held() for entity in self.entities if entity.noun == "source"}
        return all(
            any(one.status == "published" or (not published and one.status != "withdrawn") for one in held[cited])
            for cited in content.get("cites", ())
            if cited in held  # the others ship, published
        )
