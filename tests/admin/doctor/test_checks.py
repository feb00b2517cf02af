"""The pure checks of `capaian doctor`: which facts are findings, and at which level."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from api.admin.doctor.database_checks import RoleRights, check_locale, check_roles
from api.admin.doctor.finding import InstallationFinding, compute_exit_code, to_json_value
from api.admin.doctor.host_checks import check_audit_key, check_audit_key_mode, check_clock, check_disk, check_disk_at
from api.admin.doctor.key_checks import (
    UNUSED_DAYS,
    KeyPair,
    check_creators,
    check_expiry,
    check_published_pairs,
    check_use,
    list_ids,
)
from api.admin.doctor.publisher_checks import check_contact_point
from api.auth.api_key_store import ApiKey
from api.errors import Text
from api.settings import Settings

NOW = datetime(2026, 12, 1, tzinfo=UTC)
TEXT = Text("a", "b")


def key(key_id: str = "1", **changes: object) -> ApiKey:
    fields: dict[str, object] = {
        "id": key_id, "name": key_id, "scopes": ["write"], "institution": "lkpp", "created_at": NOW,
        "created_by": "admin", "expires_at": NOW + timedelta(days=1), "revoked_at": None, "last_used_on": NOW.date(),
    }  # fmt: skip
    return ApiKey(**fields | changes)  # type: ignore[arg-type]


def levels(findings: list[InstallationFinding]) -> list[tuple[str, str]]:
    return [(finding.level, finding.code) for finding in findings]


@pytest.mark.parametrize(
    ("given", "code"), [([], 0), (["warning"], 1), (["error"], 2), (["warning", "error", "warning"], 2)]
)
def test_the_exit_code_is_the_highest_level(given: list[str], code: int) -> None:
    findings = [InstallationFinding(level, "x", TEXT, TEXT, TEXT) for level in given]  # type: ignore[arg-type]
    assert compute_exit_code(findings) == code
    value = to_json_value(findings)
    assert value["status"] == ["ok", "warning", "error"][code]
    for finding in value["findings"]:
        assert list(finding) == ["level", "code", "found", "found_en", "reason", "reason_en", "action", "action_en"]
        assert (finding["found"], finding["found_en"]) == TEXT


def test_each_pair_of_keys_of_one_creator_is_a_warning() -> None:
    (finding,) = check_published_pairs([KeyPair("admin", "writes", "publishes", 3, "target x")])
    assert finding.level == "warning"
    for part in ("admin", "writes", "publishes", "3", "target x"):
        assert part in finding.found.id
        assert part in finding.found.en


PUBLISHER = key("2", scopes=["publish"])


@pytest.mark.parametrize(
    ("keys", "count"),
    [
        ([key(), PUBLISHER], 1),
        ([key(scopes=["write", "publish"]), key("2", scopes=["write", "publish"])], 1),
        ([key(), key("2", scopes=["publish"], created_by="other admin")], 0),
        ([key(), key("2", scopes=["publish"], institution="bps")], 0),
        ([key(institution=None), key("2", scopes=["publish"], institution=None)], 0),
        ([key(), key("2", scopes=["publish"], name="1")], 0),  # one principal: four eyes rejects it
        ([key(), key("2", scopes=["publish"], last_used_on=None)], 0),
        ([key(), key("2", scopes=["publish"], revoked_at=NOW)], 0),
        ([key(expires_at=NOW - timedelta(seconds=1)), PUBLISHER], 0),
        ([key(), key("3", institution="bps"), key("4", scopes=["publish"], institution="bps"), PUBLISHER], 2),
    ],
)
def test_used_keys_of_one_creator_on_both_sides_are_a_warning(keys: list[ApiKey], count: int) -> None:
    assert levels(check_creators(keys, NOW)) == [("warning", "one_creator_for_institution")] * count


def test_keys_without_expiry_or_use_are_warnings() -> None:
    past = NOW.date() - timedelta(days=UNUSED_DAYS + 1)
    created = NOW - timedelta(days=UNUSED_DAYS + 1)
    assert check_expiry([key(), key(expires_at=None, revoked_at=NOW)], NOW) == []
    assert levels(check_expiry([key(expires_at=None)], NOW)) == [("warning", "keys_without_expiry")]
    assert check_use([key(), key(last_used_on=None), key(last_used_on=past, revoked_at=NOW)], NOW) == []
    assert levels(check_use([key(last_used_on=past)], NOW)) == [("warning", "keys_unused")]
    assert levels(check_use([key(last_used_on=None, created_at=created)], NOW)) == [("warning", "keys_unused")]
    assert check_use([key(last_used_on=date(2026, 12, 1), created_at=created)], NOW) == []


def test_a_finding_names_some_keys_only() -> None:
    assert list_ids(str(number) for number in range(9)) == "0, 1, 2, 3, 4, …"
    assert list_ids(["b", "a"]) == "a, b"


@pytest.mark.parametrize(
    ("total", "free", "level"),
    [
        (10**12, 10**11, None),
        (10**12, 10**11 - 1, "warning"),
        (5 * 10**9, 10**9 - 1, "warning"),
        (10**12, 10**7, "error"),
    ],
)
def test_little_free_space_is_a_finding(total: int, free: int, level: str | None) -> None:
    assert [finding.level for finding in check_disk(Path("/x"), total, free)] == ([level] if level else [])


def test_the_disk_of_a_missing_directory_is_the_one_of_its_parent(tmp_path: Path) -> None:
    assert check_disk_at(tmp_path / "none" / "data") == check_disk_at(tmp_path)


@pytest.mark.parametrize(
    ("seconds", "level"),
    [(0, None), (2, None), (-2, None), (2.1, "warning"), (-30, "warning"), (61, "error"), (-1e6, "error")],
)
def test_a_difference_of_the_clocks_is_a_finding(seconds: float, level: str | None) -> None:
    assert [finding.level for finding in check_clock(seconds)] == ([level] if level else [])


def test_a_key_of_the_audit_that_others_can_read_is_a_finding(tmp_path: Path) -> None:
    path = tmp_path / "audit.key"
    settings = Settings(audit_key_file=path)
    assert levels(check_audit_key(settings, path)) == [("warning", "audit_key_missing")]
    path.write_text("secret text")
    path.chmod(0o600)
    (finding,) = check_audit_key(settings, path)
    assert (finding.level, finding.code) == ("error", "audit_key_unusable")
    assert "secret text" not in str(finding)
    path.chmod(0o644)
    assert "closed to other users" in check_audit_key(settings, path)[0].found.en
    path.unlink()
    path.mkdir()
    assert levels(check_audit_key(settings, path)) == [("error", "audit_key_unusable")]
    assert levels(check_audit_key_mode(path, 0o100440)) == [("warning", "audit_key_readable_by_group")]
    assert check_audit_key_mode(path, 0o100400) == []


def test_rights_and_locale_are_findings() -> None:
    assert check_roles([RoleRights("capaian", ())]) == []
    assert levels(check_roles([RoleRights("capaian", ("SUPERUSER",))])) == [("error", "role_has_too_many_rights")]
    assert check_locale(folds_case=True) == []
    assert levels(check_locale(folds_case=False)) == [("warning", "locale_ignores_letters")]


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, []),
        ({"CAPAIAN_PUBLIC_URL": "https://data.example.go.id"}, [("warning", "contact_missing")]),
        (
            {"CAPAIAN_PUBLIC_URL": "https://data.example.go.id", "CAPAIAN_CONTACT_EMAIL": "data@example.go.id"},
            [],
        ),
    ],
)
def test_a_public_installation_without_a_contact_point_is_a_warning(
    environment: dict[str, str], expected: list[tuple[str, str]]
) -> None:
    assert levels(check_contact_point(Settings.from_environment(environment))) == expected
