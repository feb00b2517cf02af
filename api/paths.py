"""Paths of the files that are not Python: in the checkout, or inside the package if installed from a wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_ROOT = _PACKAGE if (_PACKAGE / "schema").is_dir() else _PACKAGE.parent

SCHEMA = _ROOT / "schema"
OPENAPI = _ROOT / "openapi.yaml"
OPENAPI_SDMX = _ROOT / "openapi-sdmx.yaml"
DOCS = _ROOT / "docs"
CHANGELOG = _ROOT / "CHANGELOG.md"
OPENAPI_CHANGES = _ROOT / "releases" / "openapi-changes.yaml"
