"""The short response to the creation of a record: `Prefer: return=minimal`."""

from typing import Annotated

import msgspec
from msgspec import Meta

from api.service_url import find_path

REFERENCE_TYPE = "application/vnd.capaian.reference+json"


class CreatedRecord(msgspec.Struct, frozen=True):
    """The new record, because of `Prefer: return=minimal`."""

    type: Annotated[
        str, Meta(description="Type of the record, such as `target`, `mapping` or `preference`.", examples=["target"])
    ]
    id: Annotated[
        str,
        Meta(
            description="Id, code or name of the record; of a preference, the id of its realization.",
            examples=["01a1fb67-1800-7000-8000-000000000108"],
        ),
    ]
    url: Annotated[
        str,
        Meta(description="URL of the record.", examples=["/v1/targets/01a1fb67-1800-7000-8000-000000000108"]),
    ]


def encode_created_record(location: str) -> bytes:
    """Return the JSON of a new record at `/v1/{collection}/{id}` or `/v1/{collection}/{id}/{type}`."""
    collection, id_, *type_ = find_path(location).split("/")[2:]
    return msgspec.json.encode(CreatedRecord(type_[0] if type_ else collection.removesuffix("s"), id_, location))


CREATED_RECORD_EXAMPLE = {
    "type": "target",
    "id": "01a1fb67-1800-7000-8000-000000000108",
    "url": "/v1/targets/01a1fb67-1800-7000-8000-000000000108",
}
