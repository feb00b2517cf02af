"""Static files of /docs: our own and those of Swagger UI. The list is fixed, so that no other file is readable."""

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from api.openapi.pages.problem_pages import STATIC_FOLDER


class StaticFile(NamedTuple):
    """The folder and media type of a file."""

    folder: str
    media_type: str


_OWN_FILES, _SWAGGER_UI = "own", "swagger_ui"
STATIC_FILES = {
    "start.js": StaticFile(_OWN_FILES, "text/javascript"),
    "base-url.js": StaticFile(_OWN_FILES, "text/javascript"),
    "pages.css": StaticFile(_OWN_FILES, "text/css"),
    "reference.css": StaticFile(_OWN_FILES, "text/css"),
    "guide.css": StaticFile(_OWN_FILES, "text/css"),
    "swagger-ui-bundle.js": StaticFile(_SWAGGER_UI, "text/javascript"),
    "swagger-ui.css": StaticFile(_SWAGGER_UI, "text/css"),
    "favicon-32x32.png": StaticFile(_SWAGGER_UI, "image/png"),
}


@cache
def read_static_file(name: str) -> bytes:
    folder = STATIC_FOLDER if STATIC_FILES[name].folder == _OWN_FILES else _find_swagger_ui()
    return (folder / name).read_bytes()


def _find_swagger_ui() -> Path:
    """Locate the package without an import, because its modules require other web frameworks."""
    spec = find_spec("swagger_ui")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("swagger-ui-py")
    return Path(spec.origin).parent / "static"
