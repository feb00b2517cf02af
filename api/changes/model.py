"""The change: that something became visible, is different, or is gone."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from api import words

NOUNS = ("program", "indicator", "target", "realization", "source", "claim", "institution", "region", "unit")


class Change(msgspec.Struct, frozen=True):
    """One change that the public can see. What is now so stands at its address."""

    cursor: Annotated[
        str,
        Meta(
            description="The place of this change: `after` it the feed goes on.",
            examples=["HtYv5ZqTmQpbMSwiMTA0MiIsIjciXQ"],
        ),
    ]
    kind: Annotated[
        Literal["published", "changed", "withdrawn", "preferred", "unpreferred"],
        Meta(
            description="`published` for the first time, `changed` since, `withdrawn` with a reason; a realization was "
            "`preferred` by a person, or is no longer. Later releases may have more.",
            examples=["published"],
        ),
    ]
    noun: Annotated[str, Meta(description="What it is that changed.", examples=["target"])]
    address: Annotated[
        str,
        Meta(
            description="Where it stands on this service.",
            examples=["/v1/targets/01a1fb67-1800-7000-8000-000000000108"],
        ),
    ]
    key: Annotated[str, Meta(description="Its `id` or `code`.", examples=["01a1fb67-1800-7000-8000-000000000108"])]
    revision: Annotated[
        int,
        Meta(
            description="The revision that came to be; of the preference, where a realization was preferred or is no "
            "longer.",
            examples=[1],
            extra_json_schema={"format": "int32"},
        ),
    ]
    recorded_at: words.RecordedAt


class ChangeMeta(msgspec.Struct, frozen=True):
    """How to go on."""

    limit: Annotated[
        int, Meta(description="The `limit` of the request.", examples=[100], extra_json_schema={"format": "int32"})
    ]
    has_more: Annotated[
        bool,
        Meta(
            description="Whether to ask again at once. With filters a page may be empty and the feed still go on.",
            examples=[False],
        ),
    ]
    next_cursor: Annotated[
        str,
        Meta(description="Ask for what comes `after` it; always there.", examples=["HtYv5ZqTmQpbMSwiMTA0MiIsIjciXQ"]),
    ]


class ChangePage(msgspec.Struct, frozen=True):
    """One page of the feed: the changes in order, and how to go on."""

    data: Annotated[list[Change], Meta(description="The changes of this page, oldest first.")]
    meta: ChangeMeta
