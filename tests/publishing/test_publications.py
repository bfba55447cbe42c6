"""From the request for a PDF to the file that is read, and back."""

import datetime
import errno
import os
import threading
import time
import uuid
from contextlib import contextmanager
from pathlib import Path

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings as django_settings
from django.contrib.auth import get_user_model
from django.db import IntegrityError, connection, transaction
from django.template.loader import render_to_string
from django.test import RequestFactory

from portal.publishing import documents
from portal.publishing.actions import request_pdf, withdraw_publications
from portal.publishing.models import PdfJob, Publication
from portal.publishing.queries import (
    PdfState,
    pdf_progress,
    pdf_state,
    publication_in_force,
)
from portal.publishing.storage import write_temporary
from portal.publishing.tasks import make_pdf, sweep
from portal.publishing.views import serve_publication
from portal.records.clock import now
from portal.records.decisions import ALLOWED, Refused
from portal.records.models import ReferenceCounter
from portal.records.work import unit_of_work

pytestmark = pytest.mark.django_db


def files_on_disk() -> set[Path]:
    return {path for path in django_settings.PUBLICATIONS_DIR.rglob("*") if path.is_file()}


def request_english(record, **values):
    return request_pdf(record, "letter", version=1, languages=["en"], **values)[0]


@pytest.fixture
def published(record) -> Publication:
    job = request_english(record)
    make_pdf(job.pk)
    return Publication.objects.get()


