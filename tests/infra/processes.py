"""Child processes of the tests: they end with the process that started them, whatever happens to it."""

import ctypes
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable

PR_SET_PDEATHSIG = 1
# How many seconds a test waits for something that will happen: so long that a busy machine does not exceed it, only a
# defect. How fast things are is measured in bench/, never here.
PATIENCE = 180
_libc = ctypes.CDLL(None, use_errno=True)


def end_with_parent(sign: int = signal.SIGTERM) -> Callable[[], None]:
    """Return what a child runs before its program: the kernel sends it ``sign`` when its parent is gone."""
    parent = os.getpid()

    def ask() -> None:
        _libc.prctl(PR_SET_PDEATHSIG, sign)
        if os.getppid() != parent:
            os._exit(1)

    return ask


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(
    check: Callable[[], bool], what: str, *, seconds: float = PATIENCE, every: float = 0.1
) -> None:
    """Return when ``check`` says True; TimeoutError naming ``what`` after so many seconds."""
    end = time.monotonic() + seconds
    while not check():
        if time.monotonic() > end:
            raise TimeoutError(f"{what}: not within {seconds} s")
        time.sleep(every)


def accepts_connections(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def stop(process: subprocess.Popen, sign: int = signal.SIGTERM, seconds: float = 15) -> None:
    """End a child politely, and after so many seconds for good."""
    if process.poll() is None:
        process.send_signal(sign)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
