"""The limit of the operating system on open files, of which every connection is one."""

import contextlib
import resource

RESERVED_FILES = 128  # database connections, temporary files of imports and exports, the log


def fit_to_open_files(max_connections: int) -> int:
    """Raise the limit on open files for this number of connections. Return how many connections fit.

    Many systems start a service with a limit of 1024 and permit it to raise that limit. If connections reached the
    limit, the kernel would close new ones without a response, and the database could not be reached.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    required = max_connections + RESERVED_FILES
    if soft != resource.RLIM_INFINITY and soft < required:
        wanted = required if hard == resource.RLIM_INFINITY else min(required, hard)
        with contextlib.suppress(OSError, ValueError):  # use the limit as it is
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
            soft = wanted
        return min(max_connections, max(soft - RESERVED_FILES, soft // 2))
    return max_connections
