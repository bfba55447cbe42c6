"""Security headers of public site, desk and admin; settings of production."""

import os
import subprocess
import sys

import pytest

from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def policy(answer):
    return dict(
        part.strip().partition(" ")[::2] for part in answer.headers["Content-Security-Policy"].split(";")
    )


@pytest.mark.parametrize("page", ["/en/", "/en/nothing/", "/accounts/login/", "/desk/", "/en/?q=%00"])
def test_headers_of_public_site_and_desk(client, page):
    client.force_login(UserFactory())
    answer = client.get(page)
    rules = policy(answer)
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert (rules["default-src"], rules["script-src"], rules["frame-ancestors"]) == (
        "'none'",
        "'self'",
        "'none'",
    )
    assert (rules["base-uri"], rules["form-action"]) == ("'none'", "'self'")
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer.headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert "camera=()" in answer.headers["Permissions-Policy"]


def test_headers_of_the_admin_allow_its_scripts_and_its_own_preview(client):
    client.force_login(UserFactory(roles=("officer",)))
    rules = policy(client.get("/admin/"))
    assert "'unsafe-inline'" in rules["script-src"]
    assert (rules["frame-ancestors"], rules["frame-src"], rules["object-src"]) == (
        "'self'",
        "'self'",
        "'none'",
    )
    assert client.get("/admin/").headers["X-Frame-Options"] == "SAMEORIGIN"


def test_pages_of_ours_hold_no_inline_script_or_style(client):
    for page in ("/en/", "/accounts/login/", "/accounts/signup/", "/accounts/login/code/"):
        text = client.get(page).content.decode()
        assert "<style" not in text
        assert " style=" not in text
        assert all(
            "src=" in tag.partition(">")[0] or "json" in tag.partition(">")[0]
            for tag in text.split("<script")[1:]
        )


PRODUCTION = {
    "PORTAL_ENV": "production",
    "SECRET_KEY": "q8$" * 30 + "abcdefghijkl",
    "ALLOWED_HOSTS": "portal.example.org",
    "BASE_URL": "https://portal.example.org",
    "DATABASE_URL": "postgres://portal@localhost/portal",
    "BROKER_URL": "redis://localhost/0",
    "CACHE_URL": "rediscache://localhost/1",
    "EMAIL_URL": "smtp://localhost:25",
    "DEFAULT_FROM_EMAIL": "portal@example.org",
}


def manage(tmp_path, *arguments, **changes):
    environment = {"PATH": os.environ["PATH"], "PORTAL_DATA_DIR": str(tmp_path)} | PRODUCTION | changes
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_production_passes_the_deployment_check(tmp_path):
    done = manage(tmp_path, "check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stderr
    assert "0 silenced" in done.stdout + done.stderr


@pytest.mark.parametrize("name", ["SECRET_KEY", "DATABASE_URL", "ALLOWED_HOSTS", "EMAIL_URL"])
def test_production_refuses_to_start_without(tmp_path, name):
    done = manage(tmp_path, "check", **{name: ""})
    assert done.returncode != 0
    assert name in done.stderr
