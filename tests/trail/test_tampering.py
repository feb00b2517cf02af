"""Whatever is done to a sealed trail behind the service's back, `capaian audit verify` names the row."""

import pytest

from api.trail.revisions import KEYS
from api.trail.verify_export import Head
from tests.trail.conftest import Trail, new_signer, target
from tests.wire.recording import DRAFT, figure_id

CHANGED = "this entry, or its seal, was changed"


def of(number: int) -> str:
    return f"(epoch, xid, ordinal) = (SELECT epoch, xid, ordinal FROM seal WHERE number = {number})"


def at(place: str) -> str:
    return f"concat_ws('/', epoch, xid, ordinal) = '{place}'"


def test_an_untouched_trail_is_intact_and_the_summary_says_how_far_it_goes(trail: Trail) -> None:
    trail.write(6)
    done = trail.console("verify")
    sealed, head = trail.ask("SELECT count(*) FROM seal"), trail.head()
    assert (done.returncode, done.stderr) == (0, "")
    assert f"{sealed + 1} entries, {sealed} sealed, 1 not yet" in done.stdout
    assert f"Head: {sealed}:{head.hash.hex()}" in done.stdout
    assert f"Signer: {trail.signer.public_key.hex()}" in done.stdout
    assert trail.faults(trail.signer.public_key, noted=head) == []


def test_a_fault_ends_the_command_with_exit_code_1(trail: Trail) -> None:
    trail.tamper(f"UPDATE audit SET action = 'x' WHERE {of(40)}")
    done = trail.console("verify", "--head", f"1:{'00' * 32}", "--public-key", "00" * 32)
    assert done.returncode == 1
    assert trail.place(40) in done.stdout
    assert "this seal is not the one that was noted" in done.stdout
    assert "the signer of this seal is not trusted" in done.stdout
    assert "NOT INTACT" in done.stdout


def test_every_table_of_revisions_is_compared(trail: Trail) -> None:
    tables = (
        "SELECT string_agg(attrelid::regclass::text, ' ') FROM pg_attribute JOIN pg_class c ON c.oid = attrelid "
        "WHERE attname = 'replaced_at' AND relkind = 'r'"
    )
    assert set(trail.ask(tables).split()) == set(KEYS)


@pytest.mark.parametrize(
    "change",
    [
        "principal = 'somebody else'",
        "recorded_at = recorded_at + interval '1 microsecond'",
        "key_id = 'x'",
        "detail = '{\"a\": 1.10}'",
        "revision = 9",
        "content_sha256 = sha256('x')",
        "noun = NULL",
    ],
)
def test_an_edited_entry_is_named(trail: Trail, change: str) -> None:
    trail.tamper(f"UPDATE audit SET {change} WHERE {of(40)}")
    named = [fault.split()[0].rstrip(":") for fault in trail.faults() if CHANGED in fault]
    assert named == [trail.place(40)]


def test_an_edit_of_no_more_than_the_zeros_of_a_number_is_named(trail: Trail) -> None:
    trail.tamper("""INSERT INTO audit (principal, action, detail) VALUES ('x', 'y', '{"a": 1.1}')""")
    trail.seal()
    assert trail.faults() == []
    trail.tamper("""UPDATE audit SET detail = '{"a": 1.10}' WHERE principal = 'x'""")
    (fault,) = trail.faults()
    assert fault.startswith(f"{trail.place(trail.head().number)}: ")


def test_a_removed_entry_is_named_with_its_seal_or_without(trail: Trail) -> None:
    place, following = trail.place(40), trail.place(41)
    trail.tamper(f"DELETE FROM audit WHERE {of(40)}")
    assert any(fault.startswith(f"{place}: ") and "this sealed entry was removed" in fault for fault in trail.faults())
    trail.tamper("DELETE FROM seal WHERE number = 40")
    faults = trail.faults()
    assert any(fault.startswith(f"{following} ") and "seals before this one were removed" in fault for fault in faults)
    assert any("this revision has no entry" in fault for fault in faults)
    trail.tamper(
        "UPDATE seal SET number = number + 1000000 WHERE number > 40",
        "UPDATE seal SET number = number - 1000001 WHERE number > 1000000",
    )
    assert any(fault.startswith(f"{following} ") and CHANGED in fault for fault in trail.faults())


