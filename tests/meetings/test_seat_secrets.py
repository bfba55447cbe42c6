"""The link of an invitation to a seat: only the invited have it, and nobody signed in answers for them (PAG-2)."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from meetings.enums import InvitationStatus
from meetings.seat_letters import LETTER, letter_url
from portal.mail.models import OutboundEmail
from portal.publishing.models import PdfJob
from portal.publishing.tasks import make_pdf
from portal.records.pointers import point_to
from tests.factories import UserFactory, focal_point, head, officer, partner
from tests.meetings.offices import member
from tests.meetings.test_group_pages import as_user, page
from tests.meetings.test_seats import sent

pytestmark = pytest.mark.django_db


@pytest.mark.rule("PAG-2")
@pytest.mark.parametrize("who", [UserFactory, officer, head, member])
def test_who_is_signed_in_does_not_answer_for_somebody_else(who: Any) -> None:
    invitation, client = sent(), as_user(who())
    text = client.get(page(invitation)).content.decode()
    assert "this invitation is for somebody else" in text
    assert "<form method" not in text.split("<main")[1]
    answer = client.post(page(invitation), {"answer": "accept"})
    assert answer.status_code == 403
    assert "this invitation is for somebody else" in answer.content.decode()
    invitation.refresh_from_db()
    assert invitation.status == InvitationStatus.SENT


@pytest.mark.rule("PAG-2")
def test_the_secretariat_reads_the_letter_and_never_the_link() -> None:
    """Who prepares a seat could answer for the invited otherwise: its page, the mails, the letter, its state."""
    user = focal_point(partner())
    theirs = sent(person=user.person, organisation=user.person.places.get().organisation)
    by_mail = sent()
    for job in PdfJob.objects.filter(kind=LETTER):
        make_pdf(job.pk)
    pages = [reverse("mails:inspect", args=[mail.pk]) for mail in OutboundEmail.objects.all()]
    assert len(pages) >= 2
    for invitation in (theirs, by_mail):
        pages.append(reverse("seat-invitations:inspect", args=[invitation.pk]))
        for job in PdfJob.objects.filter(kind=LETTER, **point_to(invitation)):
            pages += [reverse("pdfs:inspect", args=[job.pk]), reverse("publishing:state", args=[job.uuid])]
    auditor = as_user(UserFactory(roles=("auditor",)))
    read = 0
    for url in pages:
        for client in (as_user(officer()), auditor):
            answer = client.get(url)
            read += answer.status_code == 200
            for invitation in (theirs, by_mail):
                assert str(invitation.uuid) not in answer.content.decode(), url
    assert read > len(pages)
    letter, inspect = letter_url(theirs, "en"), reverse("seat-invitations:inspect", args=[theirs.pk])
    assert letter in as_user(officer()).get(inspect).content.decode()
    for client in (as_user(officer()), auditor, as_user(user)):
        answer = client.get(letter)
        assert answer.status_code == 200
        assert b"".join(answer.streaming_content).startswith(b"%PDF")
    for client in (Client(), as_user(focal_point(partner()))):
        assert client.get(letter).status_code == 404
