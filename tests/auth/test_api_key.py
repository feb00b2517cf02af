"""The format of API keys, which is checked without the database."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.auth.api_key import ApiKeyCredentials, generate_credentials, matches_hash, parse_credentials
from api.auth.caller import UnauthenticatedError, extract_api_key

KEY = ApiKeyCredentials("CTaAVstJsO", "0123456789" * 4)
OTHER = ApiKeyCredentials("CTaAVstJsO", "9876543210" * 4)


def test_a_key_is_parsed_and_its_hash_does_not_contain_the_secret() -> None:
    assert parse_credentials(KEY.token) == KEY
    assert KEY.secret.encode() not in KEY.secret_sha256
    assert matches_hash(KEY, KEY.secret_sha256)
    assert not matches_hash(generate_credentials(), KEY.secret_sha256)


def test_all_generated_keys_differ() -> None:
    assert len({generate_credentials() for _ in range(1000)}) == 1000


@given(
    position=st.integers(0, len(KEY.token) - 1), character=st.sampled_from(string.ascii_letters + string.digits + "_-")
)
def test_a_typing_error_in_any_character_is_detected(position: int, character: str) -> None:
    mistyped = KEY.token[:position] + character + KEY.token[position + 1 :]
    assert mistyped == KEY.token or parse_credentials(mistyped) is None


@given(st.text())
def test_no_other_text_is_a_key(text: str) -> None:
    assert parse_credentials(text) is None


@pytest.mark.parametrize(
    ("authorization", "x_api_key"),
    [(f"Bearer {KEY.token}", ""), ("", KEY.token), (f"bearer  {KEY.token}", ""), (f"Bearer {KEY.token}", KEY.token)],
)
def test_a_key_may_be_in_either_header_and_in_both(authorization: str, x_api_key: str) -> None:
    assert extract_api_key(authorization, x_api_key) == KEY


def test_a_request_without_a_key_is_public() -> None:
    assert extract_api_key("", "") is None


@pytest.mark.parametrize(
    ("authorization", "x_api_key"),
    [
        (f"Basic {KEY.token}", ""),
        ("Bearer", ""),
        ("Bearer nonsense", ""),
        (f"Bearer {KEY.token}", OTHER.token),
        (f"Bearer {KEY.token},{KEY.token}", ""),
        ("", "nonsense"),
    ],
)
def test_invalid_keys_and_two_different_keys_are_rejected(authorization: str, x_api_key: str) -> None:
    with pytest.raises(UnauthenticatedError):
        extract_api_key(authorization, x_api_key)
