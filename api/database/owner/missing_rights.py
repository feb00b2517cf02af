"""The statements that an administrator must run before the owner can migrate, as on a managed PostgreSQL."""

import asyncpg

# $1: the login of the service, or null. Only the right to set a role counts, which is separate since PostgreSQL 16.
# Only the owner of a database may revoke rights in it and, since PostgreSQL 15, create tables in its schema public.
_MISSING_STATEMENTS = """
WITH wanted AS (SELECT name, to_regrole(name) AS role FROM unnest(ARRAY['capaian_reader', 'capaian_service']) AS name),
    login AS (SELECT rolname AS name FROM pg_roles WHERE rolname = $1::text)
SELECT format('ALTER DATABASE %I OWNER TO %I', datname, current_user) FROM pg_database
 WHERE datname = current_database() AND NOT pg_has_role(datdba, 'usage')
UNION ALL
SELECT format('GRANT %s TO %I', relowner::regrole, current_user) FROM pg_class JOIN pg_roles ON pg_roles.oid = relowner
 WHERE pg_class.oid = to_regclass('public.schema_migrations') AND NOT rolsuper AND NOT pg_has_role(relowner, 'usage')
UNION ALL
SELECT format('CREATE ROLE %I NOLOGIN', name) FROM wanted
 WHERE role IS NULL AND NOT (SELECT rolcreaterole OR rolsuper FROM pg_roles WHERE rolname = current_user)
UNION ALL
SELECT format('GRANT %I TO %I', wanted.name, login.name) FROM wanted, login
 WHERE role IS NULL OR NOT pg_has_role(login.name, role,
       CASE WHEN current_setting('server_version_num')::int >= 160000 THEN 'set' ELSE 'member' END)
UNION ALL
SELECT format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), name) FROM login
 WHERE NOT has_database_privilege(name, current_database(), 'CONNECT')"""


async def list_missing_rights(owner: "asyncpg.Connection[asyncpg.Record]", service_login: str | None) -> list[str]:
    """Return the statements that give this login the rights to migrate, and the login of the service its roles."""
    return [row[0] for row in await owner.fetch(_MISSING_STATEMENTS, service_login)]
