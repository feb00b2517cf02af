"""All findings: each module of this package that has a `find` is a rule, and its name is the code."""

import pkgutil
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module

from api.rules import findings
from api.rules.facts import Facts
from api.rules.findings.finding import Finding

Rule = Callable[[Facts], Iterable[Finding]]


def _rules() -> dict[str, Rule]:
    names = sorted(module.name for module in pkgutil.iter_modules(findings.__path__) if module.name != "every")
    modules = {name: import_module(f"{findings.__name__}.{name}") for name in names}
    return {name: module.find for name, module in modules.items() if hasattr(module, "find")}


RULES: Mapping[str, Rule] = _rules()
CODES = tuple(RULES)


def find_all(facts: Facts) -> list[Finding]:
    """In the order in which they are read: by program, indicator, code and id; what is of no program comes first."""
    found = [finding for find in RULES.values() for finding in find(facts)]
    return sorted(found, key=reading_order)


def reading_order(finding: Finding) -> tuple[str, str, str, str]:
    return finding.program or "", finding.indicator or "", finding.code, str(finding.id)
