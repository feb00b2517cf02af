"""The language of messages on a terminal: `--language`, else the locale, else both languages."""

import os
from collections.abc import Mapping
from typing import Literal, get_args

import click

ConsoleLanguage = Literal["id", "en"]
_META_KEY = "capaian.language"
_LOCALE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")  # the first one that is set decides (POSIX)


def find_locale_language(environment: Mapping[str, str]) -> ConsoleLanguage | None:
    """Return the language of the locale, or None if it is neither Indonesian nor English (such as `C.UTF-8`)."""
    locale = next((environment[name] for name in _LOCALE_VARIABLES if environment.get(name)), "")
    language = locale.partition(".")[0].partition("_")[0].lower()
    return next((known for known in get_args(ConsoleLanguage) if known == language), None)


def get_language() -> ConsoleLanguage | None:
    """Return the language of the running command, or None for both languages."""
    context = click.get_current_context(silent=True)
    chosen: ConsoleLanguage | None = context.meta.get(_META_KEY) if context is not None else None
    return chosen or find_locale_language(os.environ)


def localize(indonesian: str, english: str, separator: str = " / ") -> str:
    """Return the text in the language of the running command, or both texts."""
    texts = {"id": indonesian, "en": english}
    language = get_language()
    return separator.join(texts.values()) if language is None else texts[language]


def store_language(context: click.Context, language: str | None) -> None:
    """Set the language of the running command. None and unknown values change nothing."""
    if language in get_args(ConsoleLanguage):
        context.meta[_META_KEY] = language


def find_language_argument(arguments: list[str]) -> str | None:
    """Return the value of `--language` in a command line.

    The settings are read before click parses the options of the subcommand; their errors need the language too.
    """
    for argument, following in zip(arguments, [*arguments[1:], ""], strict=True):
        name, _, value = argument.partition("=")
        if name == "--language":
            return value or following
    return None


def add_language_option(command: click.Command) -> None:
    """Add `--language` to a command and to its subcommands."""
    command.params.append(
        click.Option(
            ["--language"],
            type=click.Choice(get_args(ConsoleLanguage)),
            expose_value=False,
            is_eager=True,
            callback=lambda context, _parameter, language: store_language(context, language),
            help="Language of messages: Indonesian or English. Default: from LC_ALL or LANG, else both.",
        )
    )
    if isinstance(command, click.Group):
        for subcommand in command.commands.values():
            add_language_option(subcommand)
