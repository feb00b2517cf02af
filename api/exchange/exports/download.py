"""Download an export to a file that appears only when it is complete."""

import base64
import hashlib
from collections.abc import Iterator
from pathlib import Path

import httpx

from api.regular_file import replace_file
from api.service_client import describe_other_service, describe_problem

CHUNK_BYTES = 256 * 1024
# A spreadsheet takes longest until its first byte; the service aborts other exports earlier.
TIMEOUT = httpx.Timeout(10, read=120)
COUNTABLE_EXPORTS = frozenset(
    {"targets", "realizations", "sources", "onboarding-counts"}
)  # their lists accept count=exact
_EXPORT_ONLY_PARAMETERS = ("columns",)


class DownloadError(Exception):
    """The service rejected or aborted the export. The message is the one of the service."""


def fetch_count(client: httpx.Client, collection: str, filters: dict[str, str]) -> int | None:
    """Return the number of rows, or None if the service does not count this collection. Raise DownloadError."""
    if collection not in COUNTABLE_EXPORTS:
        return None
    parameters = {name: value for name, value in filters.items() if name not in _EXPORT_ONLY_PARAMETERS}
    response = client.get(f"/v1/{collection}", params={**parameters, "count": "exact", "limit": "1"})
    _raise_for_problem(response)
    try:
        count: int = response.json()["meta"]["count"]
    except (ValueError, KeyError, TypeError) as error:
        raise DownloadError(describe_other_service(response)) from error
    return count


def download(client: httpx.Client, url: str, filters: dict[str, str], file: Path) -> Iterator[bytes]:
    """Write the export, yield each written chunk. FILE appears when it is complete.

    Raise DownloadError or OutputFileError.
    """
    plain = {"accept-encoding": "identity"}
    with replace_file(file) as out, client.stream("GET", url, params=filters, headers=plain) as response:
        if response.is_error:
            response.read()
        _raise_for_problem(response)
        digest = hashlib.sha256()
        for chunk in response.iter_raw(CHUNK_BYTES):
            out.write(chunk)
            digest.update(chunk)
            yield chunk
        expected = response.headers.get("repr-digest")
        if expected is not None and expected != f"sha-256=:{base64.b64encode(digest.digest()).decode()}:":
            raise DownloadError(f"{url}: Repr-Digest does not match the received bytes")


def _raise_for_problem(response: httpx.Response) -> None:
    if response.is_error:
        raise DownloadError(describe_problem(response))
