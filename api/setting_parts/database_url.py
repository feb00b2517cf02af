"""The parameters of a database URL, by the names of libpq: those that are used, and why others are rejected."""

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from api.errors import Text

# The driver reads these.
_USED = frozenset(
    (
        "host",
        "port",
        "user",
        "password",
        "dbname",
        "database",
        "passfile",
        "service",
        "sslmode",
        "sslcert",
        "sslkey",
        "sslrootcert",
        "sslcrl",
        "sslpassword",
        "sslnegotiation",
        "ssl_min_protocol_version",
        "ssl_max_protocol_version",
        "target_session_attrs",
        "options",
    )
)
# Values that state what the service does anyway.
_WITHOUT_EFFECT = {
    "channel_binding": ("prefer", "disable"),
    "gssencmode": ("prefer", "disable"),
    "client_encoding": ("utf8", "utf-8", "auto"),
    "sslcompression": ("0",),
    "sslsni": ("1",),
    "load_balance_hosts": ("disable",),
    "keepalives": ("1",),
    "replication": ("false", "off", "no", "0"),
}
_OWN_TIMEOUTS = Text(
    "layanan menetapkan sendiri batas waktu TCP, agar server yang hilang diketahui dalam beberapa detik",
    "the service sets the timeouts of TCP itself, so that it detects a lost server within seconds",
)
_NO_GSSAPI = Text(
    "login dengan GSSAPI atau Kerberos tidak didukung; pakai kata sandi atau sertifikat",
    "a login with GSSAPI or Kerberos is not supported; use a password or a certificate",
)
_REASONS = {
    "channel_binding": Text(
        "driver tidak mendukung channel binding; pakai sslmode=verify-full",
        "the driver does not support channel binding; use sslmode=verify-full",
    ),
    "gssencmode": Text(
        "enkripsi GSSAPI tidak didukung; pakai sslmode=verify-full",
        "encryption with GSSAPI is not supported; use sslmode=verify-full",
    ),
    "client_encoding": Text("layanan selalu memakai UTF-8", "the service always uses UTF-8"),
    "load_balance_hosts": Text(
        "host dicoba menurut urutannya; tulis host dalam urutan itu",
        "the hosts are tried in their order; list them in that order",
    ),
    "hostaddr": Text("tulis alamat IP itu sebagai host", "write this IP address as the host"),
    "requirepeer": Text(
        "pemilik soket tidak diperiksa; pakai sslmode=verify-full",
        "the owner of a socket is not checked; use sslmode=verify-full",
    ),
    **dict.fromkeys(
        ("keepalives", "keepalives_idle", "keepalives_interval", "keepalives_count", "tcp_user_timeout"), _OWN_TIMEOUTS
    ),
    **dict.fromkeys(("krbsrvname", "gsslib", "gssdelegation"), _NO_GSSAPI),
    "fallback_application_name": Text("pakai application_name", "use application_name"),
    "application_name": Text(
        "layanan menetapkan application_name sendiri, misalnya `capaian listener`; bedakan instance dengan loginnya",
        "the service sets application_name itself, such as `capaian listener`; distinguish instances by their login",
    ),
}
_UNSUPPORTED = Text(
    "bukan parameter URL yang didukung; pengaturan sesi ditulis sebagai options=-c%20nama%3Dnilai",
    "it is no supported parameter of a URL; settings of a session are written as options=-c%20name%3Dvalue",
)


def describe_unusable_parameter(variable: str, url: str) -> Text | None:
    """Return the error of the setting `variable` if its URL has a parameter that cannot be used, without its value."""
    found = _find_unusable_parameter(url)
    if found is None:
        return None
    name, reason = found
    return Text(
        f"Parameter {name} dalam {variable} tidak dapat dipakai: {reason.id}.",
        f"The parameter {name} in {variable} cannot be used: {reason.en}.",
    )


def _find_unusable_parameter(url: str) -> tuple[str, Text] | None:
    """Return the first parameter of a URL that cannot be used, and the reason. The values can be secret."""
    for name, value in parse_qsl(urlsplit(url).query, keep_blank_values=True):
        if name in _USED or value.lower() in _WITHOUT_EFFECT.get(name, ()):
            continue
        if name == "connect_timeout":
            if not (value.isascii() and value.isdigit()):
                return name, Text("isinya harus bilangan detik", "its value must be a number of seconds")
            continue
        return name, _REASONS.get(name, _UNSUPPORTED)
    return None


def remove_parameters_without_effect(url: str) -> str:
    """Return the URL with only the parameters that the driver reads: it would send others to the server as settings."""
    parts = urlsplit(url)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    if all(name in _USED for name, _ in pairs):
        return url
    return urlunsplit(parts._replace(query=urlencode([(name, value) for name, value in pairs if name in _USED])))
