"""The chain by itself: one spelling of an entry, and no entry that could be changed without its hash."""

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from api.trail.entries import BEFORE_THE_FIRST, FIELDS, canonical, chained, entry_of
from api.trail.verify_export import Head, Seal, Walk
from tests.trail.conftest import new_signer

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
MAYBE = st.none() | TEXT
ROWS = st.tuples(
    st.integers(1, 2**31 - 1), st.integers(3, 2**64 - 1), st.integers(1, 2**63 - 1),
    st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001  # the zone is given beside
    TEXT, MAYBE, MAYBE, MAYBE, TEXT, MAYBE, MAYBE, st.none() | st.integers(1, 2**31 - 1),
    st.none() | st.binary(min_size=32, max_size=32), TEXT,
)  # fmt: skip
SIGNER = new_signer()


def chain(rows: list[tuple[Any, ...]]) -> list[tuple[Any, Any, Seal]]:
    head, links = BEFORE_THE_FIRST, []
    for number, row in enumerate(rows, 1):
        head = chained(head, entry_of(row))
        is_last = number == len(rows)
        signature = SIGNER.sign(number, head) if is_last else None
        links.append((row[:3], entry_of(row), Seal(number, head, signature, SIGNER.public_key if is_last else None)))
    return links


def is_intact(links: list[tuple[Any, Any, Seal]], noted: Head | None = None) -> bool:
    walk = Walk([SIGNER.public_key], noted)
    return not [fault for link in links for fault in walk.step(*link)] and not list(walk.end())


@given(ROWS)
def test_an_entry_holds_every_field_and_is_read_back_as_it_was_written(row: tuple[Any, ...]) -> None:
    entry = entry_of(row)
    assert tuple(entry) == FIELDS
    assert json.loads(canonical(entry)) == entry
    assert canonical(json.loads(canonical(entry))) == canonical(entry)


@given(ROWS, ROWS)
def test_entries_that_differ_have_different_hashes(one: tuple[Any, ...], other: tuple[Any, ...]) -> None:
    assume(one != other)
    assert chained(BEFORE_THE_FIRST, entry_of(one)) != chained(BEFORE_THE_FIRST, entry_of(other))


@given(ROWS, st.integers(-14, 14))
def test_an_entry_is_the_same_in_every_zone(row: tuple[Any, ...], hours: int) -> None:
    elsewhere = row[3].astimezone(timezone(timedelta(hours=hours)))
    assert canonical(entry_of((*row[:3], elsewhere, *row[4:]))) == canonical(entry_of(row))


def test_the_canonical_form_and_the_first_hash_never_change() -> None:
    """What is sealed in databases out there has to verify under every later version."""
    moment = datetime(2026, 11, 21, 0, 0, 0, 5, UTC)
    row = (1, 745, 12, moment, "Bèla", None, None, "r", "record", "target", "k", 2, bytes(32), '{"a": 1.10}')
    assert (
        canonical(entry_of(row))
        == (
            '{"action":"record","address":null,"content_sha256":"'
            + "00" * 32
            + '","detail":"{\\"a\\": 1.10}","epoch":1,'
            '"key":"k","key_id":null,"noun":"target","ordinal":12,"principal":"Bèla",'
            '"recorded_at":"2026-11-21T00:00:00.000005Z","request_id":"r","revision":2,"xid":745}'
        ).encode()
    )
    assert chained(bytes(32), entry_of(row)).hex() == "ea34c6c0b6239a0285ea394426cf9daa036f87381a3870969ef71e78e61480b7"


@given(st.lists(ROWS, min_size=1, max_size=6, unique_by=lambda row: row[:3]), st.data())
def test_whatever_is_done_to_a_chain_shows(rows: list[tuple[Any, ...]], data: st.DataObject) -> None:
    links = chain(sorted(rows))
    head = Head(len(links), links[-1][2].hash)
    assert is_intact(links, head)
    assert is_intact(links)
    at = data.draw(st.integers(0, len(links) - 1))
    what = data.draw(st.sampled_from(["edit", "remove", "repeat", "swap", "lose", "unsign", "sign"]))
    place, entry, seal = links[at]
    tampered = list(links)
    if what == "edit":
        field = data.draw(st.sampled_from(FIELDS))
        tampered[at] = (place, {**entry, field: "otherwise"}, seal)
    elif what == "remove":
        del tampered[at]
    elif what == "repeat":
        tampered.insert(at, links[at])
    elif what == "swap":
        assume(len(links) > 1)
        tampered[at], tampered[at - 1] = tampered[at - 1], tampered[at]
    elif what == "lose":
        tampered[at] = (place, None, seal)
    elif what == "unsign":
        tampered[-1] = (*links[-1][:2], links[-1][2]._replace(signature=None, public_key=None))
    else:
        forger = new_signer()
        forged = forger.sign(len(links), links[-1][2].hash)
        tampered[-1] = (*links[-1][:2], links[-1][2]._replace(signature=forged, public_key=forger.public_key))
    assert not is_intact(tampered, head)


@given(st.lists(ROWS, min_size=2, max_size=4, unique_by=lambda row: row[:3]))
def test_a_tail_cut_off_at_a_signature_shows_only_to_those_who_noted_a_head(rows: list[tuple[Any, ...]]) -> None:
    rows = sorted(rows)
    head = Head(len(rows), chain(rows)[-1][2].hash)
    shortened = chain(rows[:-1])
    assert is_intact(shortened)
    assert not is_intact(shortened, head)
    assert not is_intact(chain([*rows[:-1], (*rows[-1][:4], "somebody else", *rows[-1][5:])]), head)
