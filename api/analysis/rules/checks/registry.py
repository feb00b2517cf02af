"""All checks: each module of this package with a function `find`; its name is the code of the findings."""

import pkgutil
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module

from api.analysis.rules import checks
from api.analysis.rules.checks.finding import FindingResult
from api.analysis.rules.facts import Facts

FindingCheck = Callable[[Facts], Iterable[FindingResult]]


def _load_checks() -> dict[str, FindingCheck]:
    names = sorted(module.name for module in pkgutil.iter_modules(checks.__path__) if module.name != "registry")
    modules = {name: import_module(f"{checks.__name__}.{name}") for name in names}
    return {name: module.find for name, module in modules.items() if hasattr(module, "find")}


CHECKS: Mapping[str, FindingCheck] = _load_checks()
CODES = tuple(CHECKS)


def run_all_checks(facts: Facts) -> list[FindingResult]:
    """Return all findings sorted by program, indicator, code and id; those without a program come first."""
    found = [finding for find in CHECKS.values() for finding in find(facts)]
    return sorted(found, key=sort_key)


def sort_key(finding: FindingResult) -> tuple[str, str, str, str]:
    return finding.program or "", finding.indicator or "", finding.code, str(finding.id)
