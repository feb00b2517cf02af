"""A person's word on which realization of a key is to be preferred, and why; it stands until it is withdrawn."""

from typing import Annotated

import msgspec
from msgspec import Meta

from api import words

Why = Annotated[
    str,
    Meta(
        max_length=4000,
        description="Why it is preferred, or no longer.",
        examples=["Laporan tahunan yang telah diaudit; siaran pers membulatkan ke atas."],
    ),
]


class Preference(msgspec.Struct, frozen=True):
    """That a person preferred a realization to all others of its key, and why; or that they no longer do."""

    realization: Annotated[
        words.Identifier,
        Meta(description="Id of the realization.", examples=["01a1fb67-1800-7000-8000-000000000205"]),
    ]
    revision: words.Revision
    stands: Annotated[
        bool,
        Meta(
            description="Whether it stands. It has effect where the realization counts by `as_of` and is in the key "
            "that it had then.",
            examples=[True],
        ),
    ]
    reason: Why
    recorded_at: words.RecordedAt
    recorded_by: words.RecordedBy


class Preferring(msgspec.Struct, frozen=True):
    """Who put a realization before all others of its key, and why."""

    reason: Why
    recorded_by: words.RecordedBy
    recorded_at: words.RecordedAt
