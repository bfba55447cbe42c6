"""The link of an invitation to a seat: only the invited have it, and nobody signed in answers for them (PAG-2)."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from meetings.documents.seat_letters import LETTER, letter_url
from meetings.enums import InvitationStatus, TermRole
from meetings.models import SeatInvitation
from partners.models import Person
from portal.mail.models import OutboundEmail
from portal.publishing.models import PdfJob
from portal.publishing.tasks import make_pdf
from portal.records.clock import today
from portal.records.pointers import point_to
from tests.factories import PersonFactory, UserFactory, focal_point, head, officer, partner
from tests.meetings.offices import group, member, term
from tests.meetings.test_group_pages import as_user, page
from tests.meetings.test_seats import prepared, sent

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


# --- One person among the figures -----------------------------------------------------------------


def by_gender(client: Client, query: str) -> list[tuple[str, int, int | None]]:
    """Return the figures by gender, now and with who is tried, and what is said of them in words."""
    context = client.get(f"{reverse('seat-invitations:composition')}?{query}").context
    assert context["tried"] is not None
    lines = context["tables"][-1]["lines"]
    said = [
        (str(pair), 0, None) for pair in context["tried"].changed if pair[0].code in ("parity", "undeclared")
    ]
    return said + [(str(line["label"]), line["now"], line["then"]) for line in lines]


@pytest.mark.rule("PAG-3")
@pytest.mark.parametrize("who", [officer, lambda: UserFactory(roles=("auditor",))])
def test_what_one_person_declared_is_not_read_off_a_difference(who: Any) -> None:
    """Whoever is tried, or whose seat would be taken over, the page reads as if they had said nothing."""
    seats = [term(group(), TermRole.MEMBER, person=PersonFactory(gender="woman")) for _each in range(3)]
    client, tried = as_user(who()), PersonFactory()
    invitation, here = prepared(person=tried), partner()
    queries = (
        f"invitation={invitation.pk}",
        f"organisation={here.pk}&person={tried.pk}",
        f"organisation={here.pk}&instead_of={seats[0].pk}",
        f"invitation={invitation.pk}&instead_of={seats[0].pk}",
    )
    silent = [by_gender(client, query) for query in queries]
    assert [then for _label, now, then in silent[0] if now == 3] == [3]
    Person.objects.filter(pk=tried.pk).update(gender="woman")
    assert [by_gender(client, query) for query in queries] == silent
    assert {then for _label, _now, then in silent[2] + silent[3]} == {None}
    asked = by_gender(client, f"organisation={here.pk}&gender=woman")
    assert [then for _label, now, then in asked if now == 3] == [4]


def test_an_address_of_somebody_else_does_not_invite_them() -> None:
    PersonFactory(given_name="Known", family_name="Already", email="known@example.org")
    client, organisation = as_user(officer()), partner()
    url = f"{reverse('seat-invitations:new')}?organisation={organisation.pk}"
    data = {"given_name": "Somebody", "family_name": "Else", "email": "Known@example.org"}
    data |= {"ground": "other", "category": "ngo", "need": "A voice", "language": "en"}
    data["since"] = today().isoformat()
    answer = client.post(url, data)
    assert answer.status_code == 422
    assert "This address belongs to Known Already" in answer.content.decode()
    assert not SeatInvitation.objects.exists()
    assert client.post(url, data | {"given_name": "Known", "family_name": "already"}).status_code == 302
    assert SeatInvitation.objects.get().person.email == "known@example.org"