def test_request_makes_one_job_per_language_and_asks_the_worker(record, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        jobs = request_pdf(record, "letter", version=1)
    assert [job.language for job in jobs] == ["en", "fr", "es"]
    assert len(callbacks) == 3
    assert pdf_state(record, "letter", "fr") == PdfState.QUEUED == "queued"
    assert pdf_state(record, "letter", "de") == PdfState.NONE
    with django_capture_on_commit_callbacks() as callbacks:
        assert request_pdf(record, "letter", version=1) == jobs
    assert callbacks == []


def test_request_for_an_unknown_kind_is_an_error(record):
    with pytest.raises(KeyError):
        request_pdf(record, "poem", version=1)


def test_worker_publishes_the_file_under_its_hash(record, published):
    assert published.path == f"{published.sha256[:2]}/{published.sha256}.pdf"
    assert files_on_disk() == {published.full_path}
    assert published.size == published.full_path.stat().st_size
    assert published.full_path.stat().st_mode & 0o777 == 0o640
    assert (published.public, published.version) == (True, "1")
    assert published.title == "Letter of intent: Demonstration Ministry"
    job = PdfJob.objects.get()
    assert (job.state, job.publication, job.error) == ("done", published, "")
    assert pdf_state(record, "letter", "en") == PdfState.READY
    assert publication_in_force(record, "letter", "en") == published
    assert publication_in_force(record, "letter", "en", version=2) is None
    make_pdf(job.pk)
    assert Publication.objects.count() == 1


def test_published_file_is_not_made_again_because_the_template_changed(record, published, letter_kind):
    letter_kind(template="publishing/pdf/base.html")
    assert request_english(record).publication == published
    assert PdfJob.objects.count() == 1


def test_new_version_is_a_new_file_and_the_latest(record, published):
    job = request_pdf(record, "letter", version=2, languages=["en"])[0]
    assert pdf_state(record, "letter", "en") == PdfState.QUEUED
    assert publication_in_force(record, "letter", "en") == published
    make_pdf(job.pk)
    assert publication_in_force(record, "letter", "en").version == "2"
    assert Publication.objects.filter(withdrawn_at__isnull=True).count() == 2


def test_typesetting_again_needs_a_reason(record, published):
    with pytest.raises(ValueError, match="reason"):
        request_english(record, retypeset=True)


def test_typeset_again_the_old_file_goes_and_its_hash_stays(
    record, published, letter_kind, django_capture_on_commit_callbacks
):
    letter_kind(title="Letter of intent: a person was erased")
    with django_capture_on_commit_callbacks(execute=True):
        job = request_english(record, retypeset=True, reason="a person was erased")
    assert files_on_disk() == set()
    make_pdf(job.pk)
    old, new = Publication.objects.order_by("pk")
    assert (old.withdrawn_reason, old.sha256) == ("a person was erased", published.sha256)
    assert new.sha256 != old.sha256
    assert (job.edition, job.reason) == (2, "a person was erased")
    assert files_on_disk() == {new.full_path}


def test_withdrawn_document_is_gone_from_disk_and_answers_410(
    record, published, rf, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        assert withdraw_publications(record, "letter", "withdrawn by the applicant") == 1
    published.refresh_from_db()
    assert published.withdrawn_at
    assert files_on_disk() == set()
    assert publication_in_force(record, "letter", "en") is None
    assert pdf_state(record, "letter", "en") == PdfState.NONE
    assert serve_publication(rf.get("/"), published, "letter.pdf").status_code == 410
    assert withdraw_publications(record) == 0
    again = request_english(record)
    assert (again.edition, again.state) == (2, "queued")


def test_file_that_two_publications_share_stays_while_one_is_in_force(
    record, published, django_capture_on_commit_callbacks
):
    other = ReferenceCounter.objects.create(series="TEST", year=2027)
    make_pdf(request_english(other).pk)
    assert files_on_disk() == {published.full_path}
    with django_capture_on_commit_callbacks(execute=True):
        withdraw_publications(record, reason="gone")
    assert files_on_disk() == {published.full_path}


def test_job_withdrawn_while_it_is_typeset_publishes_nothing(record, letter_kind):
    context = documents.kind_of("letter").context

    def withdraw_meanwhile(obj, language, version):
        withdraw_publications(obj, reason="withdrawn meanwhile")
        return context(obj, language, version)

    letter_kind(context=withdraw_meanwhile)
    job = request_english(record)
    make_pdf(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error) == ("cancelled", "withdrawn meanwhile")
    assert not Publication.objects.exists()
    assert files_on_disk() == set()


def test_failing_document_is_tried_three_times_and_then_failed(record, letter_kind, caplog):
    letter_kind(context=lambda *args: {}["missing"])
    told: list[int] = []

    def note(job: PdfJob) -> list[object]:
        told.append(job.pk)
        return []

    documents.finished.register(note)
    try:
        job = request_english(record)
        for attempt in (1, 2, 3):
            make_pdf(job.pk)
            job.refresh_from_db()
            assert job.attempts == attempt
            assert pdf_state(record, "letter", "en") == ("failed" if attempt == 3 else "queued")
            PdfJob.objects.update(not_before=now())
    finally:
        documents.finished._functions.remove(note)
    assert "KeyError" in job.error
    assert told == [job.pk]
    make_pdf(job.pk)
    assert request_english(record).edition == 2


def test_document_that_cannot_be_typeset_is_not_tried_again(record, letter_kind):
    deep = "<table><tr><td>" * 400
    from django.utils.safestring import mark_safe

    letter_kind(context=lambda *args: {"opening": mark_safe(deep)})
    job = request_english(record)
    make_pdf(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("failed", 1)
    assert "nested" in job.error


def test_job_of_a_record_that_is_gone_fails(record):
    job = request_english(record)
    record.delete()
    make_pdf(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error) == ("failed", "the record is gone")


@pytest.mark.parametrize("broken", ["fsync", "replace"])
def test_full_disk_leaves_nothing_and_is_tried_again(record, monkeypatch, broken):
    job = request_english(record)
    with monkeypatch.context() as patch:

        def full(*args):
            raise OSError(errno.ENOSPC, "No space left on device")

        patch.setattr(os, broken, full)
        make_pdf(job.pk)
    job.refresh_from_db()
    assert job.state == "queued"
    assert "No space left" in job.error
    assert files_on_disk() == set()
    assert not Publication.objects.exists()
    PdfJob.objects.update(not_before=now())
    assert sweep() == 1
    assert Publication.objects.count() == 1


def test_worker_that_lost_its_lease_publishes_nothing(record, letter_kind):
    context = documents.kind_of("letter").context

    def slow(obj, language, version):
        PdfJob.objects.update(lease_until=now() - datetime.timedelta(seconds=1))
        letter_kind(context=context)
        make_pdf(PdfJob.objects.get().pk)
        return context(obj, language, version)

    letter_kind(context=slow)
    make_pdf(request_english(record).pk)
    job = PdfJob.objects.get()
    assert (job.state, job.attempts) == ("done", 2)
    assert Publication.objects.count() == 1
    assert len(files_on_disk()) == 1


def test_typesetting_that_takes_too_long_is_tried_again(record, letter_kind):
    def endless(*args):
        raise SoftTimeLimitExceeded

    letter_kind(context=endless)
    make_pdf(request_english(record).pk)
    job = PdfJob.objects.get()
    assert (job.state, job.error) == ("queued", "typesetting took too long")


def test_sweep_ends_in_time(record, monkeypatch):
    request_english(record)
    monkeypatch.setattr("portal.publishing.tasks.SWEEP_SECONDS", -1)
    assert sweep() == 0


def test_state_of_one_version_can_be_asked(record, published):
    assert pdf_state(record, "letter", "en", version=1) == PdfState.READY
    assert pdf_state(record, "letter", "en", version=2) == PdfState.NONE
    assert pdf_progress(record, "letter", "en", "/elsewhere.pdf").file_url == "/elsewhere.pdf"


def test_sweep_takes_up_what_a_killed_worker_left(record):
    job = request_english(record)
    assert PdfJob.claim(job.pk)
    stale = write_temporary(b"half")[0]
    long_ago = time.time() - 7200
    os.utime(stale, (long_ago, long_ago))
    fresh = write_temporary(b"being written")[0]
    assert sweep() == 0
    PdfJob.objects.update(lease_until=now() - datetime.timedelta(seconds=1))
    assert sweep() == 1
    assert Publication.objects.count() == 1
    assert not stale.exists()
    assert fresh.exists()
    assert sweep() == 0


def test_database_keeps_one_document_in_force_and_reasons_with_withdrawals(record, published):
    values = {
        name: getattr(published, name) for name in ("object_type", "object_id", "kind", "version", "language")
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        Publication.objects.create(**values, template_hash="a", title="b", sha256="c", size=1, path="d")
    with pytest.raises(IntegrityError), transaction.atomic():
        Publication.objects.update(withdrawn_at=now())
    with pytest.raises(IntegrityError), transaction.atomic():
        PdfJob.objects.update(publication=None)


def test_file_is_removed_when_the_transaction_around_publishing_fails(record, letter_kind):
    def fail(job):
        raise RuntimeError("told the wrong one")

    documents.finished.register(fail)
    try:
        make_pdf(request_english(record).pk)
    finally:
        documents.finished._functions.remove(fail)
    assert PdfJob.objects.get().state == "queued"
    assert files_on_disk() == set()


def test_file_is_served_inline_with_its_hash_as_etag(published, rf):
    response = serve_publication(rf.get("/"), published, "Lettre d’intention.pdf")
    assert b"".join(response.streaming_content) == published.full_path.read_bytes()
    response.close()
    assert response["Content-Type"] == "application/pdf"
    assert response["ETag"] == f'"{published.sha256}"'
    assert response["Content-Disposition"] == "inline; filename*=utf-8''Lettre%20d%E2%80%99intention.pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "public, no-cache"
    assert response["Last-Modified"].endswith("GMT")


@pytest.mark.parametrize("asked", ['"{}"', 'W/"{}"', '"other", "{}"', "*"])
def test_unchanged_file_is_not_sent_again(published, rf, asked):
    request = rf.get("/", headers={"If-None-Match": asked.format(published.sha256)})
    response = serve_publication(request, published, "letter.pdf")
    assert (response.status_code, response.content) == (304, b"")
    assert response["ETag"] == f'"{published.sha256}"'


def test_file_is_left_to_nginx_behind_it(published, rf, settings):
    settings.USE_X_ACCEL = True
    Publication.objects.update(public=False)
    published.refresh_from_db()
    response = serve_publication(rf.get("/"), published, "letter.pdf")
    assert response["X-Accel-Redirect"] == f"/_publications/{published.path}"
    assert response["Cache-Control"] == "private, no-cache"


def test_no_publication_and_no_file_are_404(published, rf):
    from django.http import Http404

    with pytest.raises(Http404):
        serve_publication(rf.get("/"), None, "letter.pdf")
    published.full_path.unlink()
    with pytest.raises(Http404):
        serve_publication(rf.get("/"), published, "letter.pdf")


def test_progress_says_how_far_a_public_document_is(record, client):
    job = request_english(record)
    progress = pdf_progress(record, "letter", "en")
    assert progress.under_way
    assert client.get(progress.state_url).json() == {"state": "queued", "text": str(PdfState.QUEUED.label)}
    make_pdf(job.pk)
    response = client.get(progress.state_url)
    assert response.json() == {
        "state": "done",
        "text": str(PdfState.READY.label),
        "label": "Open the PDF",
        "url": "/en/letter.pdf",
    }
    assert response["Cache-Control"] == "no-store"
    assert client.post(progress.state_url).status_code == 405
    assert client.get(f"/publications/state/{uuid.uuid4()}/").status_code == 404


def test_progress_of_a_document_that_is_not_public_follows_its_rule(record, client, letter_kind):
    def only_anna(user, obj):
        return ALLOWED if getattr(user, "email", "") == "anna@demo.example" else Refused("")

    letter_kind(public=False, may_read=only_anna)
    request_english(record)
    url = pdf_progress(record, "letter", "en").state_url
    assert client.get(url).status_code == 404
    client.force_login(get_user_model().objects.create_user(email="anna@demo.example"))
    assert client.get(url).status_code == 200
    letter_kind(public=lambda obj: False)
    assert client.get(url).status_code == 404
    record.delete()
    assert client.get(url).status_code == 404


def test_progress_is_shown_with_and_without_script(record, rf):
    request = RequestFactory().get("/en/partners/demo/")

    def shown() -> str:
        progress = pdf_progress(record, "letter", "en")
        return render_to_string("publishing/progress.html", {"progress": progress}, request)

    assert shown().strip() == ""
    job = request_english(record)
    assert 'href="/en/partners/demo/"' in shown()
    assert f"/publications/state/{job.uuid}/" in shown()
    make_pdf(job.pk)
    assert 'href="/en/letter.pdf"' in shown()
    Publication.objects.update(withdrawn_at=now(), withdrawn_reason="x")
    assert shown().strip() == ""
    PdfJob.objects.update(state="failed")
    PdfJob.objects.update(publication=None)
    assert "could not be made" in shown()


@contextmanager
def in_threads(count: int, function):
    """Run ``function`` in ``count`` threads at the same moment; give the results."""
    barrier, results = threading.Barrier(count), []

    def run() -> None:
        try:
            barrier.wait(10)
            results.append(function())
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    yield results


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_many_workers_make_one_file(record):
    pks = [job.pk for job in request_pdf(record, "letter", version=1)]
    with in_threads(4, lambda: [make_pdf(pk) for pk in pks]):
        assert PdfJob.objects.filter(state="done", attempts=1).count() == 3
        assert Publication.objects.count() == 3
        assert len(files_on_disk()) == 3


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_many_who_ask_at_once_get_the_same_job(record):
    def ask() -> int:
        with unit_of_work():
            return request_english(record).pk

    with in_threads(4, ask) as results:
        assert len(results) == 4
        assert set(results) == {PdfJob.objects.get().pk}
