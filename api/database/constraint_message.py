"""The form of the error message of a database constraint."""

from typing import Literal, NamedTuple

from api.errors import Text

ViolationKind = Literal["forbidden", "conflict", "rule"]


class ConstraintMessage(NamedTuple):
    """The kind of a violation, the JSON pointer of the field, and the message.

    `lists_keys` is true if the database lists the keys that violate the rule, which the message then ends with.
    """

    kind: ViolationKind
    pointer: str
    text: Text
    lists_keys: bool = False


def unknown_reference(pointer: str, indonesian: str, english: str) -> ConstraintMessage:
    """Return the message of a reference to a record that does not exist or is not visible."""
    return ConstraintMessage(
        "rule",
        pointer,
        Text(
            f"merujuk {indonesian} yang tidak ada, telah ditarik, atau belum terbit. Silakan periksa kodenya.",
            f"refers to {english} that does not exist, was withdrawn or is not published. Check the code.",
        ),
        lists_keys=True,
    )
