"""A finding of `capaian doctor`."""

from typing import Any, Literal, NamedTuple

from api.errors import Text

Level = Literal["warning", "error"]


class InstallationFinding(NamedTuple):
    """A fact, its reason and the action to take. With the level `error`, the installation is unsafe or broken."""

    level: Level
    code: str
    found: Text
    reason: Text
    action: Text


def compute_exit_code(findings: list[InstallationFinding]) -> int:
    """Return 0 without findings, 1 with warnings only, 2 with an error."""
    return max(({"warning": 1, "error": 2}[finding.level] for finding in findings), default=0)


def to_json_value(findings: list[InstallationFinding]) -> dict[str, Any]:
    return {
        "status": ("ok", "warning", "error")[compute_exit_code(findings)],
        "findings": [
            {"level": finding.level, "code": finding.code}
            | {
                f"{name}{suffix}": text
                for name in ("found", "reason", "action")
                for suffix, text in zip(("", "_en"), getattr(finding, name), strict=True)
            }
            for finding in findings
        ],
    }
