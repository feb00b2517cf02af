"""How the words of the model are said over HTTP, and what is heard of an answer."""

from datetime import datetime, timedelta
from typing import Any

from tests.soundness.entities import Content, Entity, Revision

FIGURE: dict[str, Any] = {
    "indicator": "umkm-onboarded", "nature": "stock", "period": "2025", "stated_on": "2022-06-01",
}  # fmt: skip


def entry(of: Entity, content: Content) -> Content:
    if of.noun == "source":
        named = {} if of.owner is None else {"publisher": of.owner}
        return {"code": of.key, "kind": "report", "date_basis": "unknown", **named, **content}
    return {**FIGURE, "institution": of.owner, **members(content)}


def members(content: Content) -> Content:
    if "cites" not in content:
        return content
    others = {name: value for name, value in content.items() if name != "cites"}
    return others | {"citations": [{"source": code, "locator": "p. 1"} for code in content["cites"]]}


def told(row: dict[str, Any]) -> tuple[Any, ...]:
    """Of an answer, what the model speaks of."""
    content = (
        {"title": row["title"]} if "title" in row
        else {"value": row["value"], "cites": [citation["source"] for citation in row["citations"]]}
    )  # fmt: skip
    return row["revision"], row["status"], row["recorded_by"], row["reason"], row["recorded_at"], content


def as_told(revision: Revision | None) -> tuple[Any, ...] | None:
    return revision and (
        revision.number, revision.status, revision.by, revision.reason, revision.moment, revision.content,
    )  # fmt: skip


def ordinal(entry: dict[str, Any]) -> int:
    return int(entry["position"].rpartition("/")[2])


def just_before(moment: str) -> str:
    """The last moment at which the state before was still in place."""
    return (datetime.fromisoformat(moment) - timedelta(microseconds=1)).isoformat().replace("+00:00", "Z")
