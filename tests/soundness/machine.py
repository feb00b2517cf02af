"""Random interleavings of everybody's writes, led to where the rules are."""

import itertools
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from tests.soundness.entities import Asked, Entity, Who
from tests.soundness.model import Model
from tests.soundness.story import PUBLISHED, tell
from tests.soundness.world import SHIPPED, House, World

ACTIONS = ("revise", "submit", "publish", "reject", "withdraw")
MOST_ENTITIES = 4  # few, so that much happens to each
NUMBERS = itertools.count(1)
NAMES = ("writer", "colleague", "publisher", "editor", "bound", "admin", "reader", "public")
WRITERS = ("writer", "writer", "colleague", "editor", "bound", "publisher")
LIKELY = {
    "revise": WRITERS, "submit": WRITERS, "publish": ("publisher", "editor", "bound"),
    "reject": ("publisher", "editor", "bound"),
}  # fmt: skip
KINDS = ("advance", "advance", "advance", "reason", "reason", "anything", "create", "repeat")


def machine_in(house: House, reasons: list[str]) -> Any:  # noqa: C901  # a class in it, for Hypothesis makes its own
    """A machine that writes down why its requests were answered as they were."""

    class Interleaving(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.world = World(house, Model(), reasons=reasons)
            self.before = len(self.world.reasons)
            self.values = 0

        @initialize(is_told=st.booleans())
        def begin(self, is_told: bool) -> None:
            """With a published target that cites a published source, half of the time."""
            for asked in itertools.islice(tell(self.world), PUBLISHED if is_told else 0):
                self.world.ask(asked)
            self.before = len(self.world.reasons)

        def content(self, noun: str, cites: list[str] | None = None) -> dict[str, Any]:
            self.values += 1
            if noun == "source":
                return {"title": f"Laporan {self.values}"}
            return {"value": self.values} | ({} if cites is None else {"cites": cites})

        def key(self, wanted: bool) -> str | None:
            return f"once-{next(NUMBERS)}" if wanted else None

        def cited(self, data: st.DataObject) -> list[str]:
            sources = [one.key for one in self.world.model.entities if one.noun == "source"]
            return data.draw(st.sampled_from([*([code] for code in sources * 2), [SHIPPED], []]))

        @rule(data=st.data(), kind=st.sampled_from(KINDS), keyed=st.booleans())
        def step(self, data: st.DataObject, kind: str, keyed: bool) -> None:
            """One rule, for Hypothesis leaves some out of each run, and without one of these little happens."""
            entities = self.world.model.entities
            if not entities or (kind == "create" and len(entities) < MOST_ENTITIES):
                self.create(data, self.key(keyed))
            elif kind == "repeat" and any(one.key for one in self.world.asked):
                self.repeat(data)
            elif kind == "anything":
                self.try_anything(data, self.key(keyed))
            else:
                self.go_on(data, kind == "advance", self.key(keyed))

        def create(self, data: st.DataObject, key: str | None) -> None:
            who = house.whos[data.draw(st.sampled_from(WRITERS))]
            there = [one for one in self.world.model.entities if one.noun == "source"]
            of = self.world.new(data.draw(st.sampled_from(["source", "target", "target"])),
                                data.draw(st.sampled_from(["kemenkop-ukm", "idea"])))  # fmt: skip
            if there and of.noun == "source" and data.draw(st.booleans()):
                of = Entity("source", there[0].key, there[0].owner)
            cites = self.cited(data) if of.noun == "target" else []
            self.world.ask(Asked(who, "create", of, self.content(of.noun, cites), key=key))

        def go_on(self, data: st.DataObject, allowed: bool, key: str | None) -> None:
            """What the model allows, or one request for each reason there is: by chance few would be published."""
            chosen: dict[str, list[Asked]] = {}
            for of, action, who in itertools.product(self.world.model.entities, ACTIONS, house.whos.values()):
                change = self.content(of.noun) if action == "revise" else None
                asked = Asked(who, action, of, change, "*" if action == "revise" else None, key)
                verdict = self.world.model.verdict(asked)
                if verdict.adds or not allowed:
                    chosen.setdefault(verdict.why, []).append(asked)
            new = sorted(set(chosen) - set(self.world.reasons[self.before :]))
            reason = data.draw(st.sampled_from(new or sorted(chosen))) if chosen else None
            if reason is not None:
                self.world.ask(data.draw(st.sampled_from(chosen[reason])))

        def try_anything(self, data: st.DataObject, key: str | None) -> None:
            of = data.draw(st.sampled_from(self.world.model.entities))
            action = data.draw(st.sampled_from(ACTIONS))
            who = house.whos[data.draw(st.sampled_from(NAMES if action == "withdraw" else LIKELY[action]))]
            change = None
            if action == "revise":
                new = self.content(of.noun, self.cited(data) if of.noun == "target" else [])
                change = data.draw(st.sampled_from([new, dict(of.revisions[-1].content), {}]))
            condition = data.draw(st.sampled_from(["right", "stale", "*", None]))
            self.world.ask(Asked(who, action, of, change, self.condition(who, of, condition), key))

        def condition(self, who: Who, of: Entity, condition: str | None) -> int | str | None:
            _, seen = self.world.model.read(who, of)
            if condition in ("*", None):
                return condition
            now = seen.number if seen else 1
            return now if condition == "right" else max(0, now - 1) or 99

        def repeat(self, data: st.DataObject) -> None:
            """Blindly, as after a lost answer; or, by mistake, another request with the same key."""
            asked = data.draw(st.sampled_from([one for one in self.world.asked if one.key]))
            if data.draw(st.sampled_from([False, False, True])):
                of = self.world.new("target", "kemenkop-ukm")
                asked = Asked(asked.who, "create", of, self.content("target", [SHIPPED]), key=asked.key)
            self.world.ask(asked)

        def teardown(self) -> None:
            if self.world.is_sound:
                self.world.settle()

    return Interleaving
