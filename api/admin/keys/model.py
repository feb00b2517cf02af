"""Models of the caller and of API keys, and the validation of a new key."""

import re
import unicodedata
from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar, Literal

import msgspec
from msgspec import Meta

from api import types
from api.auth.api_key_store import ApiKey
from api.auth.caller import AccessScope
from api.auth.principal_names import mixes_scripts, normalize_name
from api.errors import ErrorDetail, Text
from api.text_rules import FORMULA, is_formula, is_label

RESERVED_NAMES = frozenset({"system", "console"})  # principals of the seed data and of the command line
MAX_EXPIRY = datetime(2201, 1, 1, tzinfo=UTC)
NAME_PATTERN = r"^[^# \n\r\t=+@-]([^#\n\r\t]*[^# \n\r\t])?$"  # `#` separates the subject of a token
# Invisible characters that a label can need and a name cannot: fillers, variation selectors, tags.
INVISIBLE_CHARACTERS = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0000-\U000e0fff]"
)
ONE_SCRIPT = Text(
    "mencampur huruf dua aksara, misalnya Latin dan Kiril, yang tampak sama. Silakan pakai satu aksara",
    "mixes letters of two scripts, such as Latin and Cyrillic, which look the same. Use one script",
)
MAX_GRACE_DAYS = 90  # days


class CurrentCaller(msgspec.Struct, frozen=True):
    """The caller of the request."""

    principal: Annotated[str, Meta(description="Principal: the author of revisions.", examples=["kemenkop-ukm data"])]
    scopes: Annotated[
        list[Literal["admin", "publish", "read:drafts", "write"]],
        Meta(description="Scopes of the key.", examples=[["write"]]),
    ]
    institution: (
        Annotated[
            types.Code, Meta(description="The only institution for which the key can write.", examples=["kemenkop-ukm"])
        ]
        | None
    )
    expires_at: (
        Annotated[datetime, Meta(tz=True, description="Expiry of the key.", examples=["2027-11-21T00:00:00Z"])] | None
    )


class ApiKeyInput(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The key to create; null means no limit."""

    has_verbatim_texts: ClassVar[bool] = True  # a name that is not in NFC is an error

    name: Annotated[
        str,
        Meta(
            min_length=1,
            max_length=500,
            description="Principal, which is public in revisions: name an office, not a person. All keys of one name "
            "are the same principal. A name that differs from another one only in case, spaces or look-alike letters, "
            "or mixes scripts, is rejected. `system` and `console` are reserved.",
            examples=["kemenkop-ukm data"],
            extra_json_schema={"pattern": NAME_PATTERN},
        ),
    ]
    scopes: Annotated[
        list[AccessScope], Meta(min_length=1, max_length=4, description="Scopes of the key.", examples=[["write"]])
    ]
    institution: Annotated[
        types.Code | None,
        Meta(description="The only institution for which the key can write; null for all.", examples=["kemenkop-ukm"]),
    ]
    expires_at: Annotated[
        Annotated[datetime, Meta(tz=True)] | None,
        Meta(description="Expiry of the key; null for none.", examples=["2027-11-21T00:00:00Z"]),
    ]


class ApiKeyRotationInput(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The rotation of a key."""

    grace_days: Annotated[
        int, Meta(ge=0, le=MAX_GRACE_DAYS, description="Days until the old key ends.", examples=[7])
    ] = 7


class CreatedApiKey(ApiKey, frozen=True):
    """A new key with its secret, which is shown only once."""

    key: Annotated[
        str,
        Meta(
            description="The complete key, for `Authorization: Bearer …` or `X-API-Key`. Only its hash is stored.",
            examples=["cap_CTaAVstJsO_…"],
        ),
    ]


def validate_api_key_input(new: ApiKeyInput, now: datetime) -> list[ErrorDetail]:
    """Return the errors of a new key; the database has the same rules (schema/migrations)."""
    return [*validate_name(new), *validate_expiry(new, now)]


def validate_name(new: Any) -> list[ErrorDetail]:
    name: str = new.name
    text: Text | None = None
    if (comparable := normalize_name(name)) in RESERVED_NAMES:
        text = Text("dicadangkan untuk layanan ini", "is reserved for the service")
    elif "#" in comparable:
        text = Text(
            "tidak boleh memuat #, penanda subjek token", "must not contain #, which marks the subject of a token"
        )
    elif is_formula(name):
        text = FORMULA
    elif name != name.strip():
        text = Text("tidak boleh diawali atau diakhiri spasi", "must not begin or end with a space")
    elif not is_label(name) or INVISIBLE_CHARACTERS.search(name) or not unicodedata.is_normalized("NFC", name):
        text = Text(
            "harus satu baris tanpa aksara kendali atau aksara tak terlihat",
            "must be one line without control or invisible characters",
        )
    elif mixes_scripts(name):
        text = ONE_SCRIPT
    return [] if text is None else [ErrorDetail("not_a_name", text, pointer="/name")]


def validate_expiry(new: Any, now: datetime) -> list[ErrorDetail]:
    if new.expires_at is None or now < new.expires_at < MAX_EXPIRY:
        return []
    text = Text("harus di masa depan, sebelum tahun 2201", "must be in the future, before the year 2201")
    return [ErrorDetail("not_in_the_future", text, pointer="/expires_at")]
