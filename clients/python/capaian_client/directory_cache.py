"""Responses stored with their ETag in a directory, so that the next run of a program sends conditional requests."""

import hashlib
import json
import logging
import os
import re
import stat
import tempfile
from pathlib import Path

import httpx

from capaian_client.etag_cache import MAX_BODY_BYTES, EtagCache, MemoryCache

_FORMAT = "capaian-client response 1"
_NAME = re.compile(r"[0-9a-f]{64}\.(response|\w+\.tmp)")
_MAX_FILE_BYTES = MAX_BODY_BYTES + 65536
# The body is stored as it is read, without the encoding of its transfer.
_UNSTORED_HEADERS = {"content-encoding", "content-length", "transfer-encoding", "connection", "set-cookie"}
_log = logging.getLogger("capaian_client")


def create_cache(size: int, directory: str | Path | None) -> EtagCache:
    return MemoryCache(size) if directory is None or size <= 0 else DirectoryCache(Path(directory), size)


class DirectoryCache(EtagCache):
    """Stores the `size` responses used last, each in a file that only its owner can read.

    Several processes may share the directory. A file that is damaged, or that another program wrote, is ignored.
    """

    def __init__(self, directory: Path, size: int) -> None:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        _require_private(directory)
        self._directory = directory
        self._size = size

    def _load(self, key: str, request: httpx.Request, /) -> httpx.Response | None:
        path = self._path(key)
        try:
            response = _decode(_read_regular_file(path), key, request)
            os.utime(path)  # used last
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            _log.info("cache file ignored: %s: %s", path, error)
            return None
        return response

    def _save(self, key: str, response: httpx.Response) -> None:
        path = self._path(key)
        try:
            # mkstemp creates a file with the permissions 0600.
            descriptor, part = tempfile.mkstemp(dir=self._directory, prefix=f"{key}.", suffix=".tmp")
            try:
                with os.fdopen(descriptor, "wb") as file:
                    file.write(_encode(response, key))
                Path(part).replace(path)
            except BaseException:
                Path(part).unlink(missing_ok=True)
                raise
            self._evict()
        except OSError as error:  # a full disk must not break a program that reads
            _log.warning("cache file not written: %s: %s", path, error)

    def _evict(self) -> None:
        with os.scandir(self._directory) as entries:
            own = [entry for entry in entries if _NAME.fullmatch(entry.name)]
        if len(own) > self._size:
            own.sort(key=lambda entry: entry.stat(follow_symlinks=False).st_mtime_ns)
            for entry in own[: -self._size]:
                Path(entry).unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        return self._directory / f"{key}.response"


def _require_private(directory: Path) -> None:
    """Raise PermissionError if another user can change what this process reads from the directory."""
    if os.name == "posix":
        status = directory.stat()
        if status.st_uid != os.geteuid() or status.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
            raise PermissionError(
                f"cache_dir {directory} belongs to another user or is writable by others; "
                f"use a directory of your own (chmod 700)"
            )


def _read_regular_file(path: Path) -> bytes:
    # Without O_NONBLOCK, a named pipe would block the program.
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise ValueError("not a regular file")
        content = file.read(_MAX_FILE_BYTES + 1)
    if len(content) > _MAX_FILE_BYTES:
        raise ValueError("too large")
    return content


def _encode(response: httpx.Response, key: str) -> bytes:
    """Return one line of JSON and the body."""
    headers = [pair for pair in response.headers.multi_items() if pair[0].lower() not in _UNSTORED_HEADERS]
    line = json.dumps([_FORMAT, key, headers]).encode()
    return b"\n".join((_digest(line, response.content), line, response.content))


def _decode(content: bytes, key: str, request: httpx.Request) -> httpx.Response:
    """Raise ValueError if the content is not that of `_encode` for this key."""
    digest, _, rest = content.partition(b"\n")
    line, _, body = rest.partition(b"\n")
    if digest != _digest(line, body) or (stored := json.loads(line))[:2] != [_FORMAT, key]:
        raise ValueError("damaged, or written by another program")
    return httpx.Response(200, headers=[tuple(pair) for pair in stored[2]], content=body, request=request)


def _digest(line: bytes, body: bytes) -> bytes:
    return hashlib.sha256(line + b"\n" + body).hexdigest().encode()
