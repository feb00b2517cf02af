"""The URL for dbmate, whose driver understands fewer parameters than asyncpg and only one host."""

from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

import asyncpg

_TLS_PARAMETERS = ("sslrootcert", "sslcert", "sslkey")


async def build_dbmate_url(owner: "asyncpg.Connection[asyncpg.Record]", url: str, **settings: str) -> str:
    """Return a URL of the server that this connection has reached, with its login and the same protection by TLS.

    `settings` are those of the session. dbmate requires TLS by default; asyncpg only prefers it.
    """
    encrypted = await owner.fetchval("select ssl from pg_stat_ssl where pid = pg_backend_pid()")
    query = dict(_parse_query(url))
    sslmode = query.get("sslmode", "")
    if not encrypted:
        sslmode = "disable"
    elif not sslmode.startswith("verify-"):
        sslmode = "require"
    address, login = owner._addr, owner._params  # type: ignore[attr-defined]  # noqa: SLF001  # no public way
    tls = {name: query[name] for name in _TLS_PARAMETERS if name in query} if encrypted else {}
    if isinstance(address, str):  # a Unix socket
        names = ("host", "port", "user", "password")
        return _set_query(url, {name: query[name] for name in names if name in query} | settings)
    host, port = address
    secret = "" if login.password is None else f":{quote(login.password, safe='')}"
    netloc = f"{quote(login.user, safe='')}{secret}@{f'[{host}]' if ':' in host else host}:{port}"
    options = {"options": query["options"]} if "options" in query else {}
    path = f"/{quote(login.database, safe='')}"
    return urlunsplit(("postgres", netloc, path, urlencode({"sslmode": sslmode, **tls, **options, **settings}), ""))


def _parse_query(url: str) -> list[tuple[str, str]]:
    return parse_qsl(urlsplit(url).query, keep_blank_values=True)


def _set_query(url: str, query: dict[str, str]) -> str:
    return urlunsplit(urlsplit(url)._replace(query=urlencode({"sslmode": "disable", **query})))
