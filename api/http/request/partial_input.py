"""The valid fields of a body that also has invalid ones, and the rules that need only these."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from api.errors import ErrorDetail

Rule = Callable[[Any], Iterable[ErrorDetail]]  # reads the fields of an input by name


class UnreadableFieldError(AttributeError):
    """A rule reads a field that is invalid or missing."""


class PartialInput:
    """The valid fields of a body, by name. Reading another field raises UnreadableFieldError."""

    def __init__(self, fields: Mapping[str, Any]) -> None:
        vars(self).update(fields)

    def __getattr__(self, name: str) -> Any:
        raise UnreadableFieldError(name)


class DecodedInput(NamedTuple):
    """An input: the model, or with errors a PartialInput. `unlisted`: the number of errors that are not in `errors`."""

    content: Any
    errors: list[ErrorDetail]
    unlisted: int = 0


def check_rules(rules: Iterable[Rule], content: Any) -> list[ErrorDetail]:
    """Return the errors of all rules. A rule that reads an invalid or missing field has none."""
    found: list[ErrorDetail] = []
    for rule in rules:
        try:
            found += list(rule(content))
        except UnreadableFieldError:
            continue
    return found
