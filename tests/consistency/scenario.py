"""A sequence of writes that applies every rule of the model."""

from collections.abc import Iterator
from functools import partial

from tests.consistency.comparison import SEED_SOURCE, Comparison
from tests.consistency.records import Caller, Content, Record, Write

# The rules of the model that reject a write.
REJECTING_RULES = {
    "no key", "scope", "institution", "code is taken", "unknown source", "no If-Match", "stale", "status",
    "withdrawal by a writer", "no citation", "draft of another writer", "withdrawal of others' draft",
    "publisher is an author", "unpublished source", "source is cited", "If-Match names no revision",
    "withdrawer restores",
}  # fmt: skip

WRITES_UNTIL_PUBLISHED = 7  # then a source and a target that cites it are published


def name_seen_revision(comparison: Comparison, caller: Caller, action: str, record: Record) -> Write:
    """Return a decision with the number of the revision that the caller reads."""
    _, seen = comparison.model.read(caller, record)
    return Write(caller, action, record, condition=seen.number if seen else 1)


def write_scenario(comparison: Comparison) -> Iterator[Write]:
    """Yield the writes. Each one needs the results of the previous ones, so send a write before you take the next."""
    callers, decide = comparison.service.callers, partial(name_seen_revision, comparison)
    writer, colleague, publisher, editor = (callers[name] for name in ("writer", "colleague", "publisher", "editor"))
    source, target = comparison.new_record("source", "idea"), comparison.new_record("target", "idea")

    def figure(value: int, *cites: str) -> Content:
        return {"value": value, "cites": list(cites)}

    yield Write(writer, "create", source, {"title": "Laporan"})
    yield Write(writer, "create", target, figure(1, source.key))
    yield Write(writer, "submit", target)
    yield decide(publisher, "publish", target)  # its source is still a draft
    yield Write(writer, "submit", source)
    yield decide(publisher, "publish", source)
    yield decide(publisher, "publish", target)

    yield Write(publisher, "withdraw", target, condition="*")
    yield decide(publisher, "withdraw", source)
    yield decide(colleague, "withdraw", target)
    yield Write(writer, "submit", target)
    yield Write(writer, "revise", target, {"value": 2})
    yield Write(writer, "revise", target, {"value": 2}, 1)
    yield Write(writer, "revise", target, {}, "*")
    yield Write(writer, "revise", target, {"value": 2}, target.revisions[-1].number)
    yield Write(colleague, "revise", target, {"value": 3}, "*")

    duplicate = comparison.new_record("source", "idea")
    duplicate.key = source.key
    yield Write(colleague, "create", duplicate, {"title": "Laporan"})
    for name in ("public", "admin", "bound"):
        yield Write(callers[name], "create", comparison.new_record("target", "idea"), figure(4, SEED_SOURCE))

    uncited, shared = comparison.new_record("target", "idea"), comparison.new_record("target", "kemenkop-ukm")
    key = f"once-{source.key}"
    yield Write(writer, "create", uncited, figure(5))
    yield Write(writer, "submit", uncited)
    yield decide(publisher, "publish", uncited)
    yield Write(writer, "create", shared, figure(6, SEED_SOURCE), idempotency_key=key)
    yield Write(writer, "create", shared, figure(6, SEED_SOURCE), idempotency_key=key)
    yield Write(writer, "create", shared, figure(7, SEED_SOURCE), idempotency_key=key)
    yield Write(writer, "submit", shared)
    yield Write(editor, "revise", shared, {"value": 8}, "*")
    yield decide(writer, "withdraw", shared)
    yield Write(writer, "submit", shared)
    yield decide(editor, "publish", shared)

    withdrawn = comparison.new_record("source", "idea")
    yield Write(writer, "create", withdrawn, {"title": "Laporan"})
    yield decide(writer, "withdraw", withdrawn)
    yield Write(writer, "create", comparison.new_record("target", "idea"), figure(9, withdrawn.key))

    yield decide(publisher, "withdraw", target)
    yield decide(publisher, "restore", target)
    yield decide(publisher, "withdraw", source)
    for record in (target, source, target):  # the source of the target is withdrawn at first
        yield decide(editor, "restore", record)
