"""`capaian audit verify` prints the position of every entry, seal or revision that was changed in the database."""

import pytest

from api.admin.audit.revision_check import KEY_COLUMNS
from api.admin.audit.verify_export import ChainHead
from api.database.connection_errors import DatabaseUnusableError
from tests.admin.audit.conftest import Trail, new_signer, target
from tests.http.recording import DRAFT, RUPIAH, figure_id

CHANGED = "this entry, or its seal, was changed"


def with_seal(number: int) -> str:
    return f"(epoch, xid, ordinal) = (SELECT epoch, xid, ordinal FROM audit_seal WHERE number = {number})"


def at_position(position: str) -> str:
    return f"concat_ws('/', epoch, xid, ordinal) = '{position}'"


def test_an_unchanged_trail_is_intact_and_the_summary_contains_its_head(trail: Trail) -> None:
    trail.insert_targets(6)
    done = trail.run_command("verify")
    sealed, head = trail.fetch_value("SELECT count(*) FROM audit_seal"), trail.head()
    assert (done.exit_code, done.stderr) == (0, "")
    assert f"{sealed + 1} entries, {sealed} sealed, 1 not yet" in done.stdout
    assert f"Head: {sealed}:{head.hash.hex()}" in done.stdout
    assert f"Signer: {trail.signer.public_key.hex()}" in done.stdout
    assert trail.find_discrepancies(trail.signer.public_key, expected_head=head) == []


def test_the_command_exits_with_1_if_there_is_a_discrepancy(trail: Trail) -> None:
    trail.tamper(f"UPDATE audit_entry SET action = 'x' WHERE {with_seal(40)}")
    done = trail.run_process("verify", "--head", f"1:{'00' * 32}", "--public-key", "00" * 32)
    assert done.returncode == 1
    assert trail.position(40) in done.stdout
    assert "this seal differs from --head" in done.stdout
    assert "the signer of this seal is not trusted" in done.stdout
    assert "NOT INTACT" in done.stdout


def test_every_table_of_revisions_is_compared(trail: Trail) -> None:
    tables = (
        "SELECT string_agg(attrelid::regclass::text, ' ') FROM pg_attribute JOIN pg_class c ON c.oid = attrelid "
        "WHERE attname = 'replaced_at' AND relkind = 'r'"
    )
    assert set(trail.fetch_value(tables).split()) == set(KEY_COLUMNS)


@pytest.mark.parametrize(
    "change",
    [
        "principal = 'another user'",
        "recorded_at = recorded_at + interval '1 microsecond'",
        "key_id = 'x'",
        "detail = '{\"a\": 1.10}'",
        "revision = 9",
        "content_sha256 = sha256('x')",
        "record_type = NULL",
    ],
)
def test_an_edited_entry_is_reported(trail: Trail, change: str) -> None:
    trail.tamper(f"UPDATE audit_entry SET {change} WHERE {with_seal(40)}")
    reported = [line.split()[0].rstrip(":") for line in trail.find_discrepancies() if CHANGED in line]
    assert reported == [trail.position(40)]


def test_an_added_trailing_zero_in_a_number_is_reported(trail: Trail) -> None:
    trail.tamper("""INSERT INTO audit_entry (principal, action, detail) VALUES ('x', 'y', '{"a": 1.1}')""")
    trail.seal()
    assert trail.find_discrepancies() == []
    trail.tamper("""UPDATE audit_entry SET detail = '{"a": 1.10}' WHERE principal = 'x'""")
    (discrepancy,) = trail.find_discrepancies()
    assert discrepancy.startswith(f"{trail.position(trail.head().number)}: ")


def test_a_removed_entry_is_reported_with_and_without_its_seal(trail: Trail) -> None:
    removed, next_position = trail.position(40), trail.position(41)
    trail.tamper(f"DELETE FROM audit_entry WHERE {with_seal(40)}")
    assert any(
        line.startswith(f"{removed}: ") and "this sealed entry was removed" in line
        for line in trail.find_discrepancies()
    )
    trail.tamper("DELETE FROM audit_seal WHERE number = 40")
    lines = trail.find_discrepancies()
    assert any(line.startswith(f"{next_position} ") and "seals before this one were removed" in line for line in lines)
    assert any("this revision has no entry" in line for line in lines)
    trail.tamper(
        "UPDATE audit_seal SET number = number + 1000000 WHERE number > 40",
        "UPDATE audit_seal SET number = number - 1000001 WHERE number > 1000000",
    )
    assert any(line.startswith(f"{next_position} ") and CHANGED in line for line in trail.find_discrepancies())


