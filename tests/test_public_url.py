"""The public URL is validated before the service starts."""

import pytest

from api.service_url import MAX_LENGTH, is_public_url
from api.settings import Settings, SettingsError

ACCEPTED = (
    "https://data.example.go.id",
    "https://data.example.go.id/",
    "https://data.example.go.id/a/capaian/",
    "http://127.0.0.1:8000/capaian",
    "http://[::1]:8000",
)
REJECTED = (
    "data.example.go.id",
    "/capaian",
    "ftp://data.example.go.id",
    "https://",
    "https:///capaian",
    "https://data.example.go.id//",
    "https://data.example.go.id/a//b",
    "https://data.example.go.id/../b",
    "https://data.example.go.id/a?b",
    "https://data.example.go.id/a#b",
    "https://data.example.go.id/a b",
    "https://data.example.go.id/a'b",
    "https://data.example.go.id/%2e%2e",
    "https://data.example.go.id:port",
    "https://data.example.go.id/\n",
    "https://data.example.go.id/" + "a" * MAX_LENGTH,
)


@pytest.mark.parametrize("value", ACCEPTED)
def test_a_url_with_a_host_and_a_path_is_accepted(value: str) -> None:
    assert is_public_url(value)
    assert Settings.from_environment({"CAPAIAN_PUBLIC_URL": value}).public_url == value


@pytest.mark.parametrize("value", REJECTED)
def test_another_text_is_rejected_with_the_value_the_rule_and_an_example(value: str) -> None:
    with pytest.raises(SettingsError) as error:
        Settings.from_environment({"CAPAIAN_PUBLIC_URL": value})
    for message in (error.value.indonesian, error.value.english):
        assert message.startswith("CAPAIAN_PUBLIC_URL ")
        assert repr(value) in message
        assert "https://data.example.go.id/capaian" in message


def test_the_message_does_not_repeat_a_password() -> None:
    with pytest.raises(SettingsError) as error:
        Settings.from_environment({"CAPAIAN_PUBLIC_URL": "https://user:canary@data.example.go.id"})
    assert "canary" not in error.value.indonesian + error.value.english
