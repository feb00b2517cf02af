"""Generate capaian_client/v1 from openapi.yaml: `python generate.py [DIRECTORY]`. A warning is an error."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import yaml
from resources import write_resources

HERE = Path(__file__).parent
OPENAPI = HERE.parents[1] / "openapi.yaml"
UNUSED = ("client.py", "errors.py")  # the generator's own client, which capaian_client/client.py replaces
SCRIPTS = Path(sys.executable).parent


def generate(output: Path) -> None:
    shutil.rmtree(output, ignore_errors=True)
    with tempfile.TemporaryDirectory() as directory:
        document = Path(directory) / "openapi.json"
        document.write_text(json.dumps(select_operations(yaml.safe_load(OPENAPI.read_text()))))
        subprocess.run(
            (SCRIPTS / "openapi-python-client", "generate", "--path", document, "--meta", "none", "--fail-on-warning",
             "--config", HERE / "generate.yaml", "--custom-template-path", HERE / "templates", "--output-path", output),
            env={**os.environ, "PATH": os.pathsep.join((str(SCRIPTS), os.environ["PATH"]))},  # it runs ruff from PATH
            check=True,
        )  # fmt: skip
    for name in UNUSED:
        (output / name).unlink()
    import_as_list(output)
    write_resources(output)
    ruff(output, "check", "--quiet", "--fix-only", "--select", "F401,F811,I", "--target-version", "py311")
    ruff(output, "format", "--quiet", "--line-length", "120")


def import_as_list(output: Path) -> None:
    """Import what templates/property_templates/list_property.py.jinja uses; a template cannot add an import."""
    for path in output.rglob("*.py"):
        code = path.read_text()
        if "as_list(" in code:
            first = code.index("from typing")
            path.write_text(f"{code[:first]}from capaian_client.lists import as_list\n{code[first:]}")


def select_operations(document: dict[str, Any]) -> dict[str, Any]:
    """Return the document with the operations under `/v1` that return a response with an end.

    The tag of each operation is the resource in its URL. `/sdmx` and the pages outside `/v1` have clients of their own.
    """
    paths: dict[str, Any] = {}
    for path, item in document["paths"].items():
        if path.startswith("/v1/"):
            resource = path.split("/")[2].partition(".")[0]
            paths[path] = {name: value for name, value in item.items() if not is_stream(value)}
            for value in paths[path].values():
                if "operationId" in value:
                    value["tags"] = [resource]
    return {**document, "paths": {path: item for path, item in paths.items() if item}}


def is_stream(operation: Any) -> bool:
    success = operation["responses"].get("200", {}) if "responses" in operation else {}
    return "text/event-stream" in success.get("content", {})


def ruff(output: Path, command: str, *options: str) -> None:
    subprocess.run((SCRIPTS / "ruff", command, output, "--isolated", "--no-respect-gitignore", *options), check=True)


if __name__ == "__main__":
    generate(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "capaian_client" / "v1")
