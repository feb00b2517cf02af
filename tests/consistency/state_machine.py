"""A Hypothesis state machine that sends random writes of several callers."""

import itertools
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from tests.consistency.comparison import SEED_SOURCE, Comparison, RunningService
from tests.consistency.model import Model
from tests.consistency.records import Caller, Record, Write
from tests.consistency.scenario import WRITES_UNTIL_PUBLISHED, write_scenario

ACTIONS = ("revise", "submit", "publish", "reject", "withdraw", "restore")
MAX_RECORDS = 4  # few, so that each receives many writes
NUMBERS = itertools.count(1)
CALLERS = ("writer", "colleague", "publisher", "editor", "bound", "admin", "reader", "public")
WRITERS = ("writer", "writer", "colleague", "editor", "bound", "publisher")
LIKELY_CALLERS = {
    "revise": WRITERS, "submit": WRITERS, "publish": ("publisher", "editor", "bound"),
    "reject": ("publisher", "editor", "bound"), "restore": ("publisher", "editor", "bound"),
}  # fmt: skip
LIKELY_CONDITIONS = {"revise": "*", "submit": None}
STEPS = ("allowed", "allowed", "allowed", "any rule", "any rule", "random", "create", "repeat")


def build_state_machine(service: RunningService, reasons: list[str]) -> Any:  # noqa: C901  # Hypothesis needs a class
    """Return a state machine that appends the reason of each response to `reasons`."""

    class RandomWrites(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.comparison = Comparison(service, Model(), reasons=reasons)
            self.first_reason = len(reasons)
            self.values = 0

        @initialize(with_published=st.booleans())
        def begin(self, with_published: bool) -> None:
            """Publish a target that cites a published source, in half of the runs."""
            writes = write_scenario(self.comparison)
            for write in itertools.islice(writes, WRITES_UNTIL_PUBLISHED if with_published else 0):
                self.comparison.send(write)
            self.first_reason = len(self.comparison.reasons)

        def new_content(self, record_type: str, cites: list[str] | None = None) -> dict[str, Any]:
            self.values += 1
            if record_type == "source":
                return {"title": f"Laporan {self.values}"}
            return {"value": self.values} | ({} if cites is None else {"cites": cites})

        def new_key(self, wanted: bool) -> str | None:
            return f"once-{next(NUMBERS)}" if wanted else None

        def draw_cited(self, data: st.DataObject) -> list[str]:
            sources = [one.key for one in self.comparison.model.records if one.record_type == "source"]
            return data.draw(st.sampled_from([*([code] for code in sources * 2), [SEED_SOURCE], []]))

        # The only rule: Hypothesis disables some rules in each run, and few writes succeed without one of these steps.
        @rule(data=st.data(), step=st.sampled_from(STEPS), with_key=st.booleans())
        def write(self, data: st.DataObject, step: str, with_key: bool) -> None:
            """Send one write."""
            records, key = self.comparison.model.records, self.new_key(with_key)
            if not records or (step == "create" and len(records) < MAX_RECORDS):
                self.create(data, key)
            elif step == "repeat" and any(one.idempotency_key for one in self.comparison.writes):
                self.repeat(data)
            elif step == "random":
                self.send_random(data, key)
            else:
                self.send_chosen(data, step == "allowed", key)

        def create(self, data: st.DataObject, key: str | None) -> None:
            caller = service.callers[data.draw(st.sampled_from(WRITERS))]
            sources = [one for one in self.comparison.model.records if one.record_type == "source"]
            record_type = data.draw(st.sampled_from(["source", "target", "target"]))
            record = self.comparison.new_record(record_type, data.draw(st.sampled_from(["kemenkop-ukm", "idea"])))
            if sources and record_type == "source" and data.draw(st.booleans()):
                record = sources[0]  # its code is taken, or free again after the withdrawal of its draft
            cites = self.draw_cited(data) if record_type == "target" else []
            content = self.new_content(record_type, cites)
            self.comparison.send(Write(caller, "create", record, content, idempotency_key=key))

        def send_chosen(self, data: st.DataObject, allowed: bool, key: str | None) -> None:
            """Send a write that succeeds, or one for any reason of rejection: random writes would rarely publish."""
            model = self.comparison.model
            by_reason: dict[str, list[Write]] = {}
            actions = ((action, LIKELY_CONDITIONS.get(action, "right")) for action in ACTIONS)
            rejected = (("revise", "stale"), ("publish", None), ("publish", "*"), ("withdraw", "stale"))
            choices = itertools.product(model.records, [*actions, *rejected], service.callers.values())
            for record, (action, condition_kind), caller in choices:
                content = self.new_content(record.record_type) if action == "revise" else None
                condition = self.build_condition(caller, record, condition_kind)
                write = Write(caller, action, record, content, condition, key)
                expected = model.expect(write)
                if expected.adds or not allowed:
                    by_reason.setdefault(expected.reason, []).append(write)
            new = sorted(set(by_reason) - set(self.comparison.reasons[self.first_reason :]))
            reason = data.draw(st.sampled_from(new or sorted(by_reason))) if by_reason else None
            if reason is not None:
                self.comparison.send(data.draw(st.sampled_from(by_reason[reason])))

        def send_random(self, data: st.DataObject, key: str | None) -> None:
            record = data.draw(st.sampled_from(self.comparison.model.records))
            action = data.draw(st.sampled_from(ACTIONS))
            names = CALLERS if action == "withdraw" else LIKELY_CALLERS[action]
            caller = service.callers[data.draw(st.sampled_from(names))]
            content = None
            if action == "revise":
                cites = self.draw_cited(data) if record.record_type == "target" else []
                new = self.new_content(record.record_type, cites)
                content = data.draw(st.sampled_from([new, dict(record.revisions[-1].content), {}]))
            condition = self.build_condition(
                caller, record, data.draw(st.sampled_from(["right", "right", "stale", "*", None]))
            )
            self.comparison.send(Write(caller, action, record, content, condition, key))

        def build_condition(self, caller: Caller, record: Record, condition: str | None) -> int | str | None:
            _, visible = self.comparison.model.read(caller, record)
            if condition in ("*", None):
                return condition
            current = visible.number if visible else 1
            return current if condition == "right" else max(0, current - 1) or 99

        def repeat(self, data: st.DataObject) -> None:
            """Repeat a write as if its response was lost, or send another request with the same key."""
            write = data.draw(st.sampled_from([one for one in self.comparison.writes if one.idempotency_key]))
            if data.draw(st.sampled_from([False, False, True])):
                record = self.comparison.new_record("target", "kemenkop-ukm")
                content = self.new_content("target", [SEED_SOURCE])
                write = Write(write.caller, "create", record, content, idempotency_key=write.idempotency_key)
            self.comparison.send(write)

        def teardown(self) -> None:
            if self.comparison.agrees:
                self.comparison.compare_all()

    return RandomWrites
