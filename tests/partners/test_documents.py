"""Letters and confirmations as PDF: what they say, who gets them, how they are made."""

import io
import json

import pikepdf
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from partners.actions.review import confirm_letter, take_under_review
from partners.documents import can_read_confirmation, confirmation_context, letter_context
from partners.models import Letter
from partnership_areas.models import Country
from portal.publishing.documents import kind_of
from portal.publishing.models import PdfJob, Publication
from portal.publishing.typeset import render_html, typeset
from tests.factories import (
    UserFactory,
    confirmed_letter,
    focal_point,
    head,
    letter_under_review,
    officer,
    sent_letter,
)

pytestmark = pytest.mark.django_db
NAMES = ("Ministère de démonstration de l’Écologie", "شبكة العرض التوضيحي", "示范环境保护研究所")


def html_of(kind: str, letter: Letter, language: str, version: str) -> str:
    return render_html(kind_of(kind), letter, language, version)[1]


def get_pdf(client: Client, address: str) -> pikepdf.Pdf:
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    return pikepdf.open(io.BytesIO(b"".join(response.streaming_content)))


def header(client: Client, address: str, name: str) -> str:
    response = client.get(address)
    b"".join(response.streaming_content)  # read to its end, so that the file is closed
    return response.headers[name]


@pytest.mark.rule("LOI-3")
@pytest.mark.parametrize("language", ["en", "fr", "es"])
@pytest.mark.parametrize("name", NAMES)
def test_letter_is_a_tagged_pdf_with_language_title_and_outline(language, name):
    letter = letter_under_review(legal_name=name, country=Country.objects.get(alpha2="CI"))
    title, content = typeset(kind_of("letter"), letter, language, "1-received")
    pdf = pikepdf.open(io.BytesIO(content))
    assert name in title
    assert str(pdf.Root.Lang) == language
    assert bool(pdf.Root.MarkInfo.Marked)
    assert name in str(pdf.docinfo["/Title"])
    assert len(pdf.open_outline().root) > 0


@pytest.mark.rule("LOI-6")
def test_letter_says_its_stage_and_nobody_s_name():
    letter = letter_under_review(legal_name="Demonstration Rivers")
    received = html_of("letter", letter, "en", "1-received")
    confirmed = html_of("letter", letter, "en", "1-confirmed")
    assert "Received, not yet confirmed by UNEP" in received
    assert "Confirmed by UNEP" in confirmed
    for words in (received, confirmed):
        assert "Head, Chemicals and Health Branch" in words
        assert "Demonstration Rivers supports the UNEP Global Mercury Partnership" in words
        assert "Main Contact" not in words
        assert "main@example.org" not in words


def test_letter_depends_on_the_frozen_version_only():
    letter = letter_under_review(legal_name="Demonstration Frozen")
    before = html_of("letter", letter, "en", "1-received")
    letter.contribution = letter.legal_name = letter.signatory_title = "Changed"
    letter.save()
    assert html_of("letter", Letter.objects.get(pk=letter.pk), "en", "1-received") == before


def test_version_that_does_not_exist_is_an_error():
    with pytest.raises(LookupError):
        letter_context(letter_under_review(), "en", "7-received")


def test_text_of_the_applicant_cannot_become_markup():
    letter = letter_under_review(legal_name="<img src=x onerror=alert(1)> & Sons")
    words = html_of("letter", letter, "en", "1-received")
    assert "<img src=x" not in words
    assert "&lt;img src=x onerror=alert(1)&gt; &amp; Sons" in words


def test_letter_pdf_while_it_is_made_and_afterwards(client, run_jobs):
    letter = letter_under_review()
    address = f"/fr/letters/{letter.reference}/letter.pdf"
    waiting = client.get(address)
    assert waiting.status_code == 202
    assert waiting["Retry-After"] == "3"
    assert 'http-equiv="refresh"' in waiting.content.decode()
    assert "data-progress-url" in waiting.content.decode()
    run_jobs()
    assert str(get_pdf(client, address).Root.Lang) == "fr"
    etag = header(client, address, "ETag")
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 304


@pytest.mark.rule("LOI-11")
def test_partner_s_letter_pdf_is_the_confirmed_one(client, run_jobs):
    letter = letter_under_review(legal_name="Demonstration Rivers")
    run_jobs()
    letter = confirm_letter(letter, by=head())
    address = "/es/partners/demonstration-rivers/letter.pdf"
    assert client.get(address).status_code == 202  # never the one that says "received"
    run_jobs()
    assert str(get_pdf(client, address).Root.Lang) == "es"
    versions = Publication.objects.filter(kind="letter", withdrawn_at__isnull=True).values_list(
        "version", flat=True
    )
    assert set(versions) == {"1-confirmed"}


