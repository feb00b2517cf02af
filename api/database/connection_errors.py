"""Connections of commands, and their errors as one sentence: what happened, which setting, what to do.

The driver's own texts are not shown: they can contain parts of a URL, and so of a password.
"""

import os
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import parse_qs, unquote, urlsplit

import asyncpg

from api.database.pooled_connection import require_primary
from api.errors import BilingualError, Text

DATABASE_URL, MIGRATION_DATABASE_URL = "CAPAIAN_DATABASE_URL", "CAPAIAN_MIGRATION_DATABASE_URL"
CONNECT_TIMEOUT_SECONDS = 10
_TLS_FILES = ("sslrootcert", "sslcert", "sslkey", "sslcrl")

_TLS_MODES = ("require", "verify-ca", "verify-full")

_NOT_POSTGRESQL = Text(
    "Program di {server} tidak menjawab seperti PostgreSQL: periksa program itu, atau perbaiki host dan port di "
    "{setting}.",
    "The program at {server} does not respond as a PostgreSQL: check it, or correct host and port in {setting}.",
)
POOLER_REJECTED = Text(
    "{setting} menuju pooler seperti PgBouncer, tetapi LISTEN, impor, dan migrasi memerlukan sesi. Isikan alamat "
    "PostgreSQL sendiri di {setting}, dan alamat pooler di CAPAIAN_POOLER_READER_DATABASE_URL dan "
    "CAPAIAN_POOLER_SERVICE_DATABASE_URL.",
    "{setting} leads to a pooler such as PgBouncer, but LISTEN, imports and migrations require a session. Set "
    "{setting} to the URL of PostgreSQL itself, and CAPAIAN_POOLER_READER_DATABASE_URL and "
    "CAPAIAN_POOLER_SERVICE_DATABASE_URL to the pooler.",
)
# The first type that matches decides. The fields: setting, server, login, database, and the message of PostgreSQL.
_SENTENCES: tuple[tuple[type[BaseException], Text], ...] = (
    (
        asyncpg.InvalidPasswordError,
        Text(
            "PostgreSQL di {server} menolak kata sandi login {login} dari {setting}: perbaiki kata sandi itu, dan "
            "tulis setiap aksara selain huruf dan angka dengan kode persen.",
            "PostgreSQL at {server} rejected the password of the login {login} in {setting}: correct the password, and "
            "percent-encode each of its characters that is not a letter or digit.",
        ),
    ),
    (
        asyncpg.InvalidAuthorizationSpecificationError,
        Text(
            "PostgreSQL di {server} tidak menerima login {login} dari {setting} ({message}): buat login itu, izinkan "
            "di pg_hba.conf, atau ubah pengaturan itu.",
            "PostgreSQL at {server} does not admit the login {login} of {setting} ({message}): create the login, admit "
            "it in pg_hba.conf, or change the setting.",
        ),
    ),
    (
        asyncpg.InvalidCatalogNameError,
        Text(
            "Basis data {database} dari {setting} tidak ada di {server}: buat basis data itu, atau perbaiki namanya.",
            "The database {database} of {setting} does not exist at {server}: create it, or correct its name.",
        ),
    ),
    (
        asyncpg.InvalidParameterValueError,
        Text(
            "PostgreSQL di {server} menolak sesi login {login} dari {setting} ({message}): buat peran yang hilang "
            "dengan `capaian migrate`, atau perbaiki parameter URL itu.",
            "PostgreSQL at {server} rejected the session of the login {login} of {setting} ({message}): create the "
            "missing role with `capaian migrate`, or correct the parameter of the URL.",
        ),
    ),
    (
        asyncpg.InsufficientPrivilegeError,
        Text(
            "Login {login} dari {setting} kekurangan hak ({message}): jalankan GRANT CONNECT ON DATABASE {database} TO "
            "{login} dan GRANT capaian_reader, capaian_service TO {login} sebagai pengelola basis data.",
            "The login {login} of {setting} lacks a right ({message}): run GRANT CONNECT ON DATABASE {database} TO "
            "{login} and GRANT capaian_reader, capaian_service TO {login} as an administrator of the database.",
        ),
    ),
    (
        asyncpg.InsufficientResourcesError,
        Text(
            "Basis data di {server} dari {setting} tidak memiliki koneksi bebas: tutup koneksi lain, atau naikkan "
            "max_connections.",
            "The database at {server} of {setting} has no free connection: close other connections, or raise "
            "max_connections.",
        ),
    ),
    (
        asyncpg.CannotConnectNowError,
        Text(
            "Basis data di {server} dari {setting} sedang dimulai atau dihentikan: jalankan lagi sesaat kemudian.",
            "The database at {server} of {setting} is starting or stopping: run this again a little later.",
        ),
    ),
    (
        asyncpg.TargetServerAttributeNotMatched,
        Text(
            "{setting} menuju server siaga ({server}): isikan alamat server utama.",
            "{setting} leads to a standby ({server}): set it to the URL of the primary.",
        ),
    ),
    (
        socket.gaierror,
        Text(
            "Nama host basis data {server} dari {setting} tidak ditemukan: perbaiki nama itu.",
            "The host of the database {server} of {setting} was not found: correct its name.",
        ),
    ),
    (
        ssl.SSLError,
        Text(
            "TLS ke basis data {server} gagal: perbaiki nama host, sslmode dan sslrootcert di {setting}, atau "
            "sertifikat server itu.",
            "TLS to the database {server} failed: correct the host name, sslmode and sslrootcert in {setting}, or the "
            "certificate of the server.",
        ),
    ),
    (
        asyncpg.ClientConfigurationError,
        Text(
            "Basis data tidak dapat dihubungi karena parameter URL di {setting} tidak sah: perbaiki parameter seperti "
            "sslmode dan sslrootcert.",
            "The database cannot be reached because a parameter of the URL in {setting} is invalid: correct parameters "
            "such as sslmode and sslrootcert.",
        ),
    ),
    (
        OSError,
        Text(
            "Basis data di {server} tidak menjawab: nyalakan PostgreSQL itu, atau perbaiki host dan port di {setting}.",
            "The database at {server} does not respond: start that PostgreSQL, or correct host and port in {setting}.",
        ),
    ),
    (asyncpg.ProtocolViolationError, POOLER_REJECTED),  # PgBouncer rejects the role as a start-up parameter
    (asyncpg.PostgresConnectionError, _NOT_POSTGRESQL),
    (
        asyncpg.PostgresError,
        Text(
            "Basis data di {server} dari {setting} menolak koneksi ({message}): atasi sebab itu.",
            "The database at {server} of {setting} rejected the connection ({message}): fix that cause.",
        ),
    ),
    (
        Exception,
        Text(
            "Basis data tidak dapat dihubungi: perbaiki URL di {setting}.",
            "The database cannot be reached: correct the URL in {setting}.",
        ),
    ),
)
_TLS_REQUIRED = Text(
    "PostgreSQL di {server} tidak menerima login {login} tanpa TLS: tambahkan sslmode=require atau "
    "sslmode=verify-full di {setting}, atau izinkan login itu di pg_hba.conf.",
    "PostgreSQL at {server} does not admit the login {login} without TLS: add sslmode=require or sslmode=verify-full "
    "to {setting}, or admit the login in pg_hba.conf.",
)
_TLS_NOT_OFFERED = Text(
    "Basis data di {server} tidak menawarkan TLS yang diminta {setting}: aktifkan TLS di server itu, atau hapus "
    "sslmode.",
    "The database at {server} does not offer the TLS that {setting} requires: enable TLS there, or remove sslmode.",
)
_TLS_FILE = Text(
    "Berkas TLS dari {setting} tidak dapat dibaca, sehingga basis data tidak dihubungi: perbaiki sslrootcert, sslcert "
    "dan sslkey.",
    "A TLS file of {setting} cannot be read, so the database was not contacted: correct sslrootcert, sslcert and "
    "sslkey.",
)


