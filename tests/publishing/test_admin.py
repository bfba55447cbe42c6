"""The list of PDFs in the admin: what failed is seen, and asked for again."""

import pytest
from django.urls import reverse

from portal.publishing.actions import request_pdf
from portal.publishing.models import PdfJob
from portal.records.clock import now
from portal.records.models import AuditLine
from portal.records.registries import staff_waiting
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demonstration(settings):
    """No second factor is asked for."""
    settings.DEMONSTRATION = True


@pytest.fixture
def failed(record):
    [job] = request_pdf(record, "letter", version=1, languages=["en"])
    PdfJob.objects.filter(pk=job.pk).update(
        state="failed", attempts=3, error="the font is gone", finished_at=now()
    )
    job.refresh_from_db()
    return job


def page(job: PdfJob) -> str:
    return reverse("pdfs:inspect", args=[job.pk])


def what_waits(user) -> list[str]:
    return [item.url for item in staff_waiting.collect(user) if item.kind == "pdf"]


@pytest.mark.parametrize("role", ["officer", "head", "administrator", "auditor"])
def test_failed_pdf_is_seen_with_its_reason(client, failed, role):
    user = UserFactory(roles=(role,))
    client.force_login(user)
    assert page(failed) in client.get("/admin/pdfs/", {"state": "failed"}).content.decode()
    assert page(failed) not in client.get("/admin/pdfs/", {"state": "done"}).content.decode()
    text = client.get(page(failed)).content.decode()
    assert "the font is gone" in text
    assert ("Make again" in text) == (role != "auditor")
    assert bool(what_waits(user)) == (role != "auditor")


def test_failed_pdf_is_made_again_once(client, failed, run_jobs):
    officer = UserFactory(roles=("officer",))
    client.force_login(officer)
    again = reverse("pdfs:again", args=[failed.pk])
    assert client.post(again).status_code == 302
    assert client.post(again).status_code == 403
    [_old, new] = PdfJob.objects.order_by("pk")
    assert new.edition == failed.edition + 1
    assert AuditLine.objects.filter(verb="pdf.again").count() == 1
    assert what_waits(officer) == []
    run_jobs()
    new.refresh_from_db()
    assert new.state == "done"
    text = client.get(page(failed)).content.decode()
    assert page(new) in text
    assert "Make again" not in text


def test_pdf_that_did_not_fail_is_not_made_again(client, failed):
    PdfJob.objects.update(state="queued")
    client.force_login(UserFactory(roles=("head",)))
    assert client.post(reverse("pdfs:again", args=[failed.pk])).status_code == 403
    client.force_login(UserFactory(roles=("editor",)))
    assert client.post(reverse("pdfs:again", args=[failed.pk])).status_code == 404
    assert client.get("/admin/pdfs/").status_code == 404
    assert PdfJob.objects.count() == 1


def test_list_of_pdfs_makes_the_same_number_of_queries_with_more_rows(client, failed, assert_query_parity):
    client.force_login(UserFactory(roles=("officer",)))

    def grow() -> None:
        for language in ("fr", "es"):
            PdfJob.objects.create(
                **failed.key | {"language": language}, template_hash="x", state="failed", error="gone"
            )

    assert_query_parity(lambda: client.get("/admin/pdfs/"), grow)
