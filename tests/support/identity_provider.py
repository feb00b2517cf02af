"""An identity provider on loopback with real HTTP and real keys. It counts requests and can fail on demand."""

import base64
import hmac
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from joserfc import jws
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey

from api.setting_parts.identity_provider import IdentityProvider

AUDIENCE = "https://capaian.example"
RSA = RSAKey.generate_key(2048, {"kid": "rsa-1"})
NEXT_RSA = RSAKey.generate_key(2048, {"kid": "rsa-2"})
EC = ECKey.generate_key("P-256", {"kid": "ec-1"})
OKP = OKPKey.generate_key("Ed25519", {"kid": "okp-1"})
ALGORITHMS = {"RSA": "RS256", "EC": "ES256", "OKP": "Ed25519"}


class Provider:
    """Serve a set of keys.

    `.is_unavailable` returns 503, `.redirect_url` redirects, `.replaced_bodies` has bodies by path.
    """

    def __init__(self, port: int = 0) -> None:
        self.published: list[dict[str, Any]] = [public(RSA)]
        self.fetches: list[str] = []
        self.is_unavailable = False
        self.redirect_url = ""
        self.delay_seconds = 0.0
        self.replaced_bodies: dict[str, bytes] = {}
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                provider.fetches.append(self.path)
                time.sleep(provider.delay_seconds)
                body = provider.replaced_bodies.get(self.path) or provider.document(self.path)
                self.send_response(503 if provider.is_unavailable else 302 if provider.redirect_url else 200)
                if provider.redirect_url:
                    self.send_header("location", provider.redirect_url)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *arguments: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self.server.handle_error = lambda *_: None  # tests close connections early
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def keys_fetched(self) -> int:
        return self.fetches.count("/keys")

    def document(self, path: str) -> bytes:
        if path == "/.well-known/openid-configuration":
            return json.dumps({"issuer": self.issuer, "jwks_uri": f"{self.issuer}/keys", "more": [1]}).encode()
        return json.dumps({"keys": self.published}).encode()

    def settings(self, **changed: Any) -> IdentityProvider:
        return IdentityProvider(**{"issuer": self.issuer, "audience": AUDIENCE, **changed})

    def claims(self, **changed: Any) -> dict[str, Any]:
        """Return valid claims with changes; a change to `...` removes the claim."""
        now = int(time.time())
        all_claims = {
            "iss": self.issuer, "aud": AUDIENCE, "sub": "budi", "exp": now + 300, "iat": now, "jti": "token-1",
            "scope": "openid write publish", "institution": "lkpp", **changed,
        }  # fmt: skip
        return {name: value for name, value in all_claims.items() if value is not ...}

    def token(self, key: Key = RSA, header: dict[str, Any] | None = None, **changed: Any) -> str:
        return signed({"alg": ALGORITHMS[key.key_type], "kid": key.kid, **(header or {})},
                      self.claims(**changed), key)  # fmt: skip


def public(key: Key, **changed: Any) -> dict[str, Any]:
    return {**key.as_dict(private=False), "use": "sig", **changed}


def signed(header: dict[str, Any], claims: object, key: Key) -> str:
    """Sign with the algorithm in `alg`, even if the header is invalid: joserfc refuses to sign most forged headers."""
    model = jws.JWSRegistry.algorithms["Ed25519" if header["alg"] == "EdDSA" else header["alg"]]
    signing_input = f"{part(header)}.{part(claims)}"
    return f"{signing_input}.{base64url(model.sign(signing_input.encode(), key))}"


def part(value: object) -> str:
    return base64url(json.dumps(value).encode())


def base64url(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")


def signed_with_secret(claims: object, secret: bytes) -> str:
    """Sign with HS256 without joserfc, which rejects a public key as the secret."""
    signing_input = f"{part({'alg': 'HS256', 'kid': 'rsa-1'})}.{part(claims)}"
    return f"{signing_input}.{base64url(hmac.digest(secret, signing_input.encode(), 'sha256'))}"


@contextmanager
def running(port: int = 0) -> Iterator[Provider]:
    provider = Provider(port)
    try:
        yield provider
    finally:
        provider.server.shutdown()
        provider.server.server_close()
