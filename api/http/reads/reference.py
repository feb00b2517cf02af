"""References to records: every response names a record by its type, id and URL."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from api.service_url import MAX_URL_LENGTH, build_url

RecordType = Literal[
    "program", "indicator", "target", "realization", "source", "claim", "institution", "region", "unit"
]
RECORD_URL_DESCRIPTION = "URL of the record on this service."
FigureUrl = Annotated[
    str,
    Meta(
        max_length=MAX_URL_LENGTH,
        description=RECORD_URL_DESCRIPTION,
        examples=["/v1/realizations/01a1fb67-1800-7000-8000-000000000205"],
    ),
]


class RecordReference(msgspec.Struct, frozen=True):
    """A reference to a record."""

    type: Annotated[RecordType, Meta(description="Type of the record.", examples=["target"])]
    id: Annotated[
        str,
        Meta(
            max_length=64,
            description="Id or code of the record.",
            examples=["01a1fb67-1800-7000-8000-000000000108"],
        ),
    ]
    url: Annotated[
        str,
        Meta(
            max_length=MAX_URL_LENGTH,
            description=RECORD_URL_DESCRIPTION,
            examples=["/v1/targets/01a1fb67-1800-7000-8000-000000000108"],
        ),
    ]


def build_record_url(record_type: str, record_id: object) -> str:
    """Return the URL of a record; the name of a collection is the plural of its type."""
    return build_url(f"/v1/{record_type}s/{record_id}")


def build_reference(record_type: RecordType, record_id: object) -> RecordReference:
    return RecordReference(record_type, str(record_id), build_record_url(record_type, record_id))
