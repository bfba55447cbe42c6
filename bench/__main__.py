"""Runs every scenario on SQLite, and on PostgreSQL when ``DATABASE_URL`` names one; prints JSON.

Each database is a throw-away of its own: below a temporary folder, or beside the named one on its server.
``python -m bench pages governance`` runs these scenarios alone; ``BENCH_ROUNDS=2`` loads pages less often.
"""

import json
import os
import subprocess
import sys
import tempfile

from bench.measure import say


def measure(label: str, database_url: str) -> list[dict[str, object]]:
    """Return the rows of one database, measured in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        environment = os.environ | {
            "PORTAL_DATA_DIR": folder,
            "PORTAL_ENV": "development",
            "DJANGO_SETTINGS_MODULE": "bench.settings",
            "BENCH_LABEL": label,
            "LOG_LEVEL": "CRITICAL",
        }
        for name in ("DATABASE_URL", "BROKER_URL", "CACHE_URL", "EMAIL_URL", "DEBUG"):
            environment.pop(name, None)
        if database_url:
            environment["DATABASE_URL"] = database_url
        run = subprocess.run(
            [sys.executable, "-m", "bench.run", *sys.argv[1:]],
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
    if run.returncode:
        sys.exit(run.returncode)
    return json.loads(run.stdout)


def main() -> None:
    databases = {"sqlite": ""}
    if os.environ.get("DATABASE_URL", "").startswith("postgres"):
        databases["postgresql"] = os.environ["DATABASE_URL"]
    rows: list[dict[str, object]] = []
    for label, url in databases.items():
        say(f"measuring on {label}")
        rows += measure(label, url)
    print(json.dumps(rows, indent=1))


if __name__ == "__main__":
    main()