class DatabaseUnusableError(BilingualError):
    """The database of a command cannot be reached or used."""


@asynccontextmanager
async def connect_login(
    url: str, *, setting: str = DATABASE_URL, requires_primary: bool = False, **session: str
) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    """Open a connection with these session parameters, and close it after the block.

    Raise DatabaseUnusableError if it cannot be opened within 10 seconds; `setting` is the one that contains the URL.
    With `requires_primary`, a standby is an error; of several hosts, the primary is used.
    """
    target = require_primary(url) if requires_primary else {}
    try:
        connection = await asyncpg.connect(url, timeout=CONNECT_TIMEOUT_SECONDS, server_settings=session, **target)
    except Exception as error:  # the driver raises many types for an invalid URL
        sentence = describe_connection_error(error, url, setting)
        raise DatabaseUnusableError(sentence.id, sentence.en) from error
    try:
        yield connection
    finally:
        await connection.close()


def describe_connection_error(error: BaseException, url: str, setting: str) -> Text:
    """Return one sentence per language for an error of `asyncpg.connect`, without any part of a secret."""
    text = _choose_sentence(error, url)
    message = error.args[0] if isinstance(error, asyncpg.PostgresError) and error.args else ""
    fields = {"setting": setting, "message": message, **_describe_url(url)}
    return Text(*(template.format(**fields) for template in text))


def _choose_sentence(error: BaseException, url: str) -> Text:
    if isinstance(error, asyncpg.InvalidAuthorizationSpecificationError) and "no encryption" in str(error):
        return _TLS_REQUIRED
    if isinstance(error, ConnectionError) and "rejected SSL upgrade" in str(error):
        # Without one of these modes a server may refuse TLS, but not with an answer of another protocol.
        mode = _last(parse_qs(urlsplit(url).query), "sslmode")
        return _TLS_NOT_OFFERED if mode in _TLS_MODES else _NOT_POSTGRESQL
    if isinstance(error, FileNotFoundError | PermissionError) and any(name in url for name in _TLS_FILES):
        return _TLS_FILE
    return next(text for kind, text in _SENTENCES if isinstance(error, kind))


def _describe_url(url: str) -> dict[str, str]:
    """Return server, login and database of a URL that `is_postgresql_url` accepts, or the defaults of libpq."""
    parts, query = urlsplit(url), parse_qs(urlsplit(url).query)
    login, _, server = parts.netloc.rpartition("@")
    name = unquote(login.partition(":")[0]) or _last(query, "user") or os.environ.get("PGUSER", "-")
    return {
        "server": unquote(server) or _last(query, "host") or os.environ.get("PGHOST", "-"),
        "login": name,
        "database": unquote(parts.path[1:]) or _last(query, "dbname") or os.environ.get("PGDATABASE", name),
    }


def _last(query: dict[str, list[str]], name: str) -> str:
    return query.get(name, [""])[-1]
