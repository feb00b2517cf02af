"""A pseudo terminal of 80 columns, on which tests use a command as a person does."""

import contextlib
import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Iterator
from pathlib import Path

COLUMNS, ROWS = 80, 40


class Terminal:
    """A command on a terminal. `text` is all that it has printed so far."""

    def __init__(self, process: "subprocess.Popen[bytes]", descriptor: int) -> None:
        self.process = process
        self.text = ""
        self._descriptor = descriptor
        self._position = 0

    def wait_for(self, expected: str, seconds: float = 30) -> None:
        """Read until the command has printed this after the last expected text."""
        deadline = time.monotonic() + seconds
        while (found := self.text.find(expected, self._position)) < 0:
            assert time.monotonic() < deadline, f"{expected!r} is not in:\n{self.text[self._position :]}"
            assert self._read(), f"ended without {expected!r}:\n{self.text[self._position :]}"
        self._position = found + len(expected)

    def reply(self, expected: str, line: str = "") -> None:
        """Wait for a text, then enter a line."""
        self.wait_for(expected)
        os.write(self._descriptor, f"{line}\n".encode())

    def interrupt(self) -> None:
        """Send the signal of Ctrl-C, again after five seconds: Python ignores one that arrives in a destructor."""
        for _ in range(6):
            self.process.send_signal(signal.SIGINT)
            deadline = time.monotonic() + 5
            while time.monotonic() < deadline and self.process.poll() is None:
                self._read()
            if self.process.poll() is not None:
                return

    def wait(self, seconds: float = 60) -> int:
        """Read to the end. Return the exit code."""
        deadline = time.monotonic() + seconds
        while self._read():
            assert time.monotonic() < deadline, f"still runs:\n{self.text[self._position :]}"
        return self.process.wait(30)

    def _read(self) -> bool:
        ready, _, _ = select.select([self._descriptor], [], [], 1)
        if not ready:
            return True
        data = b""
        with contextlib.suppress(OSError):  # EIO: the command has closed the terminal
            data = os.read(self._descriptor, 65536)
        self.text += data.decode().replace("\r\n", "\n")
        return bool(data)


@contextlib.contextmanager
def open_terminal(*command: str, directory: Path, environment: dict[str, str]) -> Iterator[Terminal]:
    """Run a command with the terminal as its standard input, output and error."""
    own_end, command_end = pty.openpty()
    fcntl.ioctl(command_end, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    process = subprocess.Popen(
        command,
        stdin=command_end,
        stdout=command_end,
        stderr=command_end,
        cwd=directory,
        env=environment | {"TERM": "dumb"},
        start_new_session=True,
    )
    os.close(command_end)
    try:
        yield Terminal(process, own_end)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
        os.close(own_end)
