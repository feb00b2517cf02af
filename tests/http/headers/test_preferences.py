"""Prefer: the first of repeated preferences, quoted values and parameters (RFC 7240)."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.exchange.imports.routes.wait import DEFAULT_WAIT_SECONDS, MAX_WAIT_SECONDS, choose_wait_seconds
from api.http.headers.preferences import parse_preferences


@pytest.mark.parametrize(
    ("field", "preferences"),
    [
        ("", {}),
        ("return=minimal", {"return": "minimal"}),
        ('Return = "mini\\mal" , respond-async', {"return": "minimal", "respond-async": ""}),
        ("wait=5, wait=9", {"wait": "5"}),
        ('a; p="x, y"; q, b="c,d;e"', {"a": "", "b": "c,d;e"}),
        ('a=, b=""', {"a": "", "b": ""}),
        ('a="open, b=1', {}),
        ("a b, =1, c=1 2, d=1", {"d": "1"}),
    ],
)
def test_preferences_are_parsed(field: str, preferences: dict[str, str]) -> None:
    assert parse_preferences(field) == preferences


@given(st.text(alphabet='abc=;,"\\ \t'))
def test_no_field_causes_an_error(field: str) -> None:
    assert all(name == name.lower() for name in parse_preferences(field))


@pytest.mark.parametrize("part", ['"', '\\"', "a=", ",;", 'a="b\\', ";,"])
def test_a_long_field_is_parsed_quickly(part: str) -> None:
    started_at = time.perf_counter()
    parse_preferences(part * 30_000)
    assert time.perf_counter() - started_at < 0.1


@pytest.mark.parametrize(
    ("field", "seconds"),
    [
        ("", DEFAULT_WAIT_SECONDS),
        ("respond-async", 0.0),
        ("wait=3", 3.0),
        ('wait="3"; x=1, wait=9', 3.0),
        ("respond-async, wait=3", 3.0),
        ("wait=9999", MAX_WAIT_SECONDS),
        ("wait=soon, respond-async", 0.0),
        ("x-wait=3", DEFAULT_WAIT_SECONDS),
    ],
)
def test_an_import_waits_as_long_as_preferred(field: str, seconds: float) -> None:
    assert choose_wait_seconds(field) == seconds