def test_an_entry_slipped_in_behind_the_head_is_named_and_never_sealed(trail: Trail) -> None:
    trail.tamper(
        "INSERT INTO audit (epoch, xid, ordinal, principal, action, noun, key) OVERRIDING SYSTEM VALUE "
        "SELECT epoch, xid, 0, 'x', 'record', 'target', 'y' FROM seal WHERE number = 40"
    )
    place = trail.place(40).rsplit("/", 1)[0] + "/0"
    assert trail.seal() == 0
    (fault,) = trail.faults()
    assert fault.startswith(f"{place} (target y): ")
    assert "this entry was slipped in" in fault


def test_swapped_entries_and_swapped_seals_are_named(trail: Trail) -> None:
    one, other = trail.place(40), trail.place(41)
    swap = [f"UPDATE {{0}} SET epoch = 9 WHERE {at(one)}"]
    for new, old in ((one, other), (other, one.replace("1/", "9/", 1))):
        epoch, xid, ordinal = new.split("/")
        swap.append(f"UPDATE {{0}} SET epoch = {epoch}, xid = '{xid}', ordinal = {ordinal} WHERE {at(old)}")
    statements = [statement.format("audit") for statement in swap]
    trail.tamper("ALTER TABLE audit ALTER ordinal DROP IDENTITY", *statements)
    assert {fault.split()[0] for fault in trail.faults() if CHANGED in fault} == {one, other}
    trail.tamper(*(statement.format("seal") for statement in swap))
    faults = trail.faults()
    assert any(fault.startswith(other) and "out of its order" in fault for fault in faults) or any(
        fault.startswith(one) and "out of its order" in fault for fault in faults
    )


def test_a_revision_that_is_edited_removed_or_recorded_past_the_trail_is_named(trail: Trail) -> None:
    place = trail.ask(f"SELECT concat_ws('/', epoch, xid, ordinal) FROM audit WHERE key = '{figure_id(1)}'")
    trail.tamper(f"UPDATE target SET value = 2 WHERE id = '{figure_id(1)}'")
    (fault,) = trail.faults()
    assert fault.startswith(f"{place} (target {figure_id(1)} r1): ")
    assert "was changed after it was recorded" in fault
    trail.tamper(f"DELETE FROM target WHERE id = '{figure_id(1)}'", target(9))
    removed, untold = sorted(trail.faults())
    assert removed.startswith(place)
    assert "the revision that this entry recorded was removed" in removed
    assert untold.startswith(f"target {figure_id(9)} r1: ")
    assert "this revision has no entry" in untold


def test_a_revision_cannot_be_excused_by_a_later_beginning_of_the_trail(trail: Trail) -> None:
    trail.tamper(target(9), "UPDATE epoch SET began_at = now() + interval '1 day'")
    (fault,) = trail.faults()
    assert fault.startswith(f"target {figure_id(9)} r1: ")


def test_a_revision_from_before_the_trail_is_excused(trail: Trail) -> None:
    long_ago = {"recorded_at": "2020-01-01T00:00:00Z"}
    trail.tamper(target(9, **long_ago))
    assert trail.faults() == []


def test_a_revision_hidden_by_its_replaced_at_is_named(trail: Trail) -> None:
    trail.tamper(f"UPDATE target SET replaced_at = now() + interval '1 day' WHERE id = '{figure_id(2)}'")
    (fault,) = trail.faults()
    assert fault.startswith(f"target {figure_id(2)} r1: ")
    assert "the replaced_at of this revision was changed" in fault


