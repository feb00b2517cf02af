"""Read a small file, and write a file that appears only when it is complete. Neither waits for a pipe or device."""

import contextlib
import errno
import os
import secrets
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from api.errors import BilingualError, Text

_OPEN_ONLY = os.O_NONBLOCK | os.O_CLOEXEC  # opening a pipe would otherwise wait for its writer
_IS_LINK = Text("berupa tautan", "it is a link")
_IS_NOT_REGULAR = Text("bukan berkas biasa", "it is not a regular file")


class NotRegularFileError(OSError):
    """The path is a directory, pipe or device, or a link where none is followed. `reason` has both languages."""

    def __init__(self, reason: Text) -> None:
        super().__init__(errno.EINVAL, reason.en)
        self.reason = reason


def describe_os_error(error: OSError) -> Text:
    """Return the reason of an error in both languages; the system has English reasons only."""
    if isinstance(error, NotRegularFileError):
        return error.reason
    reason = error.strerror or str(error)
    return Text(reason, reason)


class RegularFile(NamedTuple):
    """The first bytes of a file and the status of the same open file."""

    content: bytes
    status: os.stat_result


def read_regular_file(path: Path, max_bytes: int, *, follow_link: bool = False) -> RegularFile:
    """Read at most `max_bytes` of a regular file. Raise OSError, for a directory, pipe or link too."""
    descriptor = _open_without_link(path, os.O_RDONLY, follow_link=follow_link)
    with os.fdopen(descriptor, "rb") as file:
        return RegularFile(file.read(max_bytes), os.fstat(descriptor))


def open_regular_log(path: Path) -> int:
    """Open a log for appending, readable by its owner only; create it if it is missing. Raise OSError."""
    return _open_without_link(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, follow_link=False)


class OutputFileError(BilingualError):
    """The output file of a command cannot be written."""

    def __init__(self, path: Path, error: OSError) -> None:
        reason = describe_os_error(error)
        super().__init__(
            f"Berkas {path} tidak dapat ditulis: {reason.id}. Silakan sebutkan berkas lain.",
            f"The file {path} cannot be written: {reason.en}. Use another file.",
        )


def check_output_file(path: Path) -> None:
    """Raise OutputFileError if the path exists and is not a regular file, or its directory cannot be written to."""
    try:
        with contextlib.suppress(FileNotFoundError):
            _require_regular(path.lstat())
        if not os.access(path.parent, os.W_OK | os.X_OK):
            # This raises the reason of the system if the directory is missing.
            os.close(os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY))
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    except OSError as error:
        raise OutputFileError(path, error) from error


@contextlib.contextmanager
def replace_file(path: Path) -> Iterator[BinaryIO]:
    """Write a file under a new, random name next to it, and rename it at the end of the block.

    The block writes into a file that did not exist before (O_EXCL), so no link or file of another user is followed or
    overwritten. An existing file remains until the rename. A link is an error: the rename would replace the link and
    not the file that it names. Raise OutputFileError.
    """
    check_output_file(path)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}.part")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o666)
    except OSError as error:
        raise OutputFileError(path, error) from error
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            try:
                file.flush()
                os.fsync(descriptor)
            except OSError as error:  # the disk is full
                raise OutputFileError(path, error) from error
        check_output_file(path)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _open_without_link(path: Path, flags: int, *, follow_link: bool) -> int:
    try:
        descriptor = os.open(path, flags | _OPEN_ONLY | (0 if follow_link else os.O_NOFOLLOW), 0o600)
    except OSError as error:
        if error.errno == errno.ELOOP and not follow_link:
            raise NotRegularFileError(_IS_LINK) from error
        raise
    try:
        _require_regular(os.fstat(descriptor))
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def _require_regular(status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise NotRegularFileError(_IS_LINK if stat.S_ISLNK(status.st_mode) else _IS_NOT_REGULAR)
