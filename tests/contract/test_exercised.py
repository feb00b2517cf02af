"""What is promised and not exercised is found, and what is only refused does not count."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from tests.contract import coverage as contract_coverage
from tests.contract.coverage import coverage
from tests.contract.exercised import Exchange, Exercised, Part
from tests.contract.unexercised import REASONS, need_not_be_exercised
from tests.support import exercising

LIST = Exchange("GET", "/v1/targets?limit=1&nature=stock", {"Accept-Language": "en"}, 200, "application/json")


def seen_in(exchange: Exchange) -> set[tuple[str, str]]:
    exercised = Exercised()
    exercised.note(exchange)
    return {(part.kind, part.name) for part in exercised.parts}


def test_an_answer_shows_what_was_asked_and_what_came() -> None:
    assert seen_in(LIST) >= {
        ("parameter", "query limit"),
        ("parameter", "query nature"),
        ("parameter", "header Accept-Language"),
        ("response", "200"),
        ("answer", "200 application/json"),
    }
    assert ("parameter", "query region") not in seen_in(LIST)


def test_a_parameter_that_was_refused_is_not_known_to_work() -> None:
    refused = seen_in(LIST._replace(status=400, media_type="application/problem+json"))
    assert ("answer", "400 application/problem+json") in refused
    assert ("parameter", "query limit") not in refused


def test_a_body_counts_by_its_media_type() -> None:
    entered = Exchange("POST", "/v1/targets", {"content-type": "application/json; charset=utf-8"}, 201, "")
    assert {("body", "application/json"), ("response", "201")} <= seen_in(entered)
    revised = entered._replace(method="PATCH", target="/v1/targets/a", status=200)
    assert ("body", "application/merge-patch+json") not in seen_in(revised)


def test_the_headers_of_an_answer_are_an_answer_to_the_get() -> None:
    assert ("answer", "200 application/json") in seen_in(LIST._replace(method="HEAD"))


def test_what_the_contract_does_not_have_counts_for_nothing() -> None:
    assert seen_in(LIST._replace(target="/v1/nothing")) == seen_in(LIST._replace(method="DELETE")) == set()
    assert Part("list_targets", "body", "") not in coverage([Part("list_targets", "body", "")], []).by_tests


def test_everything_promised_is_somewhere() -> None:
    limit, sort = (Part("list_targets", "parameter", f"query {name}") for name in ("limit", "sort"))
    told = coverage([limit], [limit, sort])
    assert (told.by_tests, told.by_the_fuzzer_alone) == ({limit}, {sort})
    assert told.promised == told.by_tests | told.by_the_fuzzer_alone | told.excepted | told.by_nobody
    assert len(told.by_nobody) > 1000


@pytest.mark.parametrize("pattern", REASONS)
def test_each_exception_is_still_needed(pattern: str, monkeypatch: pytest.MonkeyPatch) -> None:
    every = coverage([], []).excepted
    monkeypatch.delitem(REASONS, pattern)
    assert len(list(filter(need_not_be_exercised, every))) < len(every)


@pytest.fixture
def whole(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> pytest.Session:
    """A session as pytest has it when it is given no names, over exercises of its own."""
    for name in ("TESTS", "FUZZER"):
        monkeypatch.setattr(exercising, name, Exercised())
    monkeypatch.setattr(exercising, "REPORT", tmp_path / "report.md")
    monkeypatch.setattr(contract_coverage, "REPORT", tmp_path / "report.md")
    config = SimpleNamespace(
        args_source=pytest.Config.ArgsSource.TESTPATHS,
        getoption=lambda _name: None,
        stash=pytest.Stash(),
        rootpath=tmp_path,
    )
    return cast("pytest.Session", SimpleNamespace(config=config, exitstatus=pytest.ExitCode.OK))


def test_a_whole_run_fails_for_what_nobody_exercised_and_says_where_it_stands(
    whole: pytest.Session, tmp_path: Any
) -> None:
    exercising.pytest_sessionfinish(whole, pytest.ExitCode.OK)
    assert whole.exitstatus == pytest.ExitCode.TESTS_FAILED
    assert whole.config.stash[exercising.LINE].endswith("by nobody: see report.md")
    assert "- list_targets: parameter query limit\n" in (tmp_path / "report.md").read_text()


def test_a_whole_run_is_content_when_all_of_it_was_exercised_by_some_worker(whole: pytest.Session) -> None:
    parts = [list(part) for part in coverage([], []).promised]
    for half in (parts[::2], parts[1::2]):
        node: Any = SimpleNamespace(workeroutput={"tests": half, "fuzzer": []})
        exercising.pytest_testnodedown(node, None)
    exercising.pytest_sessionfinish(whole, pytest.ExitCode.OK)
    assert whole.exitstatus == pytest.ExitCode.OK


def test_a_run_of_some_files_says_nothing(whole: pytest.Session) -> None:
    cast("Any", whole.config).args_source = pytest.Config.ArgsSource.ARGS
    exercising.pytest_sessionfinish(whole, pytest.ExitCode.OK)
    assert whole.exitstatus == pytest.ExitCode.OK
    assert exercising.LINE not in whole.config.stash