def test_an_entry_inserted_before_the_head_is_reported_and_never_sealed(trail: Trail) -> None:
    trail.tamper(
        "INSERT INTO audit_entry (epoch, xid, ordinal, principal, action, record_type, record_id) "
        "OVERRIDING SYSTEM VALUE "
        "SELECT epoch, xid, 0, 'x', 'record', 'target', 'y' FROM audit_seal WHERE number = 40"
    )
    position = trail.position(40).rsplit("/", 1)[0] + "/0"
    assert trail.seal() == 0
    (discrepancy,) = trail.find_discrepancies()
    assert discrepancy.startswith(f"{position} (target y): ")
    assert "this entry was inserted" in discrepancy


def test_swapped_entries_and_swapped_seals_are_reported(trail: Trail) -> None:
    one, other = trail.position(40), trail.position(41)
    swap = [f"UPDATE {{0}} SET epoch = 9 WHERE {at_position(one)}"]
    for new, old in ((one, other), (other, one.replace("1/", "9/", 1))):
        epoch, xid, ordinal = new.split("/")
        swap.append(f"UPDATE {{0}} SET epoch = {epoch}, xid = '{xid}', ordinal = {ordinal} WHERE {at_position(old)}")
    statements = [statement.format("audit_entry") for statement in swap]
    trail.tamper("ALTER TABLE audit_entry ALTER ordinal DROP IDENTITY", *statements)
    assert {line.split()[0] for line in trail.find_discrepancies() if CHANGED in line} == {one, other}
    trail.tamper(*(statement.format("audit_seal") for statement in swap))
    lines = trail.find_discrepancies()
    assert any(line.startswith(other) and "out of order" in line for line in lines) or any(
        line.startswith(one) and "out of order" in line for line in lines
    )


def test_a_revision_that_was_edited_removed_or_inserted_without_an_entry_is_reported(trail: Trail) -> None:
    position = trail.fetch_value(
        f"SELECT concat_ws('/', epoch, xid, ordinal) FROM audit_entry WHERE record_id = '{figure_id(1)}'"
    )
    trail.tamper(f"UPDATE target SET value = 2 WHERE id = '{figure_id(1)}'")
    (discrepancy,) = trail.find_discrepancies()
    assert discrepancy.startswith(f"{position} (target {figure_id(1)} r1): ")
    assert "was changed after it was recorded" in discrepancy
    trail.tamper(f"DELETE FROM target WHERE id = '{figure_id(1)}'", target(9))
    removed, without_entry = sorted(trail.find_discrepancies())
    assert removed.startswith(position)
    assert "the revision that this entry recorded was removed" in removed
    assert without_entry.startswith(f"target {figure_id(9)} r1: ")
    assert "this revision has no entry" in without_entry


def test_a_revision_without_an_entry_is_reported_even_if_the_start_of_the_audit_is_moved(trail: Trail) -> None:
    trail.tamper(target(9), "UPDATE epoch SET started_at = now() + interval '1 day'")
    (discrepancy,) = trail.find_discrepancies()
    assert discrepancy.startswith(f"target {figure_id(9)} r1: ")


def test_a_revision_from_before_the_start_of_the_audit_is_not_reported(trail: Trail) -> None:
    trail.tamper(target(9, recorded_at="2020-01-01T00:00:00Z"))
    assert trail.find_discrepancies() == []


def test_a_changed_replaced_at_is_reported(trail: Trail) -> None:
    trail.tamper(f"UPDATE target SET replaced_at = now() + interval '1 day' WHERE id = '{figure_id(2)}'")
    (discrepancy,) = trail.find_discrepancies()
    assert discrepancy.startswith(f"target {figure_id(2)} r1: ")
    assert "the replaced_at of this revision was changed" in discrepancy


def test_the_writes_of_users_cause_no_discrepancy(trail: Trail) -> None:
    def draft(number: int, revision: int, **fields: object) -> str:
        return target(number, **{**DRAFT, "revision": revision, "stated_on": "2021-05-05", **fields})

    trail.insert(
        draft(21, 1),
        draft(21, 2, value=3),
        draft(21, 3, value=3, status="submitted"),
        target(21, revision=4, value=3, recorded_by="checker", stated_on="2021-05-05"),
        draft(21, 5, value=4),
        draft(21, 6, value=4, status="submitted"),
        draft(21, 7, value=4, status="rejected", reason="x", recorded_by="checker"),
        draft(21, 8, value=5),
        target(21, revision=9, value=3, status="withdrawn", reason="x", recorded_by="checker", stated_on="2021-05-05"),
        draft(22, 1, **RUPIAH),
        draft(22, 2, status="withdrawn", reason="x", **RUPIAH),
        draft(22, 3, value=9.50, **RUPIAH),
        PREFERENCE.format(1, "true"),
        PREFERENCE.format(2, "false"),
    )
    assert trail.seal() == 14
    assert trail.find_discrepancies() == []


