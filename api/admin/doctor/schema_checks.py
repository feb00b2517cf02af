"""Checks of the schema: its migrations, the grants of the roles, and the login that owns it."""

import asyncpg

from api.admin.doctor.finding import InstallationFinding
from api.database.connection_errors import MIGRATION_DATABASE_URL, connect_login
from api.database.migrations import FUNCTIONS, MIGRATIONS, MISSING_GRANTS, list_pending_versions
from api.database.upgrades.function_files import are_function_files_current
from api.database.upgrades.migration_files import list_changed_versions
from api.errors import Text

_RECORD_TYPES = ("unit", "institution", "region", "program", "indicator", "source", "target", "realization", "claim")
# The statements of schema/migrations/0104_figures.sql that were revoked.
_MISSING_TABLE_GRANTS = """
    SELECT format('grant select on %I to %I', name, role) AS statement
    FROM unnest($1::text[]) AS name, unnest(ARRAY['capaian_reader', 'capaian_service']) AS role
    WHERE NOT has_table_privilege(role, name, 'SELECT')
    UNION ALL
    SELECT format('grant insert (%s) on %I to capaian_service',
        string_agg(quote_ident(attname), ', ' ORDER BY attnum), name)
    FROM unnest($1::text[]) AS name JOIN pg_attribute ON attrelid = name::regclass
    WHERE attnum > 0 AND NOT attisdropped AND attgenerated = '' AND attname NOT IN ('recorded_at', 'replaced_at')
        AND NOT has_any_column_privilege('capaian_service', name, 'INSERT')
    GROUP BY name"""
_SELECT_OWNERSHIP = """
    SELECT pg_has_role(current_user, relowner, 'USAGE') FROM pg_class WHERE oid = to_regclass('public.audit_entry')"""


async def check_migrations(login: "asyncpg.Connection[asyncpg.Record]") -> list[InstallationFinding]:
    """Report migrations and function files of this version that the database does not have."""
    if changed := await list_changed_versions(login, MIGRATIONS):
        return [
            InstallationFinding(
                "error",
                "migrations_changed",
                Text(
                    f"Skema dibuat oleh versi yang belum dirilis: migrasi {', '.join(changed)} berbeda.",
                    f"The schema was created by an unreleased version: migration {', '.join(changed)} differs.",
                ),
                Text("Layanan tidak dapat dimulai.", "The service does not start."),
                Text(
                    "Hapus basis data atau folder data itu, atau sebutkan yang kosong.",
                    "Delete the database or data directory, or name an empty one.",
                ),
            )
        ]
    pending = await list_pending_versions(login)
    if not pending and await are_function_files_current(login, FUNCTIONS):
        return []
    listed = ", ".join(pending) or "functions"
    return [
        InstallationFinding(
            "error",
            "migrations_pending",
            Text(f"Migrasi belum diterapkan: {listed}.", f"Migrations are missing: {listed}."),
            Text("Layanan belum siap menerima permintaan.", "The service is not ready for requests."),
            Text(
                "Jalankan `capaian migrate` dengan login pemilik di CAPAIAN_MIGRATION_DATABASE_URL.",
                "Run `capaian migrate` with the login of the owner in CAPAIAN_MIGRATION_DATABASE_URL.",
            ),
        )
    ]


async def check_grants(login: "asyncpg.Connection[asyncpg.Record]") -> list[InstallationFinding]:
    """Report grants that the login and the two groups do not have, with the statements that restore them."""
    user: str = await login.fetchval("SELECT session_user::text")
    rows = [*await login.fetch(MISSING_GRANTS, user), *await login.fetch(_MISSING_TABLE_GRANTS, _RECORD_TYPES)]
    if not rows:
        return []
    statements = " ".join(f"{row['statement']};" for row in rows)
    return [
        InstallationFinding(
            "error",
            "grants_missing",
            Text(f"{len(rows)} hak basis data hilang.", f"{len(rows)} grants of the database are missing."),
            Text("Permintaan yang memerlukannya mendapat 503.", "Requests that need them get 503."),
            Text(f"Jalankan sebagai pemilik: {statements}", f"Run as the owner: {statements}"),
        )
    ]


async def check_owner(url: str) -> list[InstallationFinding]:
    """Report a login of CAPAIAN_MIGRATION_DATABASE_URL that does not own the tables."""
    async with connect_login(url, setting=MIGRATION_DATABASE_URL) as owner:
        is_owner = await owner.fetchval(_SELECT_OWNERSHIP)
    if is_owner in (True, None):  # None: no schema, which is a finding of its own
        return []
    return [
        InstallationFinding(
            "error",
            "owner_owns_nothing",
            Text(
                "Login dari CAPAIAN_MIGRATION_DATABASE_URL bukan pemilik tabel.",
                "The login of CAPAIAN_MIGRATION_DATABASE_URL does not own the tables.",
            ),
            Text("Migrasi versi berikutnya akan gagal.", "The migrations of the next version will fail."),
            Text(
                "Isikan login pemilik, misalnya capaian_owner, di pengaturan itu.",
                "Set it to the login of the owner, such as capaian_owner.",
            ),
        )
    ]
