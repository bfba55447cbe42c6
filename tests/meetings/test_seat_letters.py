"""The letter of an invitation to a seat, opened and read back in three languages (PAG-2)."""

import datetime

import pytest

from meetings.documents.seat_letters import LETTER, letter_url
from meetings.enums import SeatGround
from meetings.models import SeatInvitation
from portal.mail.models import Notice, OutboundEmail
from portal.publishing.documents import kind_of
from portal.publishing.typeset import typeset
from portal.records.clock import today
from tests.factories import PersonFactory, UserFactory, partner
from tests.meetings.offices import body_of, lead
from tests.meetings.test_seats import prepared, sent
from tests.publishing.test_typeset import opened, structure, text_of

pytestmark = pytest.mark.django_db
MONTHS = {"en": "March 2026", "fr": "mars 2026", "es": "marzo de 2026"}


def letter(invitation: SeatInvitation, language: str = "en") -> tuple[str, bytes]:
    return typeset(kind_of(LETTER), invitation, language, "1")


@pytest.mark.rule("PAG-2")
@pytest.mark.parametrize("language", ["en", "fr", "es"])
@pytest.mark.parametrize("name", ["Amina", "أمينة", "王芳"])
def test_the_letter_is_tagged_in_its_language_and_on_one_page(time_machine, language, name) -> None:
    time_machine.move_to("2026-03-02T12:00:00+00:00", tick=False)
    person = PersonFactory(given_name=name, family_name="Demonstration", post="Director")
    invitation = sent(person=person, organisation=partner(legal_name="Demonstration Rivers"))
    title, content = letter(invitation, language)
    with opened(content) as pdf:
        assert pdf.Root.Lang == language
        assert str(pdf.docinfo.Title) == title
        assert len(pdf.pages) == 1
        assert {"/H1", "/H2", "/P"} <= set(structure(pdf))
    words = text_of(content)
    assert "Demonstration Rivers" in words
    assert invitation.reference in words
    assert MONTHS[language] in words
    if name == "Amina":
        assert "Amina Demonstration" in words


@pytest.mark.rule("PAG-2")
def test_who_keeps_the_letter_cannot_answer_by_it() -> None:
    """The link stands in the mail alone: the letter is read by officers and the auditor too."""
    invitation = sent()
    content = letter(invitation)[1]
    assert "/invitations/" not in text_of(content)
    with opened(content) as pdf:
        assert not [link for page in pdf.pages for link in page.get("/Annots", [])]
    assert str(invitation.uuid) not in letter_url(invitation, "en")


@pytest.mark.parametrize(
    ("ground", "words"),
    [
        (SeatGround.AREA_LEAD, "as a lead of the area"),
        (SeatGround.TEMPORARY, "to a temporary seat"),
    ],
)
def test_the_letter_gives_the_ground(ground, words) -> None:
    temporary = ground == SeatGround.TEMPORARY
    user = lead("asgm")
    organisation = user.person.places.get().organisation
    area = body_of("oil-gas" if temporary else "asgm").area
    invitation = sent(
        person=user.person,
        organisation=organisation,
        ground=ground,
        area=area,
        category="",
        need="",
        until=today() + datetime.timedelta(days=300) if temporary else None,
    )
    text = " ".join(text_of(letter(invitation)[1]).split())
    assert words in text
    assert area.name in text


def test_the_letter_names_whoever_signs_by_the_function_only() -> None:
    text = text_of(letter(sent())[1])
    assert "Executive Director" in text
    assert "Voices of miners" in text


def test_words_of_the_secretariat_cannot_become_markup() -> None:
    invitation = sent(need="<b>Voices</b> & more")
    assert "<b>Voices</b> & more" in text_of(letter(invitation)[1])


@pytest.mark.rule("PAG-2")
def test_the_mail_speaks_the_language_of_the_letter() -> None:
    """Also to who has an account in another one: mail, letter and the page behind the link belong together."""
    user = UserFactory(language="en")
    person = PersonFactory(user=user, email=user.email)
    invitation = sent(person=person, language="fr")
    mail = OutboundEmail.objects.get(template="meetings/seat_invited")
    assert mail.language == mail.attach_job.language == "fr"
    assert f"/fr/invitations/seat/{invitation.uuid}/" in mail.text
    assert Notice.objects.get(user=user).language == "fr"


@pytest.mark.parametrize(
    ("language", "past", "coming"), [("en", "since", "from"), ("fr", "depuis le", "à compter du")]
)
def test_a_seat_that_begins_later_is_not_held_since_then(client, language, past, coming) -> None:
    for days, word in ((-3, past), (0, past), (30, coming)):
        invitation = sent(since=today() + datetime.timedelta(days=days))
        page = client.get(f"/{language}/invitations/seat/{invitation.uuid}/").content.decode()
        assert f"<dd>{word} <time datetime=" in page


def test_an_invitation_that_was_not_sent_is_called_by_its_person() -> None:
    assert (
        str(prepared(person=PersonFactory(given_name="Ana", family_name="Demonstration")))
        == "Ana Demonstration"
    )