def test_what_honest_writers_do_is_never_a_fault(trail: Trail) -> None:
    def draft(number: int, revision: int, **fields: object) -> str:
        return target(number, **{**DRAFT, "revision": revision, **fields})

    trail.enter(
        draft(21, 1),
        draft(21, 2, value=3),
        draft(21, 3, value=3, status="submitted"),
        target(21, revision=4, value=3, recorded_by="checker"),
        draft(21, 5, value=4),
        draft(21, 6, value=4, status="submitted"),
        draft(21, 7, value=4, status="rejected", reason="x", recorded_by="checker"),
        draft(21, 8, value=5),
        target(21, revision=9, value=3, status="withdrawn", reason="x", recorded_by="checker"),
        draft(22, 1),
        draft(22, 2, status="withdrawn", reason="x"),
        draft(22, 3, value=9.50),
        PREFERENCE.format(1, "true"),
        PREFERENCE.format(2, "false"),
    )
    assert trail.seal() == 14
    assert trail.faults() == []


PREFERENCE = (
    "INSERT INTO preference (realization, revision, stands, reason, recorded_by) "
    f"SELECT '{figure_id(11)}', {{}}, {{}}, 'Lebih rinci.', 'p' FROM set_config('capaian.principal', 'p', true), "
    "set_config('capaian.scopes', 'publish', true) AS scopes"
)


def test_a_removed_seal_is_named_and_so_is_its_entry(trail: Trail) -> None:
    place, following = trail.place(40), trail.place(41)
    trail.tamper("DELETE FROM seal WHERE number = 40")
    assert {fault.split()[0] for fault in trail.faults()} == {place, following}


def test_a_forged_signature_and_an_unknown_signer_are_named(trail: Trail) -> None:
    number = trail.ask("SELECT number FROM seal WHERE signature IS NOT NULL LIMIT 1")
    forger = new_signer()
    trail.tamper(f"UPDATE seal SET signature = decode(repeat('07', 64), 'hex') WHERE number = {number}")
    (fault,) = trail.faults()
    assert fault.startswith(trail.place(number))
    assert "the signature of this seal is wrong" in fault
    signature = forger.sign(number, trail.ask(f"SELECT hash FROM seal WHERE number = {number}")).hex()
    trail.tamper(
        f"UPDATE seal SET signature = '\\x{signature}', public_key = '\\x{forger.public_key.hex()}' "
        f"WHERE number = {number}"
    )
    assert trail.faults() == []
    (fault,) = trail.faults(trail.signer.public_key)
    assert fault.startswith(trail.place(number))
    assert "the signer of this seal is not trusted" in fault
    done = trail.console("verify")
    assert forger.public_key.hex() in done.stdout
    assert trail.signer.public_key.hex() in done.stdout


def test_a_last_seal_without_its_signature_is_named(trail: Trail) -> None:
    trail.tamper("UPDATE seal SET signature = NULL, public_key = NULL")
    (fault,) = trail.faults()
    assert fault.startswith(f"{trail.head().number}: ")


def test_a_tail_that_is_cut_off_shows_to_those_who_noted_the_head(trail: Trail) -> None:
    before = trail.head()
    trail.write(7)
    trail.seal()
    noted = trail.head()
    trail.tamper(
        f"DELETE FROM target WHERE id = '{figure_id(7)}'",
        f"DELETE FROM audit WHERE {of(noted.number)}",
        f"DELETE FROM seal WHERE number = {noted.number}",
    )
    assert trail.faults() == []
    assert trail.faults(noted=before) == []
    (fault,) = trail.faults(noted=noted)
    assert "the seal that was noted is not there" in fault
    assert trail.faults(noted=Head(before.number, bytes(32)))


@pytest.mark.parametrize("asked", ["--head=x", "--head=0:00", "--public-key=zz", "--public-key=00"])
def test_what_cannot_be_a_head_or_a_key_is_refused(trail: Trail, asked: str) -> None:
    done = trail.console("verify", asked)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr


def test_a_database_that_cannot_be_read_is_told_of_and_not_taken_for_an_intact_one(trail: Trail) -> None:
    trail.tamper("DROP TABLE seal CASCADE", "CREATE TABLE seal (epoch integer)")
    for command in ("verify", "export"):
        done = trail.console(command)
        assert (done.returncode, done.stdout) == (1, "")
        assert "The audit trail cannot be read." in done.stderr
        assert "Traceback" not in done.stderr
