"""A small OpenAPI document, and functions that create edits of it."""

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

Json = dict[str, Any]
Edit = Callable[[Json], None]

SMALL: Json = yaml.load((Path(__file__).parent / "small_document.yaml").read_text(), Loader=yaml.CSafeLoader)


def at(document: Any, *steps: str | int) -> Any:
    for step in steps:
        document = document[step]
    return document


def remove(*path: str | int) -> Edit:
    def edit(document: Json) -> None:
        del at(document, *path[:-1])[path[-1]]

    return edit


def replace(value: object, *path: str | int) -> Edit:
    def edit(document: Json) -> None:
        at(document, *path[:-1])[path[-1]] = copy.deepcopy(value)

    return edit


def append(value: object, *path: str | int) -> Edit:
    def edit(document: Json) -> None:
        at(document, *path).append(copy.deepcopy(value))

    return edit


def take_out(value: object, *path: str | int) -> Edit:
    def edit(document: Json) -> None:
        at(document, *path).remove(value)

    return edit


def rename(old: str, new: str, *path: str | int) -> Edit:
    def edit(document: Json) -> None:
        parent = at(document, *path)
        parent[new] = parent.pop(old)

    return edit


def combine(*edits: Edit) -> Edit:
    def edit(document: Json) -> None:
        for each in edits:
            each(document)

    return edit
