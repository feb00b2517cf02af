"""What no test exercised of openapi.yaml, and what only the fuzzer did: told by a run of the whole suite."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from tests.contract.committed import document
from tests.contract.exercised import Part, parts_of
from tests.contract.unexercised import REASONS, need_not_be_exercised

REPORT = Path(__file__).parents[2] / ".contract_cache" / "coverage.md"


class Coverage(NamedTuple):
    """All that is promised, by who exercised it."""

    promised: frozenset[Part]
    by_tests: frozenset[Part]
    by_the_fuzzer_alone: frozenset[Part]
    excepted: frozenset[Part]
    by_nobody: frozenset[Part]

    @property
    def line(self) -> str:
        return (
            f"contract: {len(self.promised)} parts promised, {len(self.by_tests)} exercised by tests, "
            f"{len(self.by_the_fuzzer_alone)} by the fuzzer alone, {len(self.excepted)} excepted, "
            f"{len(self.by_nobody)} by nobody"
        )


def coverage(tests: Iterable[Part], fuzzer: Iterable[Part]) -> Coverage:
    operations = [operation for item in document()["paths"].values() for operation in item.values()]
    promised = frozenset(part for operation in operations for part in parts_of(operation))
    by_tests = promised & frozenset(tests)
    by_the_fuzzer_alone = promised & frozenset(fuzzer) - by_tests
    left = promised - by_tests - by_the_fuzzer_alone
    excepted = frozenset(filter(need_not_be_exercised, left))
    return Coverage(promised, by_tests, by_the_fuzzer_alone, excepted, left - excepted)


def write(told: Coverage) -> None:
    REPORT.parent.mkdir(exist_ok=True)
    sections = (
        ("Exercised by nobody", told.by_nobody),
        ("Exercised by the fuzzer alone", told.by_the_fuzzer_alone),
        ("Excepted", told.excepted),
    )
    lines = [f"# {told.line}", "", *(f"- `{pattern}`: {reason}" for pattern, reason in REASONS.items())]
    for title, parts in sections:
        lines += ["", f"## {title}: {len(parts)}", "", *(f"- {part}" for part in sorted(parts))]
    REPORT.write_text("\n".join(lines) + "\n", encoding="utf-8")
