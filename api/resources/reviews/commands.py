"""`capaian reviews`: what waits for the publication by the user of the key."""

import click

from api.console_table import print_table
from api.service_client import CommandClient, iterate_pages, service_options


@click.command("reviews", epilog="Example: capaian reviews --limit 20")
@click.option("--limit", default=100, show_default=True, type=click.IntRange(1), help="Maximum number of entries.")
@service_options
def reviews_command(service: CommandClient, /, *, limit: int) -> None:
    """List what you may publish: imports and records, oldest first."""
    with service.open() as client:
        reviews = list(iterate_pages(client, "/v1/reviews", limit))
    fields = ("type", "url", "institution", "record_count", "submitted_by", "submitted_at")
    print_table(
        fields,
        ([review[name] for name in fields] for review in reviews),
        extra=("institution", "submitted_by", "submitted_at"),
    )
