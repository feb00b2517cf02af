"""The report of a complete test run: the parts of openapi.yaml that no request uses, or only the fuzzer's requests."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from tests.openapi.committed import document
from tests.openapi.coverage.exceptions import REASONS, is_excepted
from tests.openapi.coverage.recorder import Part, list_parts

REPORT = Path(__file__).parents[3] / ".contract_cache" / "coverage.md"


class Coverage(NamedTuple):
    """The parts of the document, by the requests that use them."""

    documented: frozenset[Part]
    by_tests: frozenset[Part]
    by_the_fuzzer_only: frozenset[Part]
    excepted: frozenset[Part]
    unused: frozenset[Part]

    @property
    def line(self) -> str:
        return (
            f"openapi.yaml: {len(self.documented)} parts, {len(self.by_tests)} used by tests, "
            f"{len(self.by_the_fuzzer_only)} by the fuzzer only, {len(self.excepted)} excepted, "
            f"{len(self.unused)} unused"
        )


def coverage(tests: Iterable[Part], fuzzer: Iterable[Part]) -> Coverage:
    operations = [operation for item in document()["paths"].values() for operation in item.values()]
    documented = frozenset(part for operation in operations for part in list_parts(operation))
    by_tests = documented & frozenset(tests)
    by_the_fuzzer_only = documented & frozenset(fuzzer) - by_tests
    remaining = documented - by_tests - by_the_fuzzer_only
    excepted = frozenset(filter(is_excepted, remaining))
    return Coverage(documented, by_tests, by_the_fuzzer_only, excepted, remaining - excepted)


def write(result: Coverage) -> None:
    REPORT.parent.mkdir(exist_ok=True)
    sections = (
        ("Unused", result.unused),
        ("Used by the fuzzer only", result.by_the_fuzzer_only),
        ("Excepted", result.excepted),
    )
    lines = [f"# {result.line}", "", *(f"- `{pattern}`: {reason}" for pattern, reason in REASONS.items())]
    for title, parts in sections:
        lines += ["", f"## {title}: {len(parts)}", "", *(f"- {part}" for part in sorted(parts))]
    REPORT.write_text("\n".join(lines) + "\n", encoding="utf-8")
