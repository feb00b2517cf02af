"""Releases in responses: the date, the changelog entries, and the changes of the OpenAPI document."""

from datetime import date
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

ChangelogEntryKind = Literal["added", "changed", "deprecated", "removed", "fixed", "security"]
ChangeImpact = Literal["breaking", "additive"]


class ChangelogEntry(msgspec.Struct, frozen=True):
    """One change in a release."""

    kind: Annotated[ChangelogEntryKind, Meta(description="Kind of change.", examples=["added"])]
    text: Annotated[
        str,
        Meta(
            description="Description in English; code is between backticks.",
            examples=["`as_of` selects what had been stated by a day."],
        ),
    ]


class OpenApiChange(msgspec.Struct, frozen=True):
    """One difference between the OpenAPI documents of a release and of the release before it."""

    impact: Annotated[
        ChangeImpact,
        Meta(
            description="`breaking` if clients of the release before can fail, `additive` if they can do more.",
            examples=["additive"],
        ),
    ]
    text: Annotated[
        str, Meta(description="Description in English.", examples=["The optional parameter `period_to` is new."])
    ]
    locations: Annotated[
        list[str],
        Meta(
            description="Operations by method and path, or pointers into the document.",
            examples=[["GET /v1/targets"]],
        ),
    ]


class RenamedPart(msgspec.Struct, frozen=True):
    """Names that a release replaces or removes."""

    group: Annotated[str, Meta(description="Part of the API.", examples=["Imports"])]
    where: Annotated[str, Meta(description="What has the names, in English.", examples=["import run and query"])]
    before: Annotated[str, Meta(description="Names in the release before.", examples=["`state`"])]
    after: Annotated[str, Meta(description="Names in this release, in the same order.", examples=["`status`"])]


class Release(msgspec.Struct, frozen=True):
    """One release of the service."""

    version: Annotated[str, Meta(description="Version (Semantic Versioning).", examples=["0.1.0"])]
    released_on: Annotated[date, Meta(description="Day of the release.", examples=["2026-11-24"])]
    entries: Annotated[list[ChangelogEntry], Meta(description="Changes, in reading order.")]
    renamed: Annotated[list[RenamedPart], Meta(description="Names that do not work any more.")]
    api_changes: Annotated[
        list[OpenApiChange],
        Meta(description="Changes of the OpenAPI document, without changed texts; empty for the first release."),
    ]


class Changelog(msgspec.Struct, frozen=True):
    """All releases, newest first."""

    releases: Annotated[list[Release], Meta(description="Releases, newest first.")]
