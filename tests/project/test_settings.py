"""Settings: development needs nothing, production says loudly what is missing, and passes Django's own check."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
COMPLETE = {
    "PORTAL_ENV": "production",
    "SECRET_KEY": "x7" * 15 + "q9Z!" * 10,
    "ALLOWED_HOSTS": "portal.example,localhost",
    "BASE_URL": "https://portal.example",
    "DATABASE_URL": "sqlite:////nonexistent/db.sqlite3",
    "BROKER_URL": "redis://127.0.0.1:1/0",
    "CACHE_URL": "redis://127.0.0.1:1/1",
    "EMAIL_URL": "smtp+tls://user:password@mail.example:587",
    "DEFAULT_FROM_EMAIL": "Portal <portal@portal.example>",
}
REQUIRED = [name for name in COMPLETE if name != "PORTAL_ENV"] + ["PORTAL_DATA_DIR"]


@pytest.fixture
def run(tmp_path):
    """Return a function that runs Python with nothing in the environment but what is given."""

    def in_environment(*arguments: str, **environment: str) -> subprocess.CompletedProcess:
        bare = {"PATH": os.environ["PATH"], "PORTAL_DATA_DIR": str(tmp_path)} | environment
        bare = {name: value for name, value in bare.items() if value}
        return subprocess.run(
            [sys.executable, *arguments], cwd=ROOT, env=bare, capture_output=True, text=True
        )

    return in_environment


def test_development_needs_no_environment(run):
    done = run("-c", "from portal import settings; print(settings.BASE_URL, settings.PRODUCTION)")
    assert done.stdout == "http://localhost:8000 False\n"


@pytest.mark.parametrize("name", REQUIRED)
def test_production_names_what_is_missing(run, name):
    done = run("-c", "import portal.settings", **COMPLETE | {name: ""})
    assert done.returncode != 0
    assert f"Set in production: {name}" in done.stderr


def test_production_names_everything_that_is_missing_at_once(run):
    done = run("-c", "import portal.settings", PORTAL_ENV="production", PORTAL_DATA_DIR="")
    assert all(name in done.stderr.splitlines()[-1] for name in REQUIRED)


def test_production_refuses_a_short_secret(run):
    done = run("-c", "import portal.settings", **COMPLETE | {"SECRET_KEY": "short"})
    assert "SECRET_KEY must have at least 50 characters" in done.stderr


def test_unknown_environment_is_refused(run):
    done = run("-c", "import portal.settings", PORTAL_ENV="staging")
    assert "PORTAL_ENV is 'development' or 'production'" in done.stderr


def test_production_is_never_a_demonstration(run):
    code = "from portal import settings; print(settings.DEMONSTRATION, settings.DEBUG)"
    done = run("-c", code, **COMPLETE | {"DEMONSTRATION": "true", "DEBUG": "true"})
    assert done.stdout == "False False\n"


def test_check_deploy_is_clean_in_production(run):
    done = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", **COMPLETE)
    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout


def test_env_example_names_everything_that_production_requires():
    lines = (ROOT / "deploy/env.example").read_text().splitlines()
    given = {line.partition("=")[0] for line in lines if "=" in line and not line.startswith("#")}
    assert set(REQUIRED) <= given
