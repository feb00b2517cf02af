"""What each tool of `make document-tools` gets: the service, a key, and the reads."""

from pathlib import Path
from typing import NamedTuple

from tests.document_tools.reads import Read


class ToolRun(NamedTuple):
    """`key` has all scopes; `created` are keys of records. `directory` contains the tools of npm and files of a run."""

    url: str
    key: str
    created: dict[str, str]
    reads: list[Read]
    directory: Path

    @property
    def headers(self) -> dict[str, str]:
        """Prism cannot decode zstd, which httpx accepts."""
        return {"Authorization": f"Bearer {self.key}", "Accept-Encoding": "gzip"}

    def command(self, name: str) -> str:
        """Return the path of a command that npm has installed."""
        return str(self.directory / "node_modules" / ".bin" / name)
