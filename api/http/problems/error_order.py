"""The order of the errors of a body: that of the fields in the body, so that it is stable when the list is cut."""

from collections.abc import Sequence

from api.errors import ErrorDetail


def sort_by_position(errors: list[ErrorDetail], field_names: Sequence[str]) -> list[ErrorDetail]:
    """Sort errors by the position of their field in the body, then by the indexes of nested values.

    `field_names` are those of the body in their order. Errors of fields that the body does not contain are first.
    """
    positions = {name: position for position, name in enumerate(field_names)}

    def find_position(error: ErrorDetail) -> tuple[int, list[int]]:
        _, name, *nested = f"{error.pointer or ''}/".split("/")
        return positions.get(name, -1), [int(part) for part in nested if part.isascii() and part.isdigit()]

    return sorted(errors, key=find_position) if positions else errors
