"""Prompts of the wizard on a terminal. Each one repeats until the reply is valid."""

from collections.abc import Callable, Sequence

import click

from api.console_language import localize
from api.console_table import print_table, show_text
from api.errors import Text
from api.exchange.imports.cells.cell import CellError
from api.exchange.imports.cells.dates import parse_date
from api.exchange.imports.cells.periods import parse_period
from api.exchange.imports.commands.wizard.decisions import Question
from api.exchange.imports.commands.wizard.template_fields import Code, Field, find_nearest

IGNORE = "-"
LEVELS = ("country", "province", "regency", "city", "regency+city")
CLEAR_CODES = ("unconfirmed_multiplier", "multiplier_conflict", "unlisted_blank")  # the question explains the error
CELL_PARSERS: dict[str, Callable[[str], object]] = {
    "period": parse_period,
    **dict.fromkeys(("stated_on", "due_on", "published_on"), parse_date),
}


def prompt_text(question: Text, default: str = "") -> str:
    """Return the reply without surrounding spaces. An empty one is the default."""
    reply: str = click.prompt(show_text(localize(*question)), default=default, show_default=bool(default))
    return reply.strip()


def confirm(question: Text, *, default: bool) -> bool:
    return click.confirm(show_text(localize(*question)), default=default)


def prompt_choice(question: Text, choices: Sequence[str], default: str = "") -> str:
    """Return one of the choices, by its number or itself. Return an empty text if there is no default and no reply."""
    listed = ", ".join(f"{number} {choice}" for number, choice in enumerate(choices, 1))
    while True:
        reply = prompt_text(Text(f"{question.id} ({listed})", f"{question.en} ({listed})"), default)
        if not reply or reply in choices:
            return reply
        if reply.isdecimal() and 1 <= int(reply) <= len(choices):
            return choices[int(reply) - 1]
        say(Text(f"Pilih salah satu: {listed}", f"Choose one of: {listed}"))


def prompt_constant(field: Field, default: str = "", *, is_required: bool = True) -> str:
    """Return the cell that every row has in a field, empty only if the field is not required."""
    click.echo(f"\n{field.name}: {field.description}")
    label = Text(f"{field.name} untuk semua baris", f"{field.name} of all rows")
    if not is_required:
        label = Text(f"{label.id} (kosong: tidak ada)", f"{label.en} (empty: none)")
    elif field.example and not default and not field.choices:
        label = Text(f"{label.id}, seperti {field.example}", f"{label.en}, such as {field.example}")
    while True:
        reply = prompt_choice(label, field.choices, default) if field.choices else prompt_text(label, default)
        if not reply:
            if not is_required:
                return ""
            say(Text("Kolom ini wajib diisi.", "This field is required."))
        elif (cell := _check_cell(field, reply)) is not None:
            return cell


def prompt_question(question: Question, factors: Sequence[int]) -> str:
    """Return the reply to a question about an error. An empty reply leaves the error as it is."""
    click.echo("")
    if question.error.code not in CLEAR_CODES:
        quoted = "" if question.error.received is None else f"'{question.error.received}': "
        click.echo(show_text(f"{quoted}{question.error.detail}"))
    match question.kind:
        case "multiplier":
            return _prompt_number(
                Text(
                    f"Bilangan '{question.subject}' dikalikan dengan (1: sudah lengkap)",
                    f"Multiply the numbers of '{question.subject}' by (1: they are complete)",
                ),
                str(next(iter(factors), 1)),
            )
        case "number_format":
            return prompt_choice(
                Text("Format bilangan: id 13.700,5 atau en 13,700.5", "Number format: id 13.700,5 or en 13,700.5"),
                ("id", "en"),
                "id",
            )
        case "blank":
            is_blank = confirm(
                Text(
                    f"Apakah '{question.subject}' berarti tidak ada data?", f"Does '{question.subject}' mean no data?"
                ),
                default=True,
            )
            return question.subject if is_blank else ""
        case "codes":
            return prompt_choice(Text("Kode wilayah menurut", "Region codes of"), ("kemendagri", "bps"))
        case "level":
            return prompt_choice(Text("Tingkat wilayah dalam berkas", "Level of the regions in the file"), LEVELS)
        case "synonym":
            return prompt_text(
                Text(
                    f"'{question.subject}' dibaca sebagai (kosong: perbaiki di berkas)",
                    f"Read '{question.subject}' as (empty: correct the file)",
                )
            )


def say(text: Text) -> None:
    click.echo(show_text(localize(*text)))


def _prompt_number(question: Text, default: str) -> str:
    while not (reply := prompt_text(question, default)).isdecimal() or int(reply) == 0:
        say(Text("Tulis bilangan bulat, seperti 1000.", "Enter a whole number, such as 1000."))
    return reply


def _check_cell(field: Field, reply: str) -> str | None:
    """Return the cell, or None after printing why it is invalid or after another code was preferred."""
    parse = CELL_PARSERS.get(field.name)
    try:
        if parse is not None:
            parse(reply)
    except CellError as error:
        click.echo(localize(error.detail.id, error.detail.en))
        return None
    if not field.codes or any(reply == code.code for code in field.codes):
        return reply
    return _prompt_code(field.name, reply, find_nearest(reply, field.codes))


def _prompt_code(name: str, reply: str, nearest: Sequence[Code]) -> str | None:
    """Return one of the nearest codes, or the reply itself if the user confirms it: it may be a draft."""
    say(Text(f"{name} '{reply}' tidak terbit.", f"{name} '{reply}' is not published."))
    if nearest:
        print_table(("", "code", "name"), [(number, *code) for number, code in enumerate(nearest, 1)])
        label = Text("Nomor (kosong: tulis lagi)", "Number (empty: enter another one)")
        chosen = prompt_choice(label, [code.code for code in nearest])
        return chosen or None
    question = Text(f"Tetap gunakan '{reply}'?", f"Use '{reply}' anyway?")
    return reply if confirm(question, default=False) else None
