"""`capaian doctor`: check this installation."""

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import click
import msgspec

from api.admin.audit.signer import KEY_FILE
from api.admin.audit.verify import begin_audit_read
from api.admin.doctor.database_checks import check_connections, check_locale, check_roles, unusable_database
from api.admin.doctor.finding import InstallationFinding, compute_exit_code, to_json_value
from api.admin.doctor.host_checks import check_audit_key, check_clock, check_disk_at
from api.admin.doctor.key_checks import check_creators, check_expiry, check_published_pairs, check_use
from api.admin.doctor.publisher_checks import check_contact_point
from api.admin.doctor.queries import DatabaseFacts, read_facts
from api.console_language import localize
from api.database.database_urls import provide_database, report_database_errors
from api.database.embedded.data_directory import locate_data_dir
from api.errors import BilingualError, Text
from api.settings import Settings

EPILOG = """\b
Example:
  capaian doctor --json

Exit codes: 0 nothing found, 1 warnings, 2 errors.
"""
_NO_DATABASE = Text("Folder data belum berisi basis data.", "The data directory contains no database.")


@click.command("doctor", epilog=EPILOG)
@click.option("--json", "as_json", is_flag=True, help="Print the findings as one JSON object.")
@click.pass_obj
def doctor_command(settings: Settings, *, as_json: bool) -> None:
    """Check this installation. The command reads keys, roles, audit key, disk and clock, and changes nothing."""
    findings = find_problems(settings)
    if as_json:
        click.echo(msgspec.json.encode(to_json_value(findings)))
    else:
        for finding in findings:
            _print_finding(finding)
        errors = sum(finding.level == "error" for finding in findings)
        warnings = len(findings) - errors
        click.echo(localize(f"{errors} galat, {warnings} peringatan.", f"{errors} errors, {warnings} warnings."))
    sys.exit(compute_exit_code(findings))


def find_problems(settings: Settings) -> list[InstallationFinding]:
    """Run all checks. A database that cannot be used is a finding, and the other checks still run."""
    findings = check_contact_point(settings)
    try:
        data_dir = locate_data_dir(settings)
        findings += check_disk_at(data_dir)
        findings += check_audit_key(settings, settings.audit_key_file or data_dir / KEY_FILE)
        findings += _check_database(settings, data_dir)
    except BilingualError as error:
        findings.append(unusable_database(error.cause, Text(error.indonesian, error.english)))
    return findings


def _check_database(settings: Settings, data_dir: Path) -> list[InstallationFinding]:
    if settings.database_url is None and not (data_dir / "postgres").exists():
        return [unusable_database("", _NO_DATABASE)]  # a start would create one
    with provide_database(settings, share=True) as urls, report_database_errors():
        facts = asyncio.run(_read_facts(urls.service, settings))
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


async def _read_facts(url: str, settings: Settings) -> DatabaseFacts:
    login = await asyncpg.connect(
        url, server_settings={"role": "capaian_service", "statement_timeout": "30s", "lock_timeout": "5s"}
    )
    try:
        async with login.transaction(readonly=True):
            await begin_audit_read(login)
            return await read_facts(login, workers=settings.workers, pool_size=settings.pool_size)
    finally:
        await login.close()


def _print_finding(finding: InstallationFinding) -> None:
    level = Text(*{"warning": ("Peringatan", "Warning"), "error": ("Galat", "Error")}[finding.level])
    texts = zip(level, finding.found, finding.reason, finding.action, strict=True)
    indonesian, english = (f"{name}: {' '.join(parts)}" for name, *parts in texts)
    click.echo(localize(indonesian, english, "\n"))
