"""The gate of `make check`: the contract of today must not break those who were built on the released one."""

import sys

import click

from releases.difference import Difference, JsonObject, suffices
from releases.document import current, released
from releases.redocly import seen_by_redocly
from releases.spelling import spelled
from releases.unseen import unseen_by_redocly


def differences(before: JsonObject, after: JsonObject) -> list[Difference]:
    """Breaking ones and additions; a change of words alone is none."""
    before, after = spelled(before), spelled(after)
    return [*seen_by_redocly(before, after), *unseen_by_redocly(before, after)]


def verdict(before: JsonObject, after: JsonObject) -> tuple[bool, list[str]]:
    """Whether the contract of today may go out, and why not."""
    breaking = [one for one in differences(before, after) if one.impact == "breaking"]
    was, becomes = before["info"]["version"], after["info"]["version"]
    if not breaking:
        return True, []
    told = [f"{one.place}: {one.text}" for one in breaking]
    if suffices(was, becomes, {"breaking"}):
        return True, [f"{was} to {becomes} is a major step, and so this may break:", *told]
    return False, [
        f"openapi.yaml breaks what was built on {was}:",
        *told,
        "Keep the old beside the new and deprecate it, or raise the major version (docs/deprecations.md).",
    ]


def main() -> None:
    before = released()
    if before is None:
        sys.exit("There is no released contract to compare with: make release-contract writes one.")
    passes, lines = verdict(before, current())
    for line in lines:
        click.echo(line, err=not passes)
    sys.exit(not passes)


if __name__ == "__main__":
    main()
