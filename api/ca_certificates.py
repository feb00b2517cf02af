"""The certificate authorities that outgoing connections trust."""

import ssl
from functools import cache

from api.settings import SettingsError


@cache
def load_ca_certificates() -> ssl.SSLContext:
    """Load them, from SSL_CERT_FILE if it is set. Cached, because loading is slow. Raise SettingsError."""
    import httpx  # noqa: PLC0415  # only connections to an identity provider and commands need it

    try:
        return httpx.create_ssl_context()
    except OSError as error:
        raise SettingsError(
            "Sertifikat CA tidak dapat dibaca. Silakan periksa SSL_CERT_FILE dan SSL_CERT_DIR.",
            "The CA certificates cannot be read. Check SSL_CERT_FILE and SSL_CERT_DIR.",
            str(error),
        ) from error
