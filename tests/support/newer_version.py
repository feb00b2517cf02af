"""Run a command of a made-up later version: this code with the schema in NEWER_SCHEMA and another version number."""

import os
from pathlib import Path

import api
from api import paths

# Before any other module reads them.
api.__version__ = "99.0.0"
paths.SCHEMA = Path(os.environ["NEWER_SCHEMA"])  # type: ignore[misc]

from api.cli import main  # noqa: E402  # see above

if __name__ == "__main__":
    main()
