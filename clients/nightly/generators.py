"""Run the generators with the published options. A warning that this module does not explain is an error."""

import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

from api.openapi.pages.committed import load_document, load_json_3_0
from api.paths import OPENAPI

DOCUMENT_3_0 = "openapi-3.0.json"
DOCUMENT_3_1 = "openapi.yaml"
# Warnings that say nothing about the document or the written code.
EXPLAINED = (
    # Examples of request bodies are not shown in the code.
    "AbstractJavaCodegen - Ignoring complex example on request body",
    # Fields without a value are not sent, so the service applies the default.
    "AbstractPhpCodegen - Cannot convert OpenAPI default of type com.fasterxml.jackson.databind.node.ArrayNode",
    "AbstractPhpCodegen - Cannot convert OpenAPI default of type com.fasterxml.jackson.databind.node.ObjectNode",
    # Rules about several fields (`not`) become models that nothing uses.
    "DefaultCodegen - Error in generating `example` for the property",
    "AbstractPythonCodegen - Codegen property is null (e.g. map/dict of undefined type). Default to typing.Any.",
    "ModelUtils - Failed to get the schema name: null",
)
# This warning also appears for the names of properties and parameters; only a renamed model is an error.
RENAMED = re.compile(r" - (\w+) \([a-z ]+\) cannot be used as (?:a )?(?:model|parameter) name")


class FailedStepError(Exception):
    """Error: a command of a client failed. The message has the end of its output."""


def write_documents(directory: Path) -> None:
    """Write both forms of the document where the generators read them."""
    (directory / DOCUMENT_3_0).write_bytes(load_json_3_0())
    (directory / DOCUMENT_3_1).write_bytes(OPENAPI.read_bytes())


def run_openapi_generator(directory: Path, environment: Mapping[str, str]) -> None:
    """Generate from the 3.0 form, because the support of 3.1 is beta."""
    command = ("openapi-generator-cli", "generate", "-c", "options.yaml", "-i", f"../{DOCUMENT_3_0}", "-o", "capaian")
    parts = ("apiTests=false", "modelTests=false", "apiDocs=false", "modelDocs=false")
    lines = run_step((*command, "--global-property", ",".join(parts)), directory, environment).splitlines()
    warnings = [line for line in lines if re.search(" (WARN|ERROR) ", line) and not is_explained(line)]
    # The PyPI command hides the exit code of the generator, so check for the file that it writes last.
    if warnings or not (directory / "capaian" / ".openapi-generator" / "FILES").exists():
        raise FailedStepError("\n".join(warnings or lines[-20:]))


def is_explained(line: str) -> bool:
    renamed = RENAMED.search(line)
    if renamed is not None:
        return renamed[1] not in load_document()["components"]["schemas"]
    return any(text in line for text in EXPLAINED)


def run_step(command: tuple[str, ...], directory: Path, environment: Mapping[str, str]) -> str:
    """Run a command in the directory of a client and return its output. Raise FailedStepError if it fails."""
    done = subprocess.run(
        command,
        cwd=directory,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise FailedStepError(f"{' '.join(command)[:200]}\n{done.stdout[-4000:]}")
    return done.stdout
