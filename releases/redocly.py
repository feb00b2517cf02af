"""What `redocly diff` finds between two contracts."""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from releases.difference import Difference, Impact, JsonObject, resolved

REDOCLY = Path(__file__).parents[1] / "node_modules" / ".bin" / "redocly"
_IMPACTS: dict[str, Impact] = {"major": "breaking", "minor": "addition"}  # a patch is a matter of words
# What additions are called, by the kind that redocly gives them.
_OF_CLIENTS = {
    "PathItem": "The path",
    "Operation": "The operation",
    "Parameter": "The optional parameter `{}`",
    "RequestBody": "The body of the request",
    "Response": "The answer {}",
    "MediaType": "The media type `{}`",
    "Header": "The header field `{}`",
    "Schema": "The property `{}`",
    "SecurityRequirement": "A way in",
    "SecurityRequirementList": "A way in",
}
_QUIET = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_NOTIFICATIONS": "true"}


def seen_by_redocly(before: JsonObject, after: JsonObject) -> list[Difference]:
    with tempfile.TemporaryDirectory(prefix="capaian-contract-") as name:
        files = [Path(name) / "before.json", Path(name) / "after.json"]
        for file, document in zip(files, (before, after), strict=True):
            file.write_text(json.dumps(document))
        done = subprocess.run(
            [REDOCLY, "diff", *files, "--format", "json", "--fail-on", "none"],
            cwd=name,  # away from the settings of our linter
            env={**os.environ, **_QUIET, "PATH": _path()},
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode != 0:
        raise RuntimeError(f"redocly diff ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return list(dict.fromkeys(found for change in json.loads(done.stdout)["changes"] for found in _told(change, after)))


def _told(change: JsonObject, after: JsonObject) -> Iterator[Difference]:
    """In redocly's words, or in ours where it has none; what is no matter of clients, such as a link, is left out."""
    place = _place(change["path"])
    for verdict in change["verdicts"]:
        if verdict["impact"] in _IMPACTS:
            yield Difference(_IMPACTS[verdict["impact"]], place, verdict["message"])
    if not change["verdicts"] and change["impact"] in _IMPACTS:
        impact, kind = _IMPACTS[change["impact"]], change["typeName"]
        if impact == "breaking":
            yield Difference(impact, place, f"{kind}: {change.get('property', change['path'])} was {change['kind']}.")
        elif kind in _OF_CLIENTS and (kind != "Schema" or _steps(change["path"])[-2] == "properties"):
            yield Difference(impact, place, f"{_OF_CLIENTS[kind].format(_name(change['path'], after))} is new.")


def _name(pointer: str, document: JsonObject) -> str:
    """Of what a pointer leads to: its own, or the step that leads there."""
    steps = _steps(pointer)
    if len(steps) > 4 and steps[3] == "parameters":
        _, path, method, _, place = steps[:5]
        parameter = resolved(document, document["paths"][path][method]["parameters"][int(place)])
        return str(parameter["name"])
    return steps[-1]


def _place(pointer: str) -> str:
    """`GET /v1/targets` of `#/paths/~1v1~1targets/get/responses/…`."""
    match _steps(pointer):
        case ["paths", path]:
            return path
        case ["paths", path, method, *_]:
            return f"{method.upper()} {path}"
        case steps:
            return "/".join(steps)


def _steps(pointer: str) -> list[str]:
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer.removeprefix("#/").split("/")]


def _path() -> str:
    """Node stands in the venv where the machine has none."""
    beside = str(Path(__file__).parents[1] / ".venv" / "bin")
    found = os.environ.get("PATH", "")
    return found if shutil.which("node") else os.pathsep.join((beside, found))
