"""The real portal for browser and chaos tests: gunicorn, worker and beat under the supervisor, on its own data.

``running_stack`` starts one below a folder; the session fixture ``stack`` (tests/conftest.py) holds one for all.
"""

import email
import email.policy
import os
import re
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

import psycopg

from tests.infra.prepared import postgresql_template
from tests.infra.processes import PATIENCE, end_with_parent, free_port, stop, wait_until

ROOT = Path(__file__).resolve().parent.parent.parent
# allauth's codes: eight letters with a dash in the middle, alone on a line.
CODE = re.compile(r"^\s*([A-Z0-9]{4}-[A-Z0-9]{4})\s*$", re.MULTILINE)


class Stack:
    """A running portal: ``url`` to visit, ``data_dir`` to look into, programs to kill."""

    def __init__(self, data_dir: Path, environment: dict[str, str]) -> None:
        self.data_dir = data_dir
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("PYTEST", "DJANGO_", "PORTAL_", "COV_"))
        }
        own = {"PORTAL_DATA_DIR": str(data_dir), "PORT": str(self.port), "PYTHONWARNINGS": "default"}
        self.environment = kept | own | environment
        self.log_path = data_dir / "log"
        self.process: subprocess.Popen | None = None

    # --- Life ---

    def start(self, seconds: float = 900) -> None:
        """Start and wait until the web answers; the first time this fills the database: minutes, on a busy machine."""
        with self.log_path.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "portal.supervisor"],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                preexec_fn=end_with_parent(),
            )
        try:
            self.wait_ready(seconds)
            programs = [self.data_dir / "run" / f"{name}.pid" for name in ("web", "worker", "beat")]
            wait_until(lambda: all(path.exists() for path in programs), "worker and beat")
        except (TimeoutError, RuntimeError) as error:
            raise RuntimeError(f"The portal did not start: {error}\n{self.log()}") from error

    def stop(self) -> None:
        if self.process is not None:
            stop(self.process, signal.SIGTERM, 30)

    def wait_ready(self, seconds: float = PATIENCE) -> None:
        def answers() -> bool:
            if self.process is not None and self.process.poll() is not None:
                raise RuntimeError(f"the supervisor ended with {self.process.returncode}")
            try:
                with urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5) as response:
                    return response.status == 200
            except OSError:
                return False

        wait_until(answers, "/readyz", seconds=seconds, every=0.3)

    def log(self) -> str:
        return self.log_path.read_text(errors="replace")

    # --- Its programs ---

    def pid(self, name: str) -> int:
        """Return the process id of ``web``, ``worker`` or ``beat``."""
        return int((self.data_dir / "run" / f"{name}.pid").read_text())

    def kill(self, name: str, sign: int = signal.SIGKILL) -> int:
        """Send a signal to one program; return the process id it had."""
        pid = self.pid(name)
        os.kill(pid, sign)
        return pid

    def wait_restarted(self, name: str, old_pid: int) -> None:
        def changed() -> bool:
            try:
                return self.pid(name) != old_pid
            except (FileNotFoundError, ValueError):
                return False

        wait_until(changed, f"a new {name}")

    def manage(self, *arguments: str, stdin: str | None = None) -> str:
        """Run manage.py against the running portal's data; return what it printed."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            input=stdin,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise RuntimeError(
                f"manage.py {arguments[0]} ended with {done.returncode}: {done.stderr[-2000:]}"
            )
        return done.stdout

    def shell(self, code: str) -> str:
        """Run Python inside the portal; return what it printed."""
        return self.manage("shell", "--no-imports", "--command", code)

    # --- Its mail folder ---

    def mails(self, address: str) -> list[EmailMessage]:
        """Return the mails to an address, oldest first."""
        found = []
        for path in sorted((self.data_dir / "mail").glob("*.eml"), key=lambda path: path.stat().st_mtime_ns):
            message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            if address.lower() in str(message["To"]).lower():
                found.append(message)
        return found

    def wait_mail(self, address: str, subject: str = "", count: int = 1) -> EmailMessage:
        """Return the newest mail to an address whose subject contains a text, once there are ``count`` of them."""
        matching: list[EmailMessage] = []

        def arrived() -> bool:
            matching[:] = [mail for mail in self.mails(address) if subject in str(mail["Subject"])]
            return len(matching) >= count

        wait_until(arrived, f"mail {subject!r} to {address}", every=0.3)
        return matching[-1]

    def mail_code(self, address: str) -> str:
        """Return the code of the newest mail to an address that holds one."""
        codes: list[str] = []

        def arrived() -> bool:
            for mail in self.mails(address):
                body = mail.get_body(("plain",))
                codes.extend(CODE.findall(body.get_content() if body else ""))
            return bool(codes)

        wait_until(arrived, f"a code to {address}", every=0.3)
        return codes[-1]

    def wait_for(self, check: Callable[[], bool], what: str) -> None:
        """Wait until ``check()`` is true."""
        wait_until(check, what, every=0.3)


def _database_of_its_own(url: str) -> str:
    """Create a migrated database beside the one at ``url``; return its address."""
    name, template = f"stack_{uuid.uuid4().hex[:12]}", postgresql_template()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    return urlsplit(url)._replace(path=f"/{name}").geturl()


def services_environment() -> dict[str, str]:
    """Return where the running portal keeps things: nothing for SQLite and files, else PostgreSQL and Redis."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        return {}
    moved = {"DATABASE_URL": _database_of_its_own(url)}
    for name in ("BROKER_URL", "CACHE_URL"):
        if address := os.environ.get(f"PORTAL_STACK_{name}"):
            moved[name] = address
    return moved


@contextmanager
def running_stack(data_dir: Path, environment: dict[str, str] | None = None) -> Iterator[Stack]:
    """Start a portal below ``data_dir`` and stop it at the end.

    On SQLite it starts as a fresh clone does: without a database. On PostgreSQL it takes up a start that was
    broken off after migrating, and goes on with the demonstration data.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    services = services_environment()
    if "DATABASE_URL" in services:
        (data_dir / "prepare.unfinished").write_text("demo")
    stack = Stack(data_dir, services | (environment or {}))
    started = time.monotonic()
    try:
        stack.start()
        print(f"The portal of the browser tests started in {time.monotonic() - started:.1f} s")
        yield stack
    finally:
        stack.stop()
