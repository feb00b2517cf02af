"""Becomes the given program as the given user, which the kernel interrupts when the thread that started it is gone.

Run as a script of its own, `launch.py PARENT USER GROUP PROGRAM ARGUMENT…`: a fork of a process with threads should
execute no Python of that process, and root's interpreter may lie where the user it turns into cannot start it.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def become(parent: int, user: int, group: int, command: list[str]) -> None:
    if os.geteuid() != user:
        os.setgroups([])
        os.setgid(group)
        os.setuid(user)
    if sys.platform == "linux":
        # After the change of user, because that change clears it. SIGINT is PostgreSQL's fast shutdown.
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT, 0, 0, 0)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    # A parent that died before the line above would never be reported.
    if os.getppid() == parent:
        os.execv(command[0], command)  # noqa: S606  # to become the command is the purpose


if __name__ == "__main__":
    become(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:])
