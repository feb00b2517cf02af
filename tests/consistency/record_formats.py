"""Convert revisions of the model to requests, and responses to values that the model can be compared with."""

from datetime import date, datetime, timedelta
from typing import Any

from tests.consistency.records import Content, Record, Revision

FIGURE: dict[str, Any] = {
    "indicator": "umkm-onboarded", "nature": "stock", "period": "2025",
}  # fmt: skip


def build_body(record: Record, content: Content) -> Content:
    """Return the body of the request that creates a record."""
    if record.record_type == "source":
        publisher = {} if record.owner is None else {"publisher": record.owner}
        return {"code": record.key, "kind": "report", "date_basis": "unknown", **publisher, **content}
    stated_on = date(2000, 1, 1) + timedelta(days=record.number)
    return {**FIGURE, "stated_on": stated_on.isoformat(), "institution": record.owner, **build_patch(content)}


def build_patch(content: Content) -> Content:
    """Return the body of the request that changes these fields."""
    if "cites" not in content:
        return content
    others = {name: value for name, value in content.items() if name != "cites"}
    return others | {"citations": [{"source": code, "locator": "p. 1"} for code in content["cites"]]}


def compared_fields(row: dict[str, Any]) -> tuple[Any, ...]:
    """Return the fields of a response that the model has too."""
    content = (
        {"title": row["title"]} if "title" in row
        else {"value": row["value"], "cites": [citation["source"] for citation in row["citations"]]}
    )  # fmt: skip
    return row["revision"], row["status"], row["recorded_by"], row["reason"], row["recorded_at"], content


def expected_fields(revision: Revision | None) -> tuple[Any, ...] | None:
    """Return the fields of a revision of the model in the order of `compared_fields`."""
    return revision and (
        revision.number, revision.status, revision.author, revision.reason, revision.recorded_at, revision.content,
    )  # fmt: skip


def audit_ordinal(entry: dict[str, Any]) -> int:
    return int(entry["position"].rpartition("/")[2])


def just_before(recorded_at: str) -> str:
    """Return the last timestamp at which the previous revision was current."""
    return (datetime.fromisoformat(recorded_at) - timedelta(microseconds=1)).isoformat().replace("+00:00", "Z")
