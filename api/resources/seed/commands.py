"""`capaian seed`: load or remove sets of seed data."""

import asyncio

import click

from api.console_language import localize
from api.console_table import print_table
from api.database.database_urls import provide_database, report_database_errors
from api.resources.seed.files import DEMONSTRATION, SEED_SETS
from api.resources.seed.load import load_seed_data
from api.resources.seed.remove import Removal, remove_seed_data
from api.settings import Settings

EPILOG = """\b
Examples:
  capaian seed --set samples
  capaian seed --remove samples
"""


@click.command("seed", epilog=EPILOG)
@click.option(
    "--set",
    "sets",
    type=click.Choice(SEED_SETS),
    multiple=True,
    help="Set to load; may be repeated. `reference`: units, institutions and regions; `documents`: the figures of five "
    "articles; `samples`: one program for each kind of statement. Default: reference, and with the embedded database "
    "documents.",
)
@click.option(
    "--remove",
    "removed",
    type=click.Choice(SEED_SETS),
    help="Set to withdraw: every record that no user has revised and no other record cites. The others are listed.",
)
@click.pass_obj
def seed_command(settings: Settings, sets: tuple[str, ...], removed: str | None) -> None:
    """Load sets of seed data, or remove one.

    Records that users have changed are skipped.
    """
    if removed is not None and sets:
        raise click.UsageError(
            localize(
                "--set dan --remove tidak dapat dipakai bersama. Pakai salah satunya.",
                "--set and --remove cannot be used together. Use one of them.",
            )
        )
    if not sets:
        sets = DEMONSTRATION if settings.database_url is None else ("reference",)
    elif "reference" not in sets:
        sets = ("reference", *sets)
    with provide_database(settings, share=True) as urls, report_database_errors():
        if removed is not None:
            _print_removal(removed, asyncio.run(remove_seed_data(urls.service, removed)))
            return
        outcome = asyncio.run(load_seed_data(urls.service, sets))
    for loaded in outcome:
        click.echo(
            f"{loaded.type:12} {loaded.created:5} created {loaded.changed:5} changed "
            f"{loaded.unchanged:5} unchanged {loaded.skipped:5} skipped"
        )


def _print_removal(seed_set: str, removal: Removal) -> None:
    for record_type, count in removal.withdrawn.items():
        click.echo(f"{record_type:12} {count:5} withdrawn")
    if not removal.remaining:
        return
    click.echo(
        localize(
            f"{len(removal.remaining)} catatan dari {seed_set} tetap ada, karena pengguna merevisinya atau catatan "
            "lain merujuknya. Tarik catatan itu satu per satu bila perlu.",
            f"{len(removal.remaining)} records of {seed_set} remain, because users revised them or other records cite "
            "them. Withdraw them one by one if necessary.",
            "\n",
        ),
        err=True,
    )
    print_table(("type", "id", "cause", "by"), removal.remaining)
