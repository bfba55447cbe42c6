"""The production set-up: its files agree with each other, and nginx does with its file what is promised."""

import datetime
import http.client
import json
import os
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import yaml
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from scripts import prepare
from tests.infra.prepared import sqlite_copy
from tests.infra.processes import accepts_connections, end_with_parent, free_port, stop, wait_until
from tests.project.test_settings import COMPLETE, REQUIRED

ROOT = Path(__file__).resolve().parent.parent.parent
DEPLOY = ROOT / "deploy"
UPSTREAM = {
    "Content-Type": "application/pdf",
    "Content-Disposition": 'attachment; filename="letter.pdf"',
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=63072000",
}


# --- The files agree ---


def test_dockerfile_installs_the_libraries_of_make_run():
    text = (DEPLOY / "Dockerfile").read_text()
    wanted = set(prepare.FOR_RUN) - {"python3-venv"}
    listed = {word for word in text.split() if word in prepare.FOR_RUN}
    assert listed == wanted


def test_compose_runs_every_program_of_the_supervisor():
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    assert {"web", "worker", "beat", "prepare", "db", "redis", "nginx"} == set(services)
    assert services["web"]["command"][:2] == ["gunicorn", "portal.wsgi"]
    for name in ("worker", "beat"):
        assert services[name]["command"][:2] == ["celery", "--app=portal"]
        assert name in services[name]["command"]


def test_compose_stops_a_worker_later_than_a_task_may_last():
    from portal.celery import HARD_LIMIT

    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    assert int(services["worker"]["stop_grace_period"].removesuffix("s")) > HARD_LIMIT


def test_compose_and_env_example_set_what_production_requires():
    shared = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["x-portal"]
    lines = (DEPLOY / "env.example").read_text().splitlines()
    given = {line.partition("=")[0] for line in lines if line and not line.startswith("#")}
    assert set(REQUIRED) <= given | set(shared["environment"])


# --- nginx, really running ---


