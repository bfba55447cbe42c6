"""A second web process of a running portal whose clock is turned while it runs, under pages that are open.

Only that process sees another day: the worker, the database and the tests keep theirs. Debian's libfaketime would
do it from outside, but Python 3.11 never returns from a wait of some seconds under it.
"""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from portal.supervisor import web_command
from tests.infra.processes import end_with_parent, free_port, stop, wait_until
from tests.infra.stack import ROOT, Stack


class TurnedClock:
    """``url`` of the web process; ``turn(days)`` moves its clock to so many days from now."""

    def __init__(self, url: str, file: Path) -> None:
        self.url = url
        self.file = file
        self.turn(0)

    def turn(self, days: int) -> None:
        self.file.write_text(f"{days}\n")


@contextmanager
def turned_clock(stack: Stack, folder: Path) -> Iterator[TurnedClock]:
    """Start the web process beside those of ``stack``, on the same data, and stop it at the end."""
    port = free_port()
    clock = TurnedClock(f"http://localhost:{port}", folder / "clock")
    command = [
        "tests.infra.turned_web" if part == "portal.wsgi" else part for part in web_command("127.0.0.1", port)
    ]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=stack.environment | {"PORT": str(port), "TURNED_CLOCK": str(clock.file)},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            preexec_fn=end_with_parent(),
        )

    def answers() -> bool:
        if process.poll() is not None:
            raise RuntimeError(f"the web process ended: {(folder / 'log').read_text(errors='replace')}")
        try:
            with urlopen(f"{clock.url}/readyz", timeout=5) as response:
                return response.status == 200
        except OSError:
            return False

    try:
        wait_until(answers, "/readyz of the web process with a clock of its own", every=0.3)
        yield clock
    finally:
        stop(process)