PREFERENCE = (
    "INSERT INTO preference (realization, revision, active, reason, recorded_by) "
    f"SELECT '{figure_id(11)}', {{}}, {{}}, 'Lebih rinci.', 'p' FROM set_config('capaian.principal', 'p', true), "
    "set_config('capaian.scopes', 'publish', true) AS scopes"
)


def test_a_removed_seal_is_reported_with_its_entry(trail: Trail) -> None:
    removed, next_position = trail.position(40), trail.position(41)
    trail.tamper("DELETE FROM audit_seal WHERE number = 40")
    assert {line.split()[0] for line in trail.find_discrepancies()} == {removed, next_position}


def test_a_forged_signature_and_an_untrusted_signer_are_reported(trail: Trail) -> None:
    number = trail.fetch_value("SELECT number FROM audit_seal WHERE signature IS NOT NULL LIMIT 1")
    forger = new_signer()
    trail.tamper(f"UPDATE audit_seal SET signature = decode(repeat('07', 64), 'hex') WHERE number = {number}")
    (discrepancy,) = trail.find_discrepancies()
    assert discrepancy.startswith(trail.position(number))
    assert "the signature of this seal is wrong" in discrepancy
    signature = forger.sign(number, trail.fetch_value(f"SELECT hash FROM audit_seal WHERE number = {number}")).hex()
    trail.tamper(
        f"UPDATE audit_seal SET signature = '\\x{signature}', public_key = '\\x{forger.public_key.hex()}' "
        f"WHERE number = {number}"
    )
    assert trail.find_discrepancies() == []
    (discrepancy,) = trail.find_discrepancies(trail.signer.public_key)
    assert discrepancy.startswith(trail.position(number))
    assert "the signer of this seal is not trusted" in discrepancy
    done = trail.run_command("verify")
    assert forger.public_key.hex() in done.stdout
    assert trail.signer.public_key.hex() in done.stdout


def test_a_last_seal_without_a_signature_is_reported(trail: Trail) -> None:
    trail.tamper("UPDATE audit_seal SET signature = NULL, public_key = NULL")
    (discrepancy,) = trail.find_discrepancies()
    assert discrepancy.startswith(f"{trail.head().number}: ")


def test_a_removed_end_of_the_trail_is_reported_if_a_head_is_expected(trail: Trail) -> None:
    before = trail.head()
    trail.insert_targets(7)
    trail.seal()
    removed_head = trail.head()
    trail.tamper(
        f"DELETE FROM target WHERE id = '{figure_id(7)}'",
        f"DELETE FROM audit_entry WHERE {with_seal(removed_head.number)}",
        f"DELETE FROM audit_seal WHERE number = {removed_head.number}",
    )
    assert trail.find_discrepancies() == []
    assert trail.find_discrepancies(expected_head=before) == []
    (discrepancy,) = trail.find_discrepancies(expected_head=removed_head)
    assert "the seal in --head does not exist" in discrepancy
    assert trail.find_discrepancies(expected_head=ChainHead(before.number, bytes(32)))


@pytest.mark.parametrize("option", ["--head=x", "--head=0:00", "--public-key=zz", "--public-key=00"])
def test_an_invalid_head_or_key_is_rejected(sealed_database: Trail, option: str) -> None:
    done = sealed_database.run_command("verify", option)
    assert (done.exit_code, done.stdout) == (2, "")
    assert isinstance(done.exception, SystemExit)


def test_an_unreadable_audit_is_an_error(trail: Trail) -> None:
    trail.tamper("DROP TABLE audit_seal CASCADE", "CREATE TABLE audit_seal (epoch integer)")
    for command in ("verify", "export"):
        done = trail.run_command(command)
        assert (done.exit_code, done.stdout) == (1, "")
        assert isinstance(done.exception, DatabaseUnusableError)  # `capaian` prints it without a traceback
        assert "does not contain the schema of this version" in done.exception.english
