"""One entry of the list of reviews."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from api.service_url import MAX_URL_LENGTH

ReviewType = Literal[
    "import", "program", "indicator", "target", "realization", "source", "claim", "institution", "unit"
]


class Review(msgspec.Struct, frozen=True):
    """A submitted import, or a submitted record that is not part of a listed import."""

    type: Annotated[ReviewType, Meta(description="`import`, or the type of the record.", examples=["import"])]
    id: Annotated[
        str,
        Meta(
            max_length=64,
            description="Id of the import, or id or code of the record.",
            examples=["01a1fb67-1800-7000-8000-0000000000aa"],
        ),
    ]
    url: Annotated[
        str,
        Meta(
            max_length=MAX_URL_LENGTH,
            description="URL of the import or record on this service.",
            examples=["/v1/imports/01a1fb67-1800-7000-8000-0000000000aa"],
        ),
    ]
    institution: (
        Annotated[
            str,
            Meta(
                max_length=64,
                description="Institution that owns the record, or all records of the import; null if there is none, or "
                "if they have several.",
                examples=["kemenkop-ukm"],
            ),
        ]
        | None
    )
    record_count: Annotated[
        int,
        Meta(ge=1, description="Number of records: 1, or those that the import created or revised.", examples=[1140]),
    ]
    submitted_by: Annotated[
        str, Meta(max_length=500, description="Principal that submitted it.", examples=["kemenkop-data"])
    ]
    submitted_at: Annotated[
        datetime, Meta(tz=True, description="When it was submitted.", examples=["2026-11-21T00:00:00Z"])
    ]
