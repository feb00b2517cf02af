"""What of the contract need not be exercised at each operation, and why."""

import re

from tests.contract.exercised import Part

# By what the part looks like.
REASONS = {
    r"(response|answer) 500\b.*": "a fault that is known is mended; tests/http and tests/wire provoke one",
    r"(response|answer) 503\b.*": "one place answers for a database that is away; tests/wire takes it away",
    r"(response|answer) 408\b.*": "one place reads bodies, and it takes its time; tests/writing sends a slow one",
}


def need_not_be_exercised(part: Part) -> bool:
    return any(re.fullmatch(pattern, f"{part.kind} {part.name}") for pattern in REASONS)
