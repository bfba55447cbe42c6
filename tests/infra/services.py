"""Throwaway PostgreSQL and Redis of Debian's binaries, gone at the end.

As a program it runs a command with both: ``python -m tests.infra.services pytest tests/partners``.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.infra.processes import accepts_connections, end_with_parent, free_port, stop, wait_until

UNPRIVILEGED = ("postgres", "nobody")


def _other_user() -> dict[str, object]:
    """Return Popen options that leave root: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    for name in UNPRIVILEGED:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise RuntimeError(f"None of these users exists: {', '.join(UNPRIVILEGED)}")


def _postgresql_binaries() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not found:
        raise RuntimeError("PostgreSQL's server programs are missing: apt-get install postgresql")
    return found[-1].parent


@contextmanager
def postgresql() -> Iterator[str]:
    """Start a new cluster that forgets everything; yield the address of its empty database ``portal``."""
    binaries, user = _postgresql_binaries(), _other_user()
    folder = Path(tempfile.mkdtemp(prefix="portal-pg-"))
    if user:
        os.chown(folder, user["user"], user["group"])
    options = {"cwd": folder, "env": {"PATH": os.defpath, "LC_ALL": "C.UTF-8"}, **user}
    try:
        subprocess.run(
            [
                binaries / "initdb",
                "-D",
                folder / "data",
                "-U",
                "portal",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--no-sync",
            ],
            check=True,
            stdout=subprocess.DEVNULL,
            **options,
        )
        port = free_port()
        settings = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200")
        command = [
            binaries / "postgres",
            "-D",
            folder / "data",
            "-k",
            folder,
            "-h",
            "127.0.0.1",
            "-p",
            str(port),
        ]
        for setting in settings:
            command += ["-c", setting]
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                command, stdout=log, stderr=log, preexec_fn=end_with_parent(signal.SIGQUIT), **options
            )
        try:
            createdb = [binaries / "createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "portal", "portal"]
            ready = [binaries / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)]
            wait_until(lambda: subprocess.run(ready, **options).returncode == 0, "PostgreSQL")
            subprocess.run(createdb, check=True, **options)
            yield f"postgres://portal@127.0.0.1:{port}/portal"
        finally:
            stop(server, signal.SIGINT)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def redis(port: int | None = None) -> Iterator[str]:
    """Start a Redis that keeps nothing on disk; yield its address without a database number."""
    port = port or free_port()
    folder = Path(tempfile.mkdtemp(prefix="portal-redis-"))
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, preexec_fn=end_with_parent())
    try:
        wait_until(lambda: accepts_connections(port), "Redis")
        yield f"redis://127.0.0.1:{port}"
    finally:
        stop(server)
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def both() -> Iterator[dict[str, str]]:
    """Start both; yield the environment that moves the portal to them."""
    with ExitStack() as stack:
        database = stack.enter_context(postgresql())
        server = stack.enter_context(redis())
        yield {"DATABASE_URL": database, "BROKER_URL": f"{server}/0", "CACHE_URL": f"{server}/1"}


def main() -> int:
    command = sys.argv[1:]
    if not command:
        sys.exit(__doc__)
    # An interrupt reaches the command as well: wait for its end, then stop the servers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with both() as environment:
        child = subprocess.Popen(
            command,
            env=os.environ | environment,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        signal.signal(signal.SIGTERM, lambda *_: child.terminate())
        return child.wait()


if __name__ == "__main__":
    sys.exit(main())
