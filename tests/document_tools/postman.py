"""The import of Postman: a collection of the document, whose GET requests newman sends."""

import json
import subprocess
from collections.abc import Iterator
from typing import Any

import httpx

from tests.document_tools.run import ToolRun

# Without the last one, Postman also sends the parameters without an example, such as `cursor`, with an invented value.
_OPTIONS = "folderStrategy=Tags,parametersResolution=Example,enableOptionalParameters=false"


def list_postman_errors(run: ToolRun) -> Iterator[str]:
    """Import the document that the service returns, and yield the GET requests of the collection without a 2xx."""
    collection = _import(run)
    reads = [item for item in _list_items(collection["item"]) if _is_read(item["request"])]
    for item in reads:
        _select_record(item["request"], run.created)
    bearer = {"type": "bearer", "bearer": [{"key": "token", "value": run.key, "type": "string"}]}
    (run.directory / "collection.json").write_text(json.dumps(collection | {"item": reads, "auth": bearer}))
    report = run.directory / "newman.json"
    command = [run.command("newman"), "run", str(run.directory / "collection.json"), "--reporters", "json"]
    variables = ["--env-var", f"baseUrl={run.url}", "--reporter-json-export", str(report)]
    subprocess.run([*command, *variables], capture_output=True, check=False)
    executions = json.loads(report.read_bytes())["run"]["executions"]
    for execution in executions:
        status = execution.get("response", {}).get("code", 0)
        if not 200 <= status < 300:
            yield f"{execution['item']['name']}: {status}"
    if len(executions) != len(reads):
        yield f"{len(executions)} of {len(reads)} requests were sent."


def _import(run: ToolRun) -> Any:
    document, collection = run.directory / "openapi.json", run.directory / "imported.json"
    document.write_bytes(httpx.get(f"{run.url}/openapi.json", trust_env=False).content)
    command = [run.command("openapi2postmanv2"), "-s", str(document), "-o", str(collection), "-O", _OPTIONS]
    subprocess.run(command, capture_output=True, check=True)
    return json.loads(collection.read_bytes())


def _list_items(items: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for item in items:
        if "request" in item:
            yield item
        else:
            yield from _list_items(item["item"])


def _is_read(request: dict[str, Any]) -> bool:
    """Whether a request is a GET with a response that ends."""
    return request["method"] == "GET" and "stream" not in request["url"]["path"]


def _select_record(request: dict[str, Any], created: dict[str, str]) -> None:
    path = "/" + "/".join(request["url"]["path"]).replace(":id", "{id}")
    for start, key in created.items():
        if path.startswith(start):
            request["url"]["variable"][0]["value"] = key
    request.pop("auth", None)  # inherited from the collection
