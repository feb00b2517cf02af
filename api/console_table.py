"""Tables on standard output: aligned on a terminal, otherwise lines with tabs for other programs."""

import sys
from collections.abc import Collection, Iterable, Sequence

import click

WIDE_TERMINAL = 120  # columns
UNBROKEN_COLUMNS = ("id", "url", "sum", "min", "max", "value")  # users copy and compare them


def print_table(
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    extra: Collection[str] = (),
    *,
    with_header: bool = False,
) -> None:
    """Print rows. None is an empty cell.

    A terminal gets the names of the columns; with `with_header`, other programs get them too. A terminal that is not
    wide gets no `extra` columns.
    """
    texts = ([_to_line(cell) for cell in row] for row in rows)
    if not sys.stdout.isatty():
        if with_header:
            click.echo("\t".join(columns))
        for row in texts:
            click.echo("\t".join(row))
        return
    # Imported for terminals only: it takes longer than most commands.
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    console = Console()
    shown = [position for position, name in enumerate(columns) if console.width >= WIDE_TERMINAL or name not in extra]
    table = Table(box=None, header_style="bold", pad_edge=False)
    for position in shown:
        name = columns[position]
        table.add_column(name, no_wrap=name in UNBROKEN_COLUMNS, overflow="fold")
    for row in texts:
        table.add_row(*(Text(row[position]) for position in shown))
    console.print(table)


def print_fields(fields: Iterable[tuple[str, object]]) -> None:
    """Print one line per field: its name and its value. Fields that are None are not printed."""
    for name, value in fields:
        if value is not None:
            click.echo(f"{name:16} {_to_line(value)}")


def show_text(text: str) -> str:
    """Return the text for a terminal, which would obey the escape sequences of a file.

    Characters that are neither printable nor line breaks become U+FFFD.
    """
    return "".join(part if part.isprintable() or part == "\n" else "\ufffd" for part in text)


def _to_line(value: object) -> str:
    return "" if value is None else show_text(" ".join(str(value).split()))
