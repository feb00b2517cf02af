"""Verify tokens of an identity provider with a new verifier, and forge one."""

import asyncio
from typing import Any

from api.auth.caller import Caller
from api.auth.tokens import TokenVerifier
from tests.support.identity_provider import Provider, part


def authenticate_all(provider: Provider, *tokens: str, **settings: Any) -> list[Caller | None]:
    """Return the caller of each token, verified one after the other by one verifier."""

    async def verify() -> list[Caller | None]:
        verifier = TokenVerifier(provider.settings(**settings))
        try:
            return [await verifier.authenticate(token) for token in tokens]
        finally:
            await verifier.close()

    return asyncio.run(verify())


def authenticate(provider: Provider, token: str, **settings: Any) -> Caller | None:
    return authenticate_all(provider, token, **settings)[0]


def change_claims(provider: Provider) -> str:
    """Return a valid token whose claims were changed after it was signed."""
    header, _, signature = provider.token().split(".")
    return f"{header}.{part(provider.claims(sub='another user'))}.{signature}"
