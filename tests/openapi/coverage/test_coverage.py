"""The coverage report lists the parts of openapi.yaml that no request uses; a rejected parameter counts as unused."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from tests.openapi.coverage import report
from tests.openapi.coverage.exceptions import REASONS, is_excepted
from tests.openapi.coverage.recorder import Exchange, Part, Recorder
from tests.openapi.coverage.report import coverage
from tests.support import openapi_coverage

LIST = Exchange("GET", "/v1/targets?limit=1&nature=stock", {"If-None-Match": '"a"'}, 200, "application/json")


def parts_used_by(exchange: Exchange) -> set[tuple[str, str]]:
    recorder = Recorder()
    recorder.note(exchange)
    return {(part.kind, part.name) for part in recorder.parts}


def test_an_exchange_uses_its_parameters_its_status_and_its_media_type() -> None:
    assert parts_used_by(LIST) >= {
        ("parameter", "query limit"),
        ("parameter", "query nature"),
        ("parameter", "header If-None-Match"),
        ("response", "200"),
        ("content", "200 application/json"),
    }
    assert ("parameter", "query region") not in parts_used_by(LIST)


def test_a_parameter_of_a_rejected_request_is_unused() -> None:
    used = parts_used_by(LIST._replace(status=400, media_type="application/problem+json"))
    assert ("content", "default application/problem+json") in used
    assert ("parameter", "query limit") not in used


def test_a_body_is_used_in_its_media_type_only() -> None:
    created = Exchange("POST", "/v1/targets", {"content-type": "application/json; charset=utf-8"}, 201, "")
    assert {("body", "application/json"), ("response", "201")} <= parts_used_by(created)
    revised = created._replace(method="PATCH", target="/v1/targets/a", status=200)
    assert ("body", "application/merge-patch+json") not in parts_used_by(revised)


def test_a_head_request_uses_the_parts_of_the_get_operation() -> None:
    assert ("content", "200 application/json") in parts_used_by(LIST._replace(method="HEAD"))


def test_an_exchange_without_an_operation_uses_no_part() -> None:
    assert parts_used_by(LIST._replace(target="/v1/nothing")) == parts_used_by(LIST._replace(method="DELETE")) == set()
    assert Part("list_targets", "body", "") not in coverage([Part("list_targets", "body", "")], []).by_tests


def test_each_part_is_in_exactly_one_group() -> None:
    limit, sort = (Part("list_targets", "parameter", f"query {name}") for name in ("limit", "sort"))
    result = coverage([limit], [limit, sort])
    assert (result.by_tests, result.by_the_fuzzer_only) == ({limit}, {sort})
    groups = [result.by_tests, result.by_the_fuzzer_only, result.excepted, result.unused]
    assert frozenset().union(*groups) == result.documented
    assert sum(map(len, groups)) == len(result.documented)
    assert len(result.unused) > 1000


@pytest.mark.parametrize("pattern", REASONS)
def test_each_exception_applies_to_a_part_that_no_other_one_covers(
    pattern: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    excepted = coverage([], []).excepted
    monkeypatch.delitem(REASONS, pattern)
    assert len(list(filter(is_excepted, excepted))) < len(excepted)


@pytest.fixture
def complete_run(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> pytest.Session:
    """A session of pytest without arguments, with empty recorders."""
    for name in ("TESTS", "FUZZER"):
        monkeypatch.setattr(openapi_coverage, name, Recorder())
    monkeypatch.setattr(report, "REPORT", tmp_path / "report.md")
    config = SimpleNamespace(
        args_source=pytest.Config.ArgsSource.TESTPATHS,
        getoption=lambda _name: None,
        stash=pytest.Stash(),
        rootpath=tmp_path,
    )
    return cast("pytest.Session", SimpleNamespace(config=config, exitstatus=pytest.ExitCode.OK))


def test_a_complete_run_with_unused_parts_fails_and_names_them(complete_run: pytest.Session, tmp_path: Any) -> None:
    openapi_coverage.pytest_sessionfinish(complete_run, pytest.ExitCode.OK)
    assert complete_run.exitstatus == pytest.ExitCode.TESTS_FAILED
    assert "\n  unused: list_targets: parameter query limit\n" in complete_run.config.stash[openapi_coverage.LINE]
    assert "- list_targets: parameter query limit\n" in (tmp_path / "report.md").read_text()


def test_a_complete_run_succeeds_if_its_workers_together_use_all_parts(complete_run: pytest.Session) -> None:
    parts = [list(part) for part in coverage([], []).documented]
    for half in (parts[::2], parts[1::2]):
        node: Any = SimpleNamespace(workeroutput={"tests": half, "fuzzer": []})
        openapi_coverage.pytest_testnodedown(node, None)
    openapi_coverage.pytest_sessionfinish(complete_run, pytest.ExitCode.OK)
    assert complete_run.exitstatus == pytest.ExitCode.OK


def test_a_run_of_selected_files_prints_no_coverage(complete_run: pytest.Session) -> None:
    cast("Any", complete_run.config).args_source = pytest.Config.ArgsSource.ARGS
    openapi_coverage.pytest_sessionfinish(complete_run, pytest.ExitCode.OK)
    assert complete_run.exitstatus == pytest.ExitCode.OK
    assert openapi_coverage.LINE not in complete_run.config.stash
