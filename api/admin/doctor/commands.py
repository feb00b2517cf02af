"""`capaian doctor`: check this installation."""

import asyncio
import os
import sys
from datetime import UTC, datetime

import click
import msgspec

from api.admin.audit.signer import KEY_FILE
from api.admin.audit.verify import begin_audit_read
from api.admin.doctor.database_checks import check_connections, check_locale, check_roles, unusable_database
from api.admin.doctor.finding import InstallationFinding, compute_exit_code, to_json_value
from api.admin.doctor.host_checks import check_audit_key, check_clock, check_disk_at
from api.admin.doctor.key_checks import check_creators, check_expiry, check_published_pairs, check_use
from api.admin.doctor.pooler_checks import find_unusable_pooler
from api.admin.doctor.publisher_checks import check_contact_point
from api.admin.doctor.queries import DatabaseFacts, read_facts
from api.admin.doctor.schema_checks import check_grants, check_migrations, check_owner
from api.admin.doctor.standby_checks import check_standby
from api.admin.doctor.unknown_variables import check_variables
from api.console_language import localize
from api.database.connection_errors import connect_login
from api.database.database_urls import provide_database, report_database_errors
from api.database.embedded.data_directory import locate_data_dir
from api.database.pooler.connections import Pooler
from api.errors import BilingualError, Text
from api.settings import Settings

EPILOG = """\b
Example:
  capaian doctor --json

Exit codes: 0 nothing found, 1 warnings, 2 errors.
"""
_ENDING = ("database_unusable", "migrations_pending", "migrations_changed")  # other checks were not possible
_CHECKED = Text(
    "Diperiksa: pengaturan, login dan peran, hak, migrasi, ekstensi (tidak ada yang diperlukan), jam, kunci audit, "
    "disk, koneksi, kunci API.",
    "Checked: settings, logins and roles, grants, migrations, extensions (none is required), clock, audit key, disk, "
    "connections, API keys.",
)


@click.command("doctor", epilog=EPILOG)
@click.option("--json", "as_json", is_flag=True, help="Print the findings as one JSON object.")
@click.pass_obj
def doctor_command(settings: Settings, *, as_json: bool) -> None:
    """Check this installation.

    The command reads settings, roles, grants, migrations, keys, disk and clock, and changes nothing.
    """
    findings = find_problems(settings)
    if as_json:
        click.echo(msgspec.json.encode(to_json_value(findings)))
    else:
        for finding in findings:
            _print_finding(finding)
        errors = sum(finding.level == "error" for finding in findings)
        warnings = len(findings) - errors
        click.echo(localize(f"{errors} galat, {warnings} peringatan.", f"{errors} errors, {warnings} warnings."))
        if not any(finding.code in _ENDING for finding in findings):
            click.echo(localize(*_CHECKED))
    sys.exit(compute_exit_code(findings))


def find_problems(settings: Settings) -> list[InstallationFinding]:
    """Run all checks. A database that cannot be used is a finding, and the other checks still run."""
    findings = [*check_variables(os.environ), *check_contact_point(settings)]
    try:
        data_dir = locate_data_dir(settings)
        findings += check_disk_at(data_dir)
        findings += check_audit_key(settings, settings.audit_key_file or data_dir / KEY_FILE)
    except BilingualError as error:
        findings.append(unusable_database(error))
    for check in (_check_database, _check_owner):
        try:
            findings += check(settings)
        except BilingualError as error:
            findings.append(unusable_database(error))
    return findings


def _check_database(settings: Settings) -> list[InstallationFinding]:
    pooler = Pooler.from_settings(settings)
    with provide_database(settings, share=True) as urls, report_database_errors():
        findings = asyncio.run(_check_as_service(urls.service, settings))
        if pooler is None:
            return findings
        findings = [finding for finding in findings if finding.code != "too_few_connections"]
        return findings + asyncio.run(
            find_unusable_pooler(pooler, urls.service, requires_primary=not settings.read_only)
        )


def _check_owner(settings: Settings) -> list[InstallationFinding]:
    url = settings.migration_database_url
    return [] if url is None else asyncio.run(check_owner(url))


async def _check_as_service(url: str, settings: Settings) -> list[InstallationFinding]:
    async with (
        connect_login(
            url,
            requires_primary=not settings.read_only,
            role="capaian_service",
            statement_timeout="30s",
            lock_timeout="5s",
        ) as login,
        login.transaction(readonly=True),
    ):
        if findings := await check_migrations(login):
            return findings  # the other checks read tables that this schema may not have
        findings = await check_grants(login)
        findings += await check_standby(login, settings)
        await begin_audit_read(login)
        return findings + check_facts(await read_facts(login, settings.workers, settings.pool_size))


def check_facts(facts: DatabaseFacts) -> list[InstallationFinding]:
    """Run the checks that need no further query."""
    now = datetime.now(UTC)
    return [
        *check_roles(facts.roles),
        *check_locale(facts.folds_case),
        *check_connections(facts.connections),
        *check_clock(facts.clock_difference_seconds),
        *check_published_pairs(facts.pairs),
        *check_creators(facts.keys, now),
        *check_expiry(facts.keys, now),
        *check_use(facts.keys, now),
    ]


def _print_finding(finding: InstallationFinding) -> None:
    level = Text(*{"warning": ("Peringatan", "Warning"), "error": ("Galat", "Error")}[finding.level])
    texts = zip(level, finding.found, finding.reason, finding.action, strict=True)
    indonesian, english = (f"{name}: {' '.join(parts)}" for name, *parts in texts)
    click.echo(localize(indonesian, english, "\n"))
