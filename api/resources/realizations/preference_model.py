"""The manual preference for a realization of a key, valid until it is withdrawn."""

from typing import Annotated

import msgspec
from msgspec import Meta

from api import types
from api.service_url import MAX_URL_LENGTH

PreferenceReason = Annotated[
    str,
    Meta(
        max_length=4000,
        description="Reason of the preference, or of its withdrawal.",
        examples=["Laporan tahunan yang telah diaudit; siaran pers membulatkan ke atas."],
    ),
]


class Preference(msgspec.Struct, frozen=True):
    """A manual preference for a realization over all others of its key, or its withdrawal."""

    realization: Annotated[
        types.RecordId,
        Meta(description="Id of the realization.", examples=["01a1fb67-1800-7000-8000-000000000205"]),
    ]
    url: Annotated[
        str,
        Meta(
            max_length=MAX_URL_LENGTH,
            description="URL of the preference on this service.",
            examples=["/v1/realizations/01a1fb67-1800-7000-8000-000000000205/preference"],
        ),
    ]
    revision: types.Revision
    active: Annotated[
        bool,
        Meta(
            description="False after a withdrawal. An active preference has effect while the realization is published, "
            "known by `as_of` and has the same key.",
            examples=[True],
        ),
    ]
    reason: PreferenceReason
    recorded_at: types.RecordedAt
    recorded_by: types.RecordedBy


class AppliedPreference(msgspec.Struct, frozen=True):
    """Author and reason of the manual preference that selected a realization."""

    reason: PreferenceReason
    recorded_by: types.RecordedBy
    recorded_at: types.RecordedAt