def test_letter_pdf_falls_back_to_the_original_language_then_to_any(client, run_jobs):
    letter = letter_under_review(language="fr")
    run_jobs()
    jobs = PdfJob.objects.filter(kind="letter")
    Publication.objects.filter(language="es").update(
        withdrawn_at="2026-01-01T00:00Z", withdrawn_reason="lost"
    )
    address = f"/es/letters/{letter.reference}/letter.pdf"
    assert header(client, address, "Content-Language") == "fr"
    Publication.objects.filter(language="fr").update(
        withdrawn_at="2026-01-01T00:00Z", withdrawn_reason="lost"
    )
    assert header(client, address, "Content-Language") == "en"
    Publication.objects.filter(language="en").update(
        withdrawn_at="2026-01-01T00:00Z", withdrawn_reason="lost"
    )
    assert client.get(address).status_code == 404
    assert jobs.count() == 3


def test_letter_not_yet_published_has_no_pdf(client):
    letter = sent_letter()
    assert client.get(f"/en/letters/{letter.reference}/letter.pdf").status_code == 404
    assert client.get("/en/letters/LOI-2026-9999/letter.pdf").status_code == 404
    take_under_review(letter, by=officer())
    assert client.get(f"/en/letters/{letter.reference}/letter.pdf").status_code == 202


def test_pdf_of_an_individual_is_not_indexed(client, run_jobs):
    letter = letter_under_review(kind="individual", legal_name="Ann Example", description="", acronym="")
    run_jobs()
    assert header(client, f"/en/letters/{letter.reference}/letter.pdf", "X-Robots-Tag") == "noindex"
    assert "Ann Example" not in html_of("letter", letter, "en", "1-received")
    assert "I support the UNEP Global Mercury Partnership" in html_of("letter", letter, "en", "1-received")


@pytest.mark.rule("LOI-11")
def test_confirmation_reads_for_organisations_and_individuals():
    letter = confirmed_letter(legal_name="Demonstration Rivers")
    words = html_of("confirmation", letter, "en", "1")
    assert "Demonstration Rivers is a partner of the UNEP Global Mercury Partnership" in words
    assert "Secretariat of the Global Mercury Partnership" in words
    assert "/en/partners/demonstration-rivers/" in words
    assert "Main Contact" not in words
    alone = confirmed_letter(kind="individual", legal_name="Ann Example", description="")
    with translation.override("fr"):
        assert confirmation_context(alone, "fr", "1")["name"] == "Ann Example"
    assert "you are a partner of the UNEP" in html_of("confirmation", alone, "en", "1")


@pytest.mark.rule("LOI-11")
def test_confirmation_is_for_the_partner_and_the_secretariat(client, run_jobs):
    letter = confirmed_letter()
    address = f"/en/letters/{letter.reference}/confirmation.pdf"
    allowed = [letter.applicant, focal_point(letter.organisation), officer(), UserFactory(roles=("auditor",))]
    refused = [
        UserFactory(),
        UserFactory(roles=("editor",)),
        focal_point(letter.organisation, role="viewer"),
        focal_point(confirmed_letter(legal_name="Demonstration Other").organisation),
    ]
    assert [bool(can_read_confirmation(user, letter)) for user in allowed] == [True] * 4
    assert [bool(can_read_confirmation(user, letter)) for user in refused] == [False] * 4
    assert client.get(address).status_code == 404
    client.force_login(letter.applicant)
    assert client.get(address).status_code == 202
    run_jobs()
    assert str(get_pdf(client, address).Root.Lang) == "en"
    client.force_login(refused[0])
    assert client.get(address).status_code == 404
    job = PdfJob.objects.get(kind="confirmation", object_id=letter.pk)
    assert client.get(reverse("publishing:state", args=[job.uuid])).status_code == 404


def test_no_confirmation_before_the_decision(client):
    letter = letter_under_review()
    client.force_login(letter.applicant)
    assert client.get(f"/en/letters/{letter.reference}/confirmation.pdf").status_code == 404


def test_state_of_the_pdf_leads_to_its_address(client, run_jobs):
    letter = letter_under_review()
    job = PdfJob.objects.get(kind="letter", language="es")
    run_jobs()
    answer = json.loads(client.get(reverse("publishing:state", args=[job.uuid])).content)
    assert answer["state"] == "done"
    assert answer["url"] == f"/es/letters/{letter.reference}/letter.pdf"
