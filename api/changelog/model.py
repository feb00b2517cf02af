"""Releases: the day of each, what it brought, and what changed in the contract."""

from datetime import date
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

Kind = Literal["added", "changed", "deprecated", "removed", "fixed", "security"]
Impact = Literal["breaking", "addition"]


class Entry(msgspec.Struct, frozen=True):
    """One thing that a release brought."""

    kind: Annotated[Kind, Meta(description="What kind of a change it is.", examples=["added"])]
    text: Annotated[
        str,
        Meta(
            description="What is so since then, in English; code stands between backticks.",
            examples=["`as_of` answers with what had been stated by a day."],
        ),
    ]


class ContractChange(msgspec.Struct, frozen=True):
    """One difference between the contract of a release and that of the release before it."""

    impact: Annotated[
        Impact,
        Meta(description="Whether clients of the release before may break, or can do more.", examples=["addition"]),
    ]
    text: Annotated[
        str, Meta(description="What differs, in English.", examples=["The optional parameter `period_to` is new."])
    ]
    places: Annotated[
        list[str],
        Meta(
            description="The operations that it is about, by method and path, or places of the document.",
            examples=[["GET /v1/targets"]],
        ),
    ]


class Release(msgspec.Struct, frozen=True):
    """One release of the service."""

    version: Annotated[str, Meta(description="Its version (Semantic Versioning).", examples=["0.1.0"])]
    date: Annotated[date, Meta(description="The day of the release.", examples=["2026-11-24"])]
    entries: Annotated[list[Entry], Meta(description="What it brought, in reading order.")]
    contract: Annotated[
        list[ContractChange],
        Meta(description="What changed in the contract but for words; empty for the first release."),
    ]


class Changelog(msgspec.Struct, frozen=True):
    """All releases, newest first."""

    releases: Annotated[list[Release], Meta(description="The releases, newest first.")]