def make_certificate(folder: Path) -> None:
    """Write a certificate for localhost that nobody else trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    folder.mkdir()
    (folder / "portal.crt").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "portal.key").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )


class Nginx:
    """nginx with the file of deploy/, its paths and ports changed for this machine."""

    def __init__(self, folder: Path, upstream: int) -> None:
        self.folder, self.plain_port, self.port = folder, free_port(), free_port()
        for name in ("static", "media", "private", "publications"):
            (folder / "data" / name).mkdir(parents=True, exist_ok=True)
        make_certificate(folder / "certs")
        text = (DEPLOY / "nginx.conf").read_text()
        user = "root" if os.geteuid() == 0 else "nobody"
        temporary = "".join(
            f"{kind}_temp_path {folder}/{kind};\n"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        for old, new in (
            ("user nginx;", f"user {user};"),
            ("/run/nginx.pid", f"{folder}/nginx.pid"),
            ("http {\n", "http {\n" + temporary),
            ("server web:8000", f"server 127.0.0.1:{upstream}"),
            ("listen 80;", f"listen 127.0.0.1:{self.plain_port};"),
            ("listen 443 ssl;", f"listen 127.0.0.1:{self.port} ssl;"),
            ("/etc/nginx/certs", f"{folder}/certs"),
            ("root /data;", f"root {folder}/data;"),
            ("alias /data/", f"alias {folder}/data/"),
            ("access_log /dev/stdout portal;", f"access_log {folder}/access.log portal;"),
            ("error_log /dev/stderr warn;", f"error_log {folder}/error.log warn;"),
        ):
            assert old in text, f"deploy/nginx.conf no longer holds {old!r}"
            text = text.replace(old, new)
        (folder / "nginx.conf").write_text(text)
        command = [
            "nginx",
            "-c",
            str(folder / "nginx.conf"),
            "-e",
            str(folder / "error.log"),
            "-g",
            "daemon off;",
        ]
        self.process = subprocess.Popen(
            command,
            env={"PATH": os.environ["PATH"] + ":/usr/sbin"},
            stdin=subprocess.DEVNULL,
            preexec_fn=end_with_parent(),
        )
        wait_until(lambda: accepts_connections(self.port), "nginx")

    def get(self, path: str, **headers: str) -> http.client.HTTPResponse:
        """Ask over TLS; the body is in ``response.body``."""
        context = ssl._create_unverified_context()
        return ask(
            http.client.HTTPSConnection("127.0.0.1", self.port, timeout=20, context=context), path, headers
        )

    def get_plain(self, path: str) -> http.client.HTTPResponse:
        return ask(http.client.HTTPConnection("127.0.0.1", self.plain_port, timeout=20), path, {})


def ask(
    connection: http.client.HTTPConnection, path: str, headers: dict[str, str]
) -> http.client.HTTPResponse:
    connection.request("GET", path, headers={"Host": "localhost"} | headers)
    response = connection.getresponse()
    response.body = response.read()
    connection.close()
    return response


class Upstream(BaseHTTPRequestHandler):
    """Stands in for the portal where only nginx is asked: hands over files, echoes what it was sent."""

    def do_GET(self) -> None:
        self.send_response(200)
        if self.path.startswith("/hand-over/"):
            self.send_header("X-Accel-Redirect", self.path.removeprefix("/hand-over"))
            for name, value in UPSTREAM.items():
                self.send_header(name, value)
            self.end_headers()
            return
        body = json.dumps(dict(self.headers)).encode()
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def nginx(tmp_path_factory) -> Iterator[Nginx]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Upstream) as upstream:
        thread = threading.Thread(target=upstream.serve_forever)
        thread.start()
        server = Nginx(tmp_path_factory.mktemp("nginx"), upstream.server_port)
        yield server
        stop(server.process)
        upstream.shutdown()
        thread.join()


@pytest.mark.parametrize("kind", ["private", "publications"])
def test_handed_over_file_keeps_the_headers_of_the_portal(nginx, kind):
    (nginx.folder / "data" / kind / "ab").mkdir(exist_ok=True)
    (nginx.folder / "data" / kind / "ab/letter").write_bytes(b"%PDF-1.7 content")
    response = nginx.get(f"/hand-over/_{kind}/ab/letter")
    assert response.status == 200
    assert response.body == b"%PDF-1.7 content"
    assert {name: response.getheader(name) for name in UPSTREAM} == UPSTREAM


@pytest.mark.parametrize("kind", ["private", "publications"])
def test_file_cannot_be_asked_for_directly(nginx, kind):
    (nginx.folder / "data" / kind / "secret").write_bytes(b"secret")
    assert nginx.get(f"/_{kind}/secret").status == 404


def test_handed_over_path_cannot_leave_its_folder(nginx):
    (nginx.folder / "data/outside").write_bytes(b"secret")
    assert nginx.get("/hand-over/_private/../outside").status in {400, 403, 404, 500}


def test_client_address_is_replaced_not_extended(nginx):
    seen = json.loads(
        nginx.get("/echo", **{"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "http"}).body
    )
    assert seen["X-Forwarded-For"] == "127.0.0.1"
    assert seen["X-Forwarded-Proto"] == "https"
    assert seen["Host"] == "localhost"


def test_plain_address_leads_to_tls(nginx):
    response = nginx.get_plain("/en/partners/?q=a")
    assert response.status == 301
    assert response.getheader("Location") == "https://localhost/en/partners/?q=a"


def test_static_file_with_hash_is_kept_for_ever(nginx):
    (nginx.folder / "data/static/css").mkdir(exist_ok=True)
    (nginx.folder / "data/static/css/portal.0123456789ab.css").write_text("body{}")
    (nginx.folder / "data/static/css/portal.css").write_text("body{}")
    hashed, plain = nginx.get("/static/css/portal.0123456789ab.css"), nginx.get("/static/css/portal.css")
    assert hashed.getheader("Cache-Control") == "public, max-age=31536000, immutable"
    assert hashed.getheader("Content-Type").startswith("text/css")
    assert plain.status == 200
    assert plain.getheader("Cache-Control") is None
    assert {hashed.getheader("X-Content-Type-Options"), plain.getheader("X-Content-Type-Options")} == {
        "nosniff"
    }


def test_media_cannot_run_scripts(nginx):
    (nginx.folder / "data/media/picture.svg").write_text("<svg/>")
    response = nginx.get("/media/picture.svg")
    assert response.getheader("Content-Security-Policy") == "default-src 'none'; sandbox"
    assert response.getheader("X-Content-Type-Options") == "nosniff"


def test_documents_of_editors_cannot_be_asked_for_directly(nginx):
    (nginx.folder / "data/media/documents").mkdir(exist_ok=True)
    (nginx.folder / "data/media/documents/draft.pdf").write_bytes(b"%PDF-1.7 private")
    assert nginx.get("/media/documents/draft.pdf").status == 404


def test_log_keeps_no_secret_of_an_address(nginx):
    secret = "762eb869-107f-4334-9b77-6bb00f740f2c"
    for path in (
        f"/fr/invitations/seat/{secret}/?x={secret}",
        "/desk/notices/unsubscribe/eyJ1c2VyIjo3fQ:1abcDE:veryVerySecretSignature_0123456789/",
        "/en/partners/a-partner-with-a-name-that-is-rather-long-indeed/",
    ):
        nginx.get(path, Referer=f"https://localhost/{secret}/")
    log = nginx.folder / "access.log"
    wait_until(lambda: "rather-long-indeed/" in log.read_text(), "the line of the last page")
    text = log.read_text()
    assert "GET /fr/invitations/seat/762eb869.../" in text
    assert "GET /desk/notices/unsubscribe/eyJ1c2Vy.../" in text
    assert "107f" not in text
    assert "Signature" not in text


def test_portal_that_is_away_is_said_politely(tmp_path):
    server = Nginx(tmp_path, free_port())
    try:
        response = server.get("/en/")
        assert response.status == 503
        assert response.getheader("Retry-After") == "10"
        assert b"Back in a moment" in response.body
    finally:
        stop(server.process)


# --- The portal in production settings behind it ---


@pytest.fixture(scope="module")
def production(tmp_path_factory) -> Iterator[Nginx]:
    """Gunicorn with production settings behind nginx, on a new SQLite database, migrated before, without broker."""
    folder, port = tmp_path_factory.mktemp("production"), free_port()
    data = folder / "data"
    data.mkdir()
    environment = {
        **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
        **COMPLETE,
        "DATABASE_URL": f"sqlite:///{data / 'db.sqlite3'}",
        "BROKER_URL": "filesystem://",
        "CACHE_URL": "locmemcache://portal",
        "PORTAL_DATA_DIR": str(data),
        "USE_X_ACCEL": "true",
        "LOG_LEVEL": "WARNING",
    }
    # Compressing Wagtail's own files takes ten seconds, and nobody looks at them here.
    collect = [
        sys.executable,
        "manage.py",
        "collectstatic",
        "--no-input",
        "--verbosity=0",
        "--ignore=wagtail*",
    ]
    migrate = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
    sqlite_copy(data / "db.sqlite3")
    for preparation in (migrate, collect):
        subprocess.run(preparation, cwd=ROOT, env=environment, check=True)
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "portal.wsgi",
        "--bind",
        f"127.0.0.1:{port}",
        "--no-control-socket",
    ]
    with (folder / "log").open("wb") as log:
        web = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=log, stderr=log, preexec_fn=end_with_parent()
        )
    try:
        wait_until(lambda: accepts_connections(port), "gunicorn")
        server = Nginx(folder, port)
        yield server
        stop(server.process)
    finally:
        stop(web)


@pytest.mark.sqlite
def test_production_is_ready(production):
    response = production.get("/readyz")
    assert response.status == 200
    assert json.loads(response.body)["database"] == "ok"


@pytest.mark.sqlite
def test_production_home_has_the_headers_of_tls(production):
    response = production.get("/en/")
    assert response.status == 200
    assert "max-age=63072000" in response.getheader("Strict-Transport-Security")
    assert response.getheader("X-Content-Type-Options") == "nosniff"
    assert "unsafe" not in response.getheader("Content-Security-Policy")


@pytest.mark.sqlite
def test_production_sign_in_sets_host_cookies(production):
    cookies = production.get("/accounts/login/").getheader("Set-Cookie")
    assert "__Host-csrf=" in cookies
    assert "Secure" in cookies


@pytest.mark.sqlite
def test_production_static_files_come_from_nginx(production):
    page = production.get("/en/").body.decode()
    path = next(part.split('"')[0] for part in page.split('href="')[1:] if part.startswith("/static/css/"))
    response = production.get(path, **{"Accept-Encoding": "gzip"})
    assert response.status == 200
    assert response.getheader("Content-Encoding") == "gzip"
    assert "immutable" in response.getheader("Cache-Control")


@pytest.mark.sqlite
def test_production_refuses_an_unknown_host(production):
    assert production.get("/en/", Host="elsewhere.example").status == 400
