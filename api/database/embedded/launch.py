"""Execute a program as a user. The kernel sends it SIGINT when the thread that started it ends.

This is a separate script, `launch.py PARENT USER GROUP PROGRAM ARGUMENT…`: a fork of a process with threads should not
run Python code of that process, and the other user may not be able to start root's interpreter.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def exec_as_user(parent: int, user: int, group: int, command: list[str]) -> None:
    if os.geteuid() != user:
        os.setgroups([])
        os.setgid(group)
        os.setuid(user)
    if sys.platform == "linux":
        # After the change of user, which clears this setting. SIGINT is the fast shutdown of PostgreSQL.
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT, 0, 0, 0)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    # If the parent ended before prctl, no signal will come.
    if os.getppid() == parent:
        os.execv(command[0], command)  # noqa: S606  # replaces this process on purpose


if __name__ == "__main__":
    exec_as_user(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:])
