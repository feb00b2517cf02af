"""What of the contract need not be exercised at each operation, and why."""

import re

from tests.contract.exercised import Part

# By what the part looks like: `operation: kind name`.
REASONS = {
    r".*: (response|answer) 500\b.*": "a fault that is known is mended; tests/http and tests/wire provoke one",
    r".*: (response|answer) 503\b.*": "one place answers for a database that is away; tests/wire takes it away",
    r".*: (response|answer) 408\b.*": "one place reads bodies, and it takes its time; tests/writing sends a slow one",
    r"export_\w+_parquet: (response|answer) 501\b.*": "pyarrow has to be missing; tests/exports asks without it once",
    r"export_\w+_xlsx: (response|answer) 422\b.*": "it takes 50,000 rows; tests/exports has so many targets",
    r"export_\w+: response 304": "on a busy machine it is streamed, without a tag; tests/exports asks until it is not",
    r"read_sdmx_\w+: response 304": "as for exports; tests/sdmx asks until it is not",
    r"read_sdmx_\w+: (response|answer) 501\b.*": "one table says what of the standard is not offered; tests/sdmx asks",
}


def need_not_be_exercised(part: Part) -> bool:
    return any(re.fullmatch(pattern, str(part)) for pattern in REASONS)
