"""Progress messages during the start."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import click

_SECONDS_BEFORE_A_LINE = 2.0


@contextmanager
def startup_step(description: str) -> Iterator[None]:
    """Print the description to standard error if the step takes longer than two seconds.

    Standard output contains only the result of a command. The timer thread has ended when the step ends.
    """
    line = threading.Timer(_SECONDS_BEFORE_A_LINE, click.echo, [f"{description} …"], {"err": True})
    line.daemon = True
    line.start()
    try:
        yield
    finally:
        line.cancel()
        line.join()
