"""Where the files that are not Python lie: in the checkout, or copied beside the code by the wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_ROOT = _PACKAGE if (_PACKAGE / "schema").is_dir() else _PACKAGE.parent

SCHEMA = _ROOT / "schema"
OPENAPI = _ROOT / "openapi.yaml"
GUIDES = _ROOT / "docs"
CHANGELOG = _ROOT / "CHANGELOG.md"
CONTRACT_CHANGES = _ROOT / "releases" / "contract.yaml"
