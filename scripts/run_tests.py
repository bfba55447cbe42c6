"""The whole suite, twice: on SQLite with the browser tests, then on PostgreSQL and Redis with the key journeys.

The first run measures branch coverage and fails below the bar of pyproject.toml; the second runs the same code and
goes without, because measuring doubles its time. The last line printed is pytest's own.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTEST = [sys.executable, "-m", "pytest", "-n", "2", "--durations=10"]
# What would move the tests to somebody's real services.
KEPT_OUT = ("DATABASE_URL", "BROKER_URL", "CACHE_URL", "EMAIL_URL", "PORTAL_ENV", "PORT", "BASE_URL")


def run(title: str, command: list[str], folder: Path) -> None:
    """Run one pass in a data folder of its own; end with pytest's exit code when it failed."""
    print(f"\n=== {title}\n", flush=True)
    environment = {name: value for name, value in os.environ.items() if name not in KEPT_OUT}
    environment["PORTAL_DATA_DIR"] = str(folder)
    code = subprocess.run(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL).returncode
    if code:
        sys.exit(code)


def main() -> None:
    folder = Path(tempfile.mkdtemp(prefix="portal-suite-"))
    arguments = sys.argv[1:]
    try:
        coverage = ["--cov", "--cov-report=term-missing:skip-covered"]
        run("SQLite", [*PYTEST, *coverage, *arguments], folder / "sqlite")
        services = [sys.executable, "-m", "tests.infra.services"]
        run("PostgreSQL and Redis", [*services, *PYTEST, *arguments], folder / "postgresql")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
