"""The canonical form of an audit entry, and the chain of hashes: a changed entry has another hash."""

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from api.admin.audit.entry import ENTRY_FIELDS, FIRST_PREVIOUS_HASH, build_entry, compute_chain_hash, encode_canonical
from api.admin.audit.verify_export import ChainHead, ChainVerifier, Seal
from tests.admin.audit.conftest import new_signer

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
MAYBE = st.none() | TEXT
ROWS = st.tuples(
    st.integers(1, 2**31 - 1), st.integers(3, 2**64 - 1), st.integers(1, 2**63 - 1),
    st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001  # hypothesis adds the zone
    TEXT, MAYBE, MAYBE, MAYBE, TEXT, MAYBE, MAYBE, st.none() | st.integers(1, 2**31 - 1),
    st.none() | st.binary(min_size=32, max_size=32), TEXT, MAYBE, MAYBE,
)  # fmt: skip
SIGNER = new_signer()


def chain(rows: list[tuple[Any, ...]]) -> list[tuple[Any, Any, Seal]]:
    head, links = FIRST_PREVIOUS_HASH, []
    for number, row in enumerate(rows, 1):
        head = compute_chain_hash(head, build_entry(row))
        is_last = number == len(rows)
        signature = SIGNER.sign(number, head) if is_last else None
        links.append((row[:3], build_entry(row), Seal(number, head, signature, SIGNER.public_key if is_last else None)))
    return links


def is_intact(links: list[tuple[Any, Any, Seal]], expected_head: ChainHead | None = None) -> bool:
    verifier = ChainVerifier([SIGNER.public_key], expected_head)
    discrepancies = [line for link in links for line in verifier.verify_seal(*link)]
    return not discrepancies and not list(verifier.verify_end())


@given(ROWS)
def test_an_entry_has_every_field_and_its_canonical_form_is_decoded_without_changes(row: tuple[Any, ...]) -> None:
    entry = build_entry(row)
    assert tuple(entry) == ENTRY_FIELDS
    assert json.loads(encode_canonical(entry)) == entry
    assert encode_canonical(json.loads(encode_canonical(entry))) == encode_canonical(entry)


@given(ROWS, ROWS)
def test_entries_that_differ_have_different_hashes(one: tuple[Any, ...], other: tuple[Any, ...]) -> None:
    assume(one != other)
    assert compute_chain_hash(FIRST_PREVIOUS_HASH, build_entry(one)) != compute_chain_hash(
        FIRST_PREVIOUS_HASH, build_entry(other)
    )


@given(ROWS, st.integers(-14, 14))
def test_the_canonical_form_does_not_depend_on_the_time_zone(row: tuple[Any, ...], hours: int) -> None:
    in_zone = row[3].astimezone(timezone(timedelta(hours=hours)))
    assert encode_canonical(build_entry((*row[:3], in_zone, *row[4:]))) == encode_canonical(build_entry(row))


def test_the_canonical_form_and_the_first_hash_never_change() -> None:
    """Existing databases must verify with every later version."""
    recorded_at = datetime(2026, 11, 21, 0, 0, 0, 5, UTC)
    row = (
        *(1, 745, 12, recorded_at, "Bèla", None, None, "r", "record", "target", "k", 2, bytes(32)),
        *('{"a": 1.10}', "bps", None),
    )
    assert (
        encode_canonical(build_entry(row))
        == (
            '{"action":"record","client_ip":null,"content_sha256":"'
            + "00" * 32
            + '","detail":"{\\"a\\": 1.10}","epoch":1,'
            '"institution":"bps","key_id":null,"ordinal":12,"principal":"Bèla","record_id":"k",'
            '"record_institution":null,"record_type":"target",'
            '"recorded_at":"2026-11-21T00:00:00.000005Z","request_id":"r","revision":2,"xid":745}'
        ).encode()
    )
    assert (
        compute_chain_hash(bytes(32), build_entry(row)).hex()
        == "26d01b1c53751e0f6c5c5b8c1553f4ae859569b48042911ce644913d64bea120"
    )


@given(st.lists(ROWS, min_size=1, max_size=6, unique_by=lambda row: row[:3]), st.data())
def test_every_change_of_a_chain_is_detected(rows: list[tuple[Any, ...]], data: st.DataObject) -> None:
    links = chain(sorted(rows))
    head = ChainHead(len(links), links[-1][2].hash)
    assert is_intact(links, head)
    assert is_intact(links)
    at = data.draw(st.integers(0, len(links) - 1))
    change = data.draw(st.sampled_from(["edit", "remove", "repeat", "swap", "lose", "unsign", "sign"]))
    position, entry, seal = links[at]
    tampered = list(links)
    if change == "edit":
        field = data.draw(st.sampled_from(ENTRY_FIELDS))
        tampered[at] = (position, {**entry, field: "otherwise"}, seal)
    elif change == "remove":
        del tampered[at]
    elif change == "repeat":
        tampered.insert(at, links[at])
    elif change == "swap":
        assume(len(links) > 1)
        tampered[at], tampered[at - 1] = tampered[at - 1], tampered[at]
    elif change == "lose":
        tampered[at] = (position, None, seal)
    elif change == "unsign":
        tampered[-1] = (*links[-1][:2], links[-1][2]._replace(signature=None, public_key=None))
    else:
        forger = new_signer()
        forged = forger.sign(len(links), links[-1][2].hash)
        tampered[-1] = (*links[-1][:2], links[-1][2]._replace(signature=forged, public_key=forger.public_key))
    assert not is_intact(tampered, head)


@given(st.lists(ROWS, min_size=2, max_size=4, unique_by=lambda row: row[:3]))
def test_a_removed_end_of_the_chain_is_detected_only_with_an_expected_head(
    rows: list[tuple[Any, ...]],
) -> None:
    rows = sorted(rows)
    head = ChainHead(len(rows), chain(rows)[-1][2].hash)
    shortened = chain(rows[:-1])
    assert is_intact(shortened)
    assert not is_intact(shortened, head)
    assert not is_intact(chain([*rows[:-1], (*rows[-1][:4], "another user", *rows[-1][5:])]), head)
