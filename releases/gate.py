"""The comparison in `make check`: openapi.yaml must not break clients of the released document.

A breaking change requires a new major version. If the version in pyproject.toml is a new major version, the
comparison lists the breaking changes and passes until that version is released.
"""

import sys

import click

from api.openapi.document.downgrade import downgrade_to_3_0
from releases.difference import Difference, JsonObject, is_sufficient_version
from releases.document import load_current, load_released, load_released_3_0
from releases.nullable import merge_null_types
from releases.own_checks import find_other_breaks
from releases.redocly import find_differences_with_redocly
from releases.texts import MAX_LISTED, find_changed_texts, format_changed_texts


def list_differences(before: JsonObject, after: JsonObject) -> list[Difference]:
    """List the breaking changes and the additions; a changed text is not a difference."""
    before, after = merge_null_types(before), merge_null_types(after)
    return [*find_differences_with_redocly(before, after), *find_other_breaks(before, after)]


def list_differences_in_3_0(before: JsonObject, after: JsonObject, known: list[Difference]) -> list[Difference]:
    """List what breaks clients of the 3.0 document only; `known` are the differences of the 3.1 document."""
    locations = {one.location for one in known if one.impact == "breaking"}
    return [
        one._replace(text=f"OpenAPI 3.0: {one.text}")
        for one in list_differences(before, after)
        if one.impact == "breaking" and one.location not in locations
    ]


def check_document(
    before: JsonObject, after: JsonObject, before_3_0: JsonObject | None = None
) -> tuple[bool, list[str]]:
    """Return whether the document may be released, and a report in lines; `before_3_0` is the released 3.0 document."""
    found = list_differences(before, after)
    if before_3_0 is not None:
        found += list_differences_in_3_0(before_3_0, downgrade_to_3_0(after), found)
    breaking = [one for one in found if one.impact == "breaking"]
    released, version = before["info"]["version"], after["info"]["version"]
    if not breaking:
        return True, []
    lines = [f"{one.location}: {one.text}" for one in breaking]
    if is_sufficient_version(released, version, {"breaking"}):
        return True, [
            f"{version} is a new major version after {released} and may contain these breaking changes:",
            *lines,
        ]
    return False, [
        f"openapi.yaml breaks clients of {released}:",
        *lines,
        "Restore these parts and deprecate them, or raise the major version (docs/deprecations.md).",
    ]


@click.command()
@click.option("--texts", is_flag=True, help="List all changed descriptions.")
def main(*, texts: bool) -> None:
    """Compare openapi.yaml with the released document."""
    before, after = load_released(), load_current()
    if before is None:
        sys.exit("No document is released. Run make release-openapi.")
    passes, lines = check_document(before, after, load_released_3_0())
    changed = format_changed_texts(find_changed_texts(before, after), limit=None if texts else MAX_LISTED)
    for line in (*lines, *changed):
        click.echo(line, err=not passes)
    sys.exit(not passes)


if __name__ == "__main__":
    main()
