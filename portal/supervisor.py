"""Starts web, worker and scheduler together, mends what crashes, and ends all of it on Ctrl-C.

``python -m portal.supervisor`` is what ``make run`` ends in. Each program runs in a process group of its own;
a program that ends by itself is announced and started again, after a pause that grows while it keeps ending.
"""

import ctypes
import fcntl
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
LONGEST_PAUSE = 30.0
STABLE_SECONDS = 20.0  # a program that ran this long starts again without a growing pause
GRACE_SECONDS = 8.0  # from the polite signal to the final one
TICK = 0.2

DEMONSTRATION_PASSWORD = "mercury-demo"
DEMONSTRATION_ACCOUNTS = (
    ("applicant@demo.example", "writes a letter of intent"),
    ("viewer@demo.example", "partner, reads"),
    ("focal@demo.example", "partner's focal point"),
    ("lead@demo.example", "lead of asgm"),
    ("lead2@demo.example", "lead of waste-management"),
    ("member@demo.example", "member of the Advisory Group"),
    ("chair@demo.example", "chair of the Advisory Group"),
    ("officer@demo.example", "secretariat officer"),
    ("head@demo.example", "secretariat head"),
    ("admin@demo.example", "administrator"),
    ("auditor@demo.example", "reads the audit trail"),
    ("editor@demo.example", "edits pages"),
)


def say(text: str) -> None:
    print(text, flush=True)


@dataclass
class Program:
    """One program to keep running; ``restarts`` counts how often it was started again.

    ``delay`` holds back its first start for so many seconds, or until :meth:`Supervisor.hurry`.
    """

    name: str
    command: Sequence[str]
    delay: float = 0.0
    process: subprocess.Popen | None = None
    started_at: float = 0.0
    start_again_at: float = 0.0
    pause: float = 0.0
    restarts: int = 0
    asked_to_end: bool = field(default=False, repr=False)

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None


def _end_with_parent() -> None:
    """Ask the kernel to end this process when the supervisor is gone, even by kill -9."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Supervisor:
    """Keeps programs running until it is told to stop.

    ``folder`` gets one file ``<name>.pid`` per program. ``each_tick`` is called several times a second with the
    supervisor.
    """

    def __init__(
        self,
        programs: Sequence[Program],
        folder: Path,
        *,
        each_tick: Callable[["Supervisor"], None] = lambda supervisor: None,
        say: Callable[[str], None] = say,
        environment: dict[str, str] | None = None,
        first_pause: float = 1.0,
    ) -> None:
        self.programs = {program.name: program for program in programs}
        self.folder = folder
        self.each_tick = each_tick
        self.say = say
        self.environment = environment
        self.first_pause = first_pause
        self.stopping = 0

    def run(self) -> None:
        """Start everything and return when a signal (or :meth:`stop`) has ended all of it."""
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)
        before = {
            sign: signal.signal(sign, self.stop) for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        }
        try:
            for program in self.programs.values():
                if program.delay:
                    program.start_again_at = time.monotonic() + program.delay
                else:
                    self.start(program)
            while not self.stopping:
                self.each_tick(self)
                for program in self.programs.values():
                    self.mend(program)
                self.bury_orphans()
                time.sleep(TICK)
            self.end_all()
        finally:
            self.kill_all()
            for sign, handler in before.items():
                signal.signal(sign, handler)

    def stop(self, *_: object) -> None:
        """Ask for the end; a second time makes it immediate. Fit to be a signal handler."""
        self.stopping += 1

    def start(self, program: Program) -> None:
        program.process = subprocess.Popen(
            program.command,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_end_with_parent,
            env=self.environment,
        )
        program.started_at = time.monotonic()
        program.asked_to_end = False
        (self.folder / f"{program.name}.pid").write_text(f"{program.process.pid}\n")

    def hurry(self) -> None:
        """Start the programs now whose first start is still held back."""
        for program in self.programs.values():
            if not program.started_at:
                program.start_again_at = 0.0

    def restart(self, name: str) -> None:
        """End one program politely; it is started again at once when it has ended."""
        program = self.programs[name]
        if program.is_running():
            program.asked_to_end = True
            program.process.terminate()

    def mend(self, program: Program) -> None:
        """Start a program again that has ended, when its pause is over."""
        now = time.monotonic()
        if program.process is not None and program.process.poll() is not None:
            code = program.process.returncode
            self.kill_group(program)  # what it left behind must not work beside its successor
            if now - program.started_at > STABLE_SECONDS or program.asked_to_end:
                program.pause = 0.0
            else:
                program.pause = min(max(program.pause * 2, self.first_pause), LONGEST_PAUSE)
            wait = 0.0 if program.asked_to_end else max(program.pause, self.first_pause)
            how = f"was ended by signal {-code}" if code < 0 else f"ended with exit code {code}"
            self.say(f"{program.name} {how}; starting it again" + (f" in {wait:g} s" if wait else ""))
            program.process = None
            program.start_again_at = now + wait
        if program.process is None and now >= program.start_again_at:
            program.restarts += bool(program.started_at)
            self.start(program)

    def end_all(self) -> None:
        """Ask every program to end, wait a while, then end what is left of their process groups."""
        running = [program for program in self.programs.values() if program.is_running()]
        for program in running:
            program.process.terminate()
        end = time.monotonic() + GRACE_SECONDS
        while any(program.is_running() for program in running):
            if time.monotonic() > end or self.stopping > 1:
                names = ", ".join(program.name for program in running if program.is_running())
                self.say(f"Ending at once: {names}")
                break
            time.sleep(TICK / 4)

    def kill_all(self) -> None:
        for program in self.programs.values():
            if program.process is not None:
                self.kill_group(program)
                program.process.wait()
            (self.folder / f"{program.name}.pid").unlink(missing_ok=True)
        self.bury_orphans()

    def kill_group(self, program: Program) -> None:
        try:
            os.killpg(program.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass

    def bury_orphans(self) -> None:
        """Collect grandchildren whose parent is gone: as subreaper, this process inherits them."""
        own = {program.process.pid for program in self.programs.values() if program.process is not None}
        while True:
            try:
                ended = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
            except ChildProcessError:
                return
            if ended is None or ended.si_pid in own:
                return
            os.waitpid(ended.si_pid, 0)


def web_command(host: str, port: int) -> list[str]:
    return [
        *(sys.executable, "-m", "gunicorn", "portal.wsgi"),
        *("--bind", f"{host}:{port}", "--workers", "1", "--worker-class", "gthread", "--threads", "8"),
        *("--timeout", "60", "--graceful-timeout", "5", "--log-level", "warning", "--no-control-socket"),
    ]


def worker_command(concurrency: int) -> list[str]:
    return [
        *(sys.executable, "-m", "celery", "-A", "portal", "--quiet", "worker", "--pool", "prefork"),
        *("--concurrency", str(concurrency), "--loglevel", "WARNING"),
        *("--without-gossip", "--without-mingle", "--without-heartbeat"),
    ]


def beat_command() -> list[str]:
    return [sys.executable, "-m", "celery", "-A", "portal", "--quiet", "beat", "--loglevel", "WARNING"]


def check_port(host: str, port: int) -> None:
    """End with a clear message when somebody listens on the port already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            sys.exit(
                f"Cannot listen on port {port}: {error.strerror}.\nChoose another one: make run PORT={port + 1}"
            )


