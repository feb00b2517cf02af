"""The differences that `redocly diff` reports."""

import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from releases.difference import Difference, Impact, JsonObject, resolve_reference

REDOCLY = Path(__file__).parents[1] / "node_modules" / ".bin" / "redocly"
_IMPACTS: dict[str, Impact] = {"major": "breaking", "minor": "additive"}  # a patch changes only texts
# Names of additions by the type that redocly reports; additions of other types, such as links, are not listed.
_ADDITION_NAMES = {
    "PathItem": "The path",
    "Operation": "The operation",
    "Parameter": "The optional parameter `{}`",
    "RequestBody": "The request body",
    "Response": "The response {}",
    "MediaType": "The media type `{}`",
    "Header": "The header `{}`",
    "Schema": "The property `{}`",
    "SecurityRequirement": "An authentication method",
    "SecurityRequirementList": "An authentication method",
}
_PATTERNS = re.compile(r" from '\^.*' to '\^.*'")  # too long to compare by eye
_QUIET = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_NOTIFICATIONS": "true"}


def find_differences_with_redocly(before: JsonObject, after: JsonObject) -> list[Difference]:
    with tempfile.TemporaryDirectory(prefix="capaian-openapi-") as name:
        files = [Path(name) / "before.json", Path(name) / "after.json"]
        for file, document in zip(files, (before, after), strict=True):
            file.write_text(json.dumps(document))
        done = subprocess.run(
            [REDOCLY, "diff", *files, "--format", "json", "--fail-on", "none"],
            cwd=name,  # so that redocly does not read redocly.yaml
            env={**os.environ, **_QUIET, "PATH": _build_path()},
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode != 0:
        raise RuntimeError(f"redocly diff ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return list(
        dict.fromkeys(
            found for change in json.loads(done.stdout)["changes"] for found in _convert_change(change, after)
        )
    )


def _convert_change(change: JsonObject, after: JsonObject) -> Iterator[Difference]:
    """Yield the differences of one reported change, with the message of redocly or else our own."""
    location = _format_location(change["path"])
    for verdict in change["verdicts"]:
        if verdict["impact"] in _IMPACTS:
            yield Difference(_IMPACTS[verdict["impact"]], location, _PATTERNS.sub("", verdict["message"]))
    if not change["verdicts"] and change["impact"] in _IMPACTS:
        impact, kind = _IMPACTS[change["impact"]], change["typeName"]
        if impact == "breaking":
            yield Difference(
                impact, location, f"{kind}: {change.get('property', change['path'])} was {change['kind']}."
            )
        elif kind in _ADDITION_NAMES and (kind != "Schema" or _split_pointer(change["path"])[-2] == "properties"):
            yield Difference(
                impact, location, f"{_ADDITION_NAMES[kind].format(_find_name(change['path'], after))} is new."
            )


def _find_name(pointer: str, document: JsonObject) -> str:
    """Return the name of a parameter, or else the last step of the pointer."""
    steps = _split_pointer(pointer)
    if len(steps) > 4 and steps[3] == "parameters":
        _, path, method, _, index = steps[:5]
        parameter = resolve_reference(document, document["paths"][path][method]["parameters"][int(index)])
        return str(parameter["name"])
    return steps[-1]


def _format_location(pointer: str) -> str:
    """Return `GET /v1/targets` for `#/paths/~1v1~1targets/get/responses/…`."""
    match _split_pointer(pointer):
        case ["paths", path]:
            return path
        case ["paths", path, method, *_]:
            return f"{method.upper()} {path}"
        case steps:
            return "/".join(steps)


def _split_pointer(pointer: str) -> list[str]:
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer.removeprefix("#/").split("/")]


def _build_path() -> str:
    """Return PATH, with the bin directory of .venv first if the machine has no Node."""
    venv = str(Path(__file__).parents[1] / ".venv" / "bin")
    found = os.environ.get("PATH", "")
    return found if shutil.which("node") else os.pathsep.join((venv, found))
