"""openapi-core validates each request and each response. It needs older packages, so it runs in .venv/nightly."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from api.paths import OPENAPI, OPENAPI_SDMX
from tests.document_tools.run import ToolRun

_PYTHON = Path(sys.prefix) / "nightly" / "bin" / "python"
_SCRIPT = Path(__file__).parent / "validate_with_openapi_core.py"


def list_openapi_core_errors(run: ToolRun) -> Iterator[str]:
    for document, is_sdmx in ((OPENAPI, False), (OPENAPI_SDMX, True)):
        reads = [read for read in run.reads if read.is_sdmx == is_sdmx]
        given = json.dumps({"document": str(document), "url": run.url, "headers": run.headers, "reads": reads})
        result = subprocess.run([_PYTHON, _SCRIPT], input=given, capture_output=True, text=True, check=False)
        yield from result.stdout.splitlines()
        if result.returncode:
            yield result.stderr
