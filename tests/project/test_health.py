"""The two addresses for whoever watches the portal."""

import json

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client, RequestFactory

from portal import health


@pytest.fixture(autouse=True)
def migrations_unknown(monkeypatch):
    monkeypatch.setattr(health._Migrations, "complete", False)


def test_healthz_answers_without_the_database(rf: RequestFactory):
    # No django_db mark: a query would fail this test.
    response = health.healthz(rf.get("/healthz"))
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_readyz_reports_all_parts(client: Client):
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {"status": "ready", "database": "ok", "migrations": "ok", "broker": "ok"}


@pytest.mark.django_db
def test_healthz_is_routed(client: Client):
    assert client.get("/healthz").json() == {"status": "alive"}


@pytest.mark.django_db
def test_readyz_refuses_while_a_migration_is_missing(client: Client):
    MigrationRecorder(connection).migration_qs.filter(app="records").delete()
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["migrations"] == "missing"
    assert response["Retry-After"] == "5"


@pytest.mark.django_db
def test_readyz_is_no_failure_without_broker(client: Client, settings, tmp_path):
    settings.BROKER_URL, settings.BROKER_DIR = "filesystem://", tmp_path / "gone"
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json()["broker"] == "gone"


@pytest.mark.django_db
def test_readyz_refuses_without_database(rf: RequestFactory):
    def gone(*args):
        raise OperationalError("the server closed the connection")

    with connection.execute_wrapper(gone):
        response = health.readyz(rf.get("/readyz"))
    assert response.status_code == 503
    assert json.loads(response.content)["database"] == "gone"


@pytest.mark.django_db
def test_readyz_looks_at_migrations_until_they_are_complete(rf: RequestFactory, django_assert_num_queries):
    health.readyz(rf.get("/readyz"))
    with django_assert_num_queries(1):
        assert health.readyz(rf.get("/readyz")).status_code == 200
