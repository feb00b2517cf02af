"""A caller, and a key as it is asked for and as it is shown, this once."""

import re
import unicodedata
from datetime import UTC, datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from api import words
from api.access.caller import Scope
from api.access.keyring import KeyRecord
from api.faults import Fault, Text

RESERVED = frozenset({"system", "console"})  # who enters what ships, and who runs the service
LATEST = datetime(2201, 1, 1, tzinfo=UTC)
NAME_PATTERN = words.LABEL_PATTERN.replace("[^", "[^#")  # `#` marks a token's subject
# Letters without a shape, which a label may need and a name does not: fillers, selectors of variants, tags.
HIDDEN = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0000-\U000e0fff]")
LIKE_A_FORMULA = re.compile(r"[-=+@]")
MOST_GRACE = 90  # days


class Me(msgspec.Struct, frozen=True):
    """Who is asking, as the service sees it."""

    principal: Annotated[str, Meta(description="The name that revisions will bear.", examples=["kemenkop-ukm data"])]
    scopes: Annotated[
        list[Literal["admin", "publish", "read:drafts", "write"]],
        Meta(description="What the key may do.", examples=[["write"]]),
    ]
    institution: (
        Annotated[words.Code, Meta(description="The only institution it writes for.", examples=["kemenkop-ukm"])] | None
    )
    expires_at: (
        Annotated[datetime, Meta(tz=True, description="When it ends.", examples=["2027-11-21T00:00:00Z"])] | None
    )


class NewKey(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A key to make. What is not limited is said to be so, with null."""

    name: Annotated[
        str,
        Meta(
            min_length=1,
            max_length=500,
            description="The principal, whom revisions name in public: an office, not a person. All keys of one name "
            "are the same principal. Neither `system` nor `console`.",
            examples=["kemenkop-ukm data"],
            extra_json_schema={"pattern": NAME_PATTERN},
        ),
    ]
    scopes: Annotated[
        list[Scope], Meta(min_length=1, max_length=4, description="What it may do.", examples=[["write"]])
    ]
    institution: Annotated[
        words.Code | None,
        Meta(description="The only institution it writes for; null for all.", examples=["kemenkop-ukm"]),
    ]
    expires_at: Annotated[
        Annotated[datetime, Meta(tz=True)] | None,
        Meta(description="When it ends; null for never.", examples=["2027-11-21T00:00:00Z"]),
    ]


class KeyRotation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a key is renewed."""

    grace_days: Annotated[
        int, Meta(ge=0, le=MOST_GRACE, description="Days in which the old key stays good.", examples=[7])
    ] = 7


class MadeKey(KeyRecord, frozen=True):
    """A new key with its secret, which nobody is shown again."""

    key: Annotated[
        str,
        Meta(
            description="The key itself, for `Authorization: Bearer …` or `X-API-Key`. Only its hash is kept.",
            examples=["cap_CTaAVstJsO_…"],
        ),
    ]


def faults_of(new: NewKey, now: datetime) -> list[Fault]:
    """What no key may be, whoever makes it; the database holds the same (schema/migrations)."""
    return [*_faults_of_name(new.name), *_faults_of_end(new.expires_at, now)]


def _faults_of_name(name: str) -> list[Fault]:
    said: Text | None = None
    if unicodedata.normalize("NFKC", name).lower() in RESERVED:
        said = Text("dipakai oleh layanan ini sendiri", "is used by this service itself")
    elif "#" in name:
        said = Text("tidak boleh memuat #, tanda subjek token", "must not contain #, which marks a token's subject")
    elif LIKE_A_FORMULA.match(name):
        said = Text(
            "tidak boleh diawali =, +, -, atau @, yang dibaca lembar kerja sebagai rumus",
            "must not begin with =, +, - or @, which spreadsheets take for a formula",
        )
    elif name != name.strip():
        said = Text("tidak boleh diawali atau diakhiri spasi", "must not begin or end with a space")
    elif not re.fullmatch(NAME_PATTERN, name) or HIDDEN.search(name) or not unicodedata.is_normalized("NFC", name):
        said = Text(
            "harus satu baris tanpa aksara kendali atau aksara tak terlihat",
            "must be one line without control or invisible characters",
        )
    return [] if said is None else [Fault("not-a-name", said, pointer="/name")]


def _faults_of_end(expires_at: datetime | None, now: datetime) -> list[Fault]:
    if expires_at is None or now < expires_at < LATEST:
        return []
    said = Text("harus di masa depan, sebelum tahun 2201", "must be in the future, before the year 2201")
    return [Fault("not-in-the-future", said, pointer="/expires_at")]
