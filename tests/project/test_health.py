"""The two addresses for whoever watches the portal."""

from django.test import RequestFactory

from portal import health


def test_healthz_answers_without_database(rf: RequestFactory):
    # No django_db mark: a query would fail this test.
    response = health.healthz(rf.get("/healthz"))
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
