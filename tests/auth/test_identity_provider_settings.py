"""The settings of the identity provider."""

import pytest

from api.settings import Settings, SettingsError
from tests.support.identity_provider import AUDIENCE

GOOD = {"CAPAIAN_OIDC_ISSUER": "https://id.example/realms/one", "CAPAIAN_OIDC_AUDIENCE": AUDIENCE}


def test_an_identity_provider_is_configured_by_issuer_and_audience() -> None:
    assert Settings.from_environment({}).identity_provider is None
    caller = Settings.from_environment({**GOOD, "CAPAIAN_OIDC_ALGORITHM": "ES256"}).identity_provider
    assert caller is not None
    assert (caller.issuer, caller.audience, caller.algorithm) == (*GOOD.values(), "ES256")


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("ISSUER", "http://id.example"),
        ("ISSUER", "https://id.example/#canary"),
        ("ISSUER", "https://id.example/?canary"),
        ("ISSUER", "https://user:canary@id.example"),
        ("ISSUER", "https://[canary"),
        ("ISSUER", "https://id.example:canary"),
        ("ISSUER", "https:///canary"),
        ("ISSUER", "https://id.example/" + "canary" * 100),
        ("ISSUER", "https://id.example/ canary"),
        ("AUDIENCE", "two canaries"),
        ("JWKS_URL", "http://127.0.0.1.canary.example/keys"),
        ("JWKS_URL", "file:///canary"),
        ("ALGORITHM", "HS256"),
        ("ALGORITHM", "none"),
        ("ALGORITHM", "RS256,HS256"),
        ("SCOPES_CLAIM", "a canary"),
        ("INSTITUTION_CLAIM", "a canary"),
    ],
)
def test_an_invalid_setting_of_the_identity_provider_is_named(variable: str, value: str) -> None:
    with pytest.raises(SettingsError) as error:
        Settings.from_environment({**GOOD, f"CAPAIAN_OIDC_{variable}": value})
    for message in (error.value.indonesian, error.value.english):
        assert f"CAPAIAN_OIDC_{variable}" in message
        assert "canar" not in message


@pytest.mark.parametrize("variable", ["ISSUER", "AUDIENCE", "JWKS_URL", "ALGORITHM", "SCOPES_CLAIM"])
def test_a_single_setting_of_the_identity_provider_is_an_error(variable: str) -> None:
    value = {"ALGORITHM": "RS256", "SCOPES_CLAIM": "scp"}.get(variable, "https://id.example")
    with pytest.raises(SettingsError, match="must be set together with CAPAIAN_OIDC_"):
        Settings.from_environment({f"CAPAIAN_OIDC_{variable}": value})
