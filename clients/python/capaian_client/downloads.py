"""Files that an operation returns, such as an export or a list as CSV."""

from pathlib import Path

from capaian_client.async_connection import AsyncConnection
from capaian_client.calls import Call
from capaian_client.connection import Connection
from capaian_client.v1.types import File


class Download:
    """A file of the service. It is requested when it is saved or read."""

    def __init__(self, connection: Connection, call: Call[File]) -> None:
        self._connection = connection
        self._call = call

    def save(self, file: str | Path) -> Path:
        """Write the file and return its path; the file exists when it is complete.

        Raise ProblemError, or IncompleteDownloadError if every attempt returned damaged bytes.
        """
        return self._connection.download(self._call, file)

    def read(self) -> bytes:
        """Return the content, for files that are small."""
        return self._connection.send(self._call).value.payload.read()


class AsyncDownload:
    """`Download` for asyncio."""

    def __init__(self, connection: AsyncConnection, call: Call[File]) -> None:
        self._connection = connection
        self._call = call

    async def save(self, file: str | Path) -> Path:
        return await self._connection.download(self._call, file)

    async def read(self) -> bytes:
        return (await self._connection.send(self._call)).value.payload.read()
