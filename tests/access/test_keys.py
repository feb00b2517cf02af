"""A key of ours is told from every other text without asking anybody."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.access.caller import Unauthenticated
from api.access.keys import Key, is_same, new_key, read_key
from api.access.presented import key_presented

KEY = Key("CTaAVstJsO", "0123456789" * 4)
OTHER = Key("CTaAVstJsO", "9876543210" * 4)


def test_a_key_is_read_back_and_its_secret_is_not_in_what_is_kept() -> None:
    assert read_key(KEY.text) == KEY
    assert KEY.secret.encode() not in KEY.hash
    assert is_same(KEY, KEY.hash)
    assert not is_same(new_key(), KEY.hash)


def test_no_two_keys_are_alike() -> None:
    assert len({new_key() for _ in range(1000)}) == 1000


@given(place=st.integers(0, len(KEY.text) - 1), letter=st.sampled_from(string.ascii_letters + string.digits + "_-"))
def test_a_slip_in_any_letter_is_noticed(place: int, letter: str) -> None:
    slipped = KEY.text[:place] + letter + KEY.text[place + 1 :]
    assert slipped == KEY.text or read_key(slipped) is None


@given(st.text())
def test_no_other_text_is_a_key(text: str) -> None:
    assert read_key(text) is None


@pytest.mark.parametrize(
    ("authorization", "x_api_key"),
    [(f"Bearer {KEY.text}", ""), ("", KEY.text), (f"bearer  {KEY.text}", ""), (f"Bearer {KEY.text}", KEY.text)],
)
def test_a_key_may_stand_in_either_place_and_in_both(authorization: str, x_api_key: str) -> None:
    assert key_presented(authorization, x_api_key) == KEY


def test_no_key_is_the_public() -> None:
    assert key_presented("", "") is None


@pytest.mark.parametrize(
    ("authorization", "x_api_key"),
    [
        (f"Basic {KEY.text}", ""),
        ("Bearer", ""),
        ("Bearer nonsense", ""),
        (f"Bearer {KEY.text}", OTHER.text),
        (f"Bearer {KEY.text},{KEY.text}", ""),
        ("", "nonsense"),
    ],
)
def test_what_is_no_key_and_two_that_differ_are_refused(authorization: str, x_api_key: str) -> None:
    with pytest.raises(Unauthenticated):
        key_presented(authorization, x_api_key)
