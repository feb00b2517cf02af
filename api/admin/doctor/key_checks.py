"""Checks of API keys: their expiry and use, and who created the two keys of the four-eyes rule."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import NamedTuple

from api.admin.doctor.finding import InstallationFinding
from api.auth.api_key_store import ApiKey
from api.errors import Text

UNUSED_DAYS = 180
MAX_NAMED_KEYS = 5  # of one finding

_FOUR_EYES = Text(
    "Satu orang yang memegang kedua kunci itu dapat menerbitkan pekerjaannya sendiri.",
    "One person who has both keys can publish the own work.",
)
_OTHER_CREATOR = Text(
    "Pastikan dua orang memegangnya. Cabut salah satu, dan minta pengelola lain membuat penggantinya.",
    "Make sure that two people have them. Revoke one of them, and let another administrator create its replacement.",
)


class KeyPair(NamedTuple):
    """Two keys of one creator: the first wrote records that the second published. `example`: one of them."""

    created_by: str
    writing_key: str
    publishing_key: str
    record_count: int
    example: str


def check_published_pairs(pairs: Iterable[KeyPair]) -> list[InstallationFinding]:
    """Warn if one administrator created both the key that wrote a record and the key that published it."""
    return [
        InstallationFinding(
            "warning",
            "one_creator_of_both_keys",
            Text(
                f"{pair.created_by} membuat kunci {pair.writing_key}, yang menulis, dan kunci {pair.publishing_key}, "
                f"yang menerbitkan, {pair.record_count} rekaman, antara lain {pair.example}.",
                f"{pair.created_by} created key {pair.writing_key}, which wrote, and key {pair.publishing_key}, which "
                f"published, {pair.record_count} records, for example {pair.example}.",
            ),
            _FOUR_EYES,
            _OTHER_CREATOR,
        )
        for pair in pairs
    ]


def check_creators(keys: Iterable[ApiKey], now: datetime) -> list[InstallationFinding]:
    """Warn if one administrator created used keys of one institution for writing and for publishing."""
    used = [key for key in keys if is_valid(key, now) and key.last_used_on is not None and key.institution is not None]
    findings = []
    for (institution, creator), group in groupby(sorted(used, key=_owner), key=_owner):
        created = list(group)
        writers = [key for key in created if "write" in key.scopes]
        publishers = [key for key in created if "publish" in key.scopes]
        if any(writer.name != publisher.name for writer in writers for publisher in publishers):
            both = list_ids({key.id for key in (*writers, *publishers)})
            findings.append(
                InstallationFinding(
                    "warning",
                    "one_creator_for_institution",
                    Text(
                        f"{creator} membuat semua kunci ini untuk instansi {institution}, untuk menulis dan "
                        f"menerbitkan: {both}.",
                        f"{creator} created all these keys of the institution {institution}, for writing and for "
                        f"publishing: {both}.",
                    ),
                    _FOUR_EYES,
                    _OTHER_CREATOR,
                )
            )
    return findings


def check_expiry(keys: Iterable[ApiKey], now: datetime) -> list[InstallationFinding]:
    """Warn about valid keys that never expire."""
    endless = [key.id for key in keys if is_valid(key, now) and key.expires_at is None]
    if not endless:
        return []
    return [
        InstallationFinding(
            "warning",
            "keys_without_expiry",
            Text(
                f"{len(endless)} kunci tidak berakhir: {list_ids(endless)}.",
                f"{len(endless)} keys do not expire: {list_ids(endless)}.",
            ),
            Text(
                "Kunci yang bocor atau dilupakan tetap berlaku selamanya.",
                "A key that is leaked or no longer needed stays valid without limit.",
            ),
            Text(
                "Buat kunci baru dengan --expires-on, lalu cabut yang lama.",
                "Create new keys with --expires-on, then revoke the old ones.",
            ),
        )
    ]


def check_use(keys: Iterable[ApiKey], now: datetime) -> list[InstallationFinding]:
    """Warn about valid keys without any use for UNUSED_DAYS, counted from their creation if they were never used."""
    limit: date = (now - timedelta(days=UNUSED_DAYS)).date()
    unused = [key.id for key in keys if is_valid(key, now) and (key.last_used_on or key.created_at.date()) < limit]
    if not unused:
        return []
    return [
        InstallationFinding(
            "warning",
            "keys_unused",
            Text(
                f"{len(unused)} kunci tidak dipakai selama {UNUSED_DAYS} hari: {list_ids(unused)}.",
                f"{len(unused)} keys were not used for {UNUSED_DAYS} days: {list_ids(unused)}.",
            ),
            Text(
                "Kebocoran kunci yang tidak dipakai tidak akan disadari.", "The theft of an unused key is not noticed."
            ),
            Text("Cabut dengan capaian keys revoke.", "Revoke them with capaian keys revoke."),
        )
    ]


def is_valid(key: ApiKey, now: datetime) -> bool:
    return key.revoked_at is None and (key.expires_at is None or key.expires_at > now)


def list_ids(ids: Iterable[str]) -> str:
    """Return the ids, separated by commas; `…` stands for those after MAX_NAMED_KEYS."""
    found: Sequence[str] = sorted(ids)
    return ", ".join(found[:MAX_NAMED_KEYS]) + (", …" if len(found) > MAX_NAMED_KEYS else "")


def _owner(key: ApiKey) -> tuple[str, str]:
    return key.institution or "", key.created_by
