"""The settings of a provider of tokens."""

import msgspec


class IdentityProvider(msgspec.Struct, frozen=True, kw_only=True):
    """The provider of tokens (JWT), which callers can use instead of API keys."""

    issuer: str
    audience: str
    jwks_url: str | None = None  # None: from the metadata of the issuer
    algorithm: str = "RS256"
    scopes_claim: str = "scope"
    institution_claim: str = "institution"
