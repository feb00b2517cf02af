"""The files of /docs: Swagger UI as its package ships it, and ours; a fixed list, so no path leads anywhere else."""

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from api.contract.pages import STATIC


class File(NamedTuple):
    """Where it lies and what it is."""

    folder: str
    media_type: str


_OURS, _SWAGGER_UI = "ours", "swagger_ui"
FILES = {
    "start.js": File(_OURS, "text/javascript"),
    "pages.css": File(_OURS, "text/css"),
    "reference.css": File(_OURS, "text/css"),
    "guide.css": File(_OURS, "text/css"),
    "swagger-ui-bundle.js": File(_SWAGGER_UI, "text/javascript"),
    "swagger-ui.css": File(_SWAGGER_UI, "text/css"),
    "favicon-32x32.png": File(_SWAGGER_UI, "image/png"),
}


@cache
def content(name: str) -> bytes:
    folder = STATIC if FILES[name].folder == _OURS else _swagger_ui()
    return (folder / name).read_bytes()


def _swagger_ui() -> Path:
    """Found and not imported: the package's Python adapts web frameworks that are not here."""
    spec = find_spec("swagger_ui")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("swagger-ui-py")
    return Path(spec.origin).parent / "static"
