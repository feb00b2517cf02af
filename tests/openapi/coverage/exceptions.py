"""The parts of openapi.yaml that a complete test run need not use at each operation, with reasons."""

import re

from tests.openapi.coverage.recorder import Part

# By a pattern of the part: `operation: kind name`.
REASONS = {
    r".*: (response|content) 429\b.*": "one check limits all operations; tests/http/request exceeds it",
    r"export_\w+_xlsx: (response|content) 422\b.*": "requires 50,000 rows; tests/exchange/exports has as many targets",
    r"export_\w+: response 304": "a busy machine streams, without an ETag; tests/exchange/exports repeats the request",
    r"read_(latest_)?sdmx_\w+: response 304": "as for exports; tests/exchange/sdmx repeats the request",
}


def is_excepted(part: Part) -> bool:
    return any(re.fullmatch(pattern, str(part)) for pattern in REASONS)