def lock(folder: Path) -> IO[str]:
    """Hold the lock of a data folder; end with a clear message when another supervisor has it."""
    handle = (folder / "supervisor.pid").open("a+")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        handle.seek(0)
        other = handle.read().strip()
        handle.close()
        sys.exit(f"The portal already runs on this data folder, as process {other}.")
    handle.seek(0)
    handle.truncate()
    handle.write(f"{os.getpid()}\n")
    handle.flush()
    return handle


def is_ready(host: str, port: int, name: str) -> bool:
    """Ask /readyz under a host name that the portal accepts."""
    connection = http.client.HTTPConnection(host, port, timeout=2)
    try:
        connection.request("GET", "/readyz", headers={"Host": name})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def banner(base_url: str, demonstration: bool) -> str:
    lines = ["", f"The portal runs at {base_url}", ""]
    if demonstration:
        lines.append(f"Demonstration accounts (password {DEMONSTRATION_PASSWORD}):")
        lines += [f"  {address:<24} {what}" for address, what in DEMONSTRATION_ACCOUNTS]
        lines.append("")
    return "\n".join([*lines, "Ctrl-C stops it.", ""])


class Watch:
    """What is looked at several times a second: has the web answered, is the broker's folder there?"""

    def __init__(
        self, host: str, port: int, text: str, broker_dir: Path | None, name: str = "localhost"
    ) -> None:
        self.host, self.port, self.text, self.broker_dir, self.name = host, port, text, broker_dir, name
        self.ready = False
        self.next_look = 0.0

    def __call__(self, supervisor: Supervisor) -> None:
        if time.monotonic() < self.next_look:
            return
        if not self.ready and is_ready(self.host, self.port, self.name):
            self.ready = True
            supervisor.say(self.text)
            supervisor.hurry()
        self.next_look = time.monotonic() + (1.0 if self.ready else 0.2)
        if self.broker_dir is not None:
            from portal.celery import make_broker_folders

            if make_broker_folders(self.broker_dir):
                supervisor.say("The broker's folder was missing and has been made anew")
                supervisor.restart("worker")
                supervisor.restart("beat")


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    from django.conf import settings

    from portal.celery import make_broker_folders

    host = os.environ.get("HOST", "127.0.0.1")
    folder = settings.DATA_DIR / "run"
    folder.mkdir(parents=True, exist_ok=True)
    handle = lock(folder)
    check_port(host, settings.PORT)
    embedded_broker = settings.BROKER_URL.startswith("filesystem:")
    if embedded_broker:
        make_broker_folders(settings.BROKER_DIR)
    if subprocess.run([sys.executable, "-m", "portal.prepare"]).returncode:
        sys.exit("The portal could not be prepared; see above.")
    programs = [
        Program("web", web_command(host, settings.PORT)),
        # The web first: a second start is shorter when the others do not load beside it.
        Program("worker", worker_command(int(os.environ.get("WORKER_CONCURRENCY", "1"))), delay=20),
        Program("beat", beat_command(), delay=20),
    ]
    watch = Watch(
        "127.0.0.1" if host == "0.0.0.0" else host,
        settings.PORT,
        banner(settings.BASE_URL, settings.DEMONSTRATION),
        settings.BROKER_DIR if embedded_broker else None,
        settings.ALLOWED_HOSTS[0].lstrip(".*") or "localhost",
    )
    try:
        Supervisor(programs, folder, each_tick=watch).run()
    finally:
        handle.close()
    say("Stopped.")


if __name__ == "__main__":
    main()
