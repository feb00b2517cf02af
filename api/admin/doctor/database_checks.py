"""Checks of the rights of the database roles and of the locale of the database."""

from collections.abc import Iterable
from typing import NamedTuple

from api.admin.doctor.finding import InstallationFinding
from api.database.connection_count import ConnectionDemand, describe_shortage
from api.errors import BilingualError, Text


class RoleRights(NamedTuple):
    """A role that the service uses, and which rights it has that it does not need. `name` is its name."""

    name: str
    rights: tuple[str, ...]


def check_roles(roles: Iterable[RoleRights]) -> list[InstallationFinding]:
    """Report roles with more rights than reading and adding rows."""
    return [
        InstallationFinding(
            "error",
            "role_has_too_many_rights",
            Text(
                f"Peran basis data {role.name} memiliki hak {', '.join(role.rights)}.",
                f"The database role {role.name} has the rights {', '.join(role.rights)}.",
            ),
            Text(
                "Galat atau kebocoran di layanan dapat mengubah riwayat dan audit.",
                "An error or a break-in of the service can change history and audit.",
            ),
            Text(
                "Pakai login dari docs/operations/roles.md di CAPAIAN_DATABASE_URL, dan pemilik hanya di "
                "CAPAIAN_MIGRATION_DATABASE_URL.",
                "Use the login of docs/operations/roles.md in CAPAIAN_DATABASE_URL, and the owner only in "
                "CAPAIAN_MIGRATION_DATABASE_URL.",
            ),
        )
        for role in roles
        if role.rights
    ]


def check_connections(demand: ConnectionDemand) -> list[InstallationFinding]:
    """Warn if the service can need more connections than the database permits."""
    if demand.needed <= demand.available:
        return []
    found, reason, action = describe_shortage(demand)
    return [InstallationFinding("warning", "too_few_connections", found, reason, action)]


def check_locale(folds_case: bool) -> list[InstallationFinding]:
    """Warn if the database compares letters beyond ASCII with their case, as with LC_CTYPE C."""
    if folds_case:
        return []
    return [
        InstallationFinding(
            "warning",
            "locale_ignores_letters",
            Text(
                "Basis data ini tidak mengenal huruf besar di luar ASCII (LC_CTYPE C).",
                "This database has no upper case beyond ASCII (LC_CTYPE C).",
            ),
            Text(
                "Nama yang hanya berbeda dalam É dan é menjadi dua pengguna.",
                "Names that differ only in É and é are two users.",
            ),
            Text(
                "Salin data ke basis data dengan LC_CTYPE C.UTF-8.",
                "Copy the data to a database with LC_CTYPE C.UTF-8.",
            ),
        )
    ]


def unusable_database(error: BilingualError) -> InstallationFinding:
    """Return the finding for a database that cannot be reached or has no schema."""
    return InstallationFinding(
        "error",
        "database_unusable",
        Text(f"{error.indonesian} {error.cause}".strip(), f"{error.english} {error.cause}".strip()),
        Text("Layanan tidak dapat membaca atau menulis.", "The service cannot read or write."),
        Text(
            "Perbaiki sebab itu, lalu jalankan capaian doctor lagi.", "Fix that cause, then run capaian doctor again."
        ),
    )
