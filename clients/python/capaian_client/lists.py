"""The check of list parameters and list fields."""

from collections.abc import Iterable, Mapping
from typing import Any


def as_list(name: str, values: Any) -> list[Any]:
    """Return the values of a list parameter or field as a list. Raise TypeError for one value, such as a text."""
    if isinstance(values, (str, bytes, Mapping)) or not isinstance(values, Iterable):
        raise TypeError(f"{name} is {values!r}, but must be a list: {name}=[{values!r}]")
    return list(values)
