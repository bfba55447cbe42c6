"""An invitation to a seat is changed before it is sent, and its mail sent again afterwards (PAG-2)."""

import datetime
from typing import Any

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from meetings.actions.seats import change_invitation, send_again, send_invitation, write_reminders
from meetings.documents.seat_letters import LETTER
from meetings.enums import InvitationStatus, SeatGround
from meetings.models import SeatInvitation
from partners.models import Organisation, Person
from portal.mail.models import OutboundEmail
from portal.mail.tasks import send
from portal.publishing.documents import kind_of
from portal.publishing.models import PdfJob
from portal.publishing.tasks import make_pdf
from portal.publishing.typeset import typeset
from portal.records.clock import now, pretending, today
from portal.records.decisions import Forbidden, Refusal, StaleRecord, WrongState
from portal.records.models import AuditLine
from portal.records.pointers import point_to
from tests.factories import PersonFactory, UserFactory, focal_point, head, officer, partner
from tests.meetings.offices import lead, member
from tests.meetings.test_seats import fields_of, prepared, sent
from tests.partners.admin import browser, text_of
from tests.publishing.test_typeset import text_of as words_of

pytestmark = pytest.mark.django_db
DAY, HOUR = datetime.timedelta(days=1), datetime.timedelta(hours=1)
NAMES = (
    "person",
    "organisation",
    "ground",
    "since",
    "until",
    "category",
    "need",
    "area",
    "language",
    "decision",
    "replaces",
)


def changed(invitation: SeatInvitation, **values: Any) -> SeatInvitation:
    """Change an invitation as an officer who read it now, unless told otherwise."""
    by, seen = values.pop("by", None) or officer(), values.pop("seen", invitation.version)
    values = {name: getattr(invitation, name) for name in NAMES} | values
    return change_invitation(invitation, by=by, seen=seen, **values)


def url(verb: str, invitation: SeatInvitation) -> str:
    return reverse(f"seat-invitations:{verb}", args=[invitation.pk])


def typed(invitation: SeatInvitation, **values: Any) -> dict[str, Any]:
    """What the page sends, as it was drawn."""
    found = {
        "person": invitation.person_id,
        "ground": invitation.ground,
        "category": invitation.category,
        "need": invitation.need,
        "since": invitation.since.isoformat(),
        "language": invitation.language,
        "version": invitation.version,
    }
    return found | values


# --- Changed before it is sent --------------------------------------------------------------------


@pytest.mark.rule("PAG-2")
@pytest.mark.parametrize("who", [officer, head])
def test_what_is_prepared_is_changed_and_the_letter_says_the_new_words(who: Any) -> None:
    invitation, other = prepared(), partner(legal_name="Demonstration Rivers")
    person = PersonFactory(family_name="Another", email="another@example.org")
    invitation = changed(
        invitation, by=who(), person=person, organisation=other, need=" Voices of rivers ", language="fr"
    )
    line = AuditLine.objects.get(verb="seat.change")
    assert line.fields == ["language", "need", "organisation", "person"]
    assert "Another" not in str(line.data)
    assert (invitation.status, invitation.need) == (InvitationStatus.PREPARED, "Voices of rivers")
    assert not OutboundEmail.objects.exists()
    assert not PdfJob.objects.filter(**point_to(invitation)).exists()
    invitation = send_invitation(invitation, by=head(), signed_on=today(), answer_by=today() + DAY)
    words = words_of(typeset(kind_of(LETTER), invitation, "en", "1")[1])
    assert "Voices of rivers" in words
    assert "Demonstration Rivers" in words
    assert OutboundEmail.objects.get().to == "another@example.org"


def test_saving_what_is_there_writes_nothing() -> None:
    invitation = changed(prepared())
    assert invitation.version == 0
    assert not AuditLine.objects.filter(verb="seat.change").exists()


def test_everything_that_is_wrong_with_a_change_is_said_at_once() -> None:
    other, invitation = prepared(), prepared()
    with pytest.raises(Refusal) as refusal:
        changed(invitation, person=other.person, category="", need="", until=today() - DAY)
    assert fields_of(refusal) == {"person", "category", "need", "until"}
    invitation.refresh_from_db()
    assert invitation.need == "Voices of miners"


def test_what_does_not_belong_to_the_new_ground_is_left_out() -> None:
    user = lead("asgm")
    organisation = user.person.places.get().organisation
    area = user.person.terms.get().body.area
    invitation = prepared(
        person=user.person, organisation=organisation, ground=SeatGround.AREA_LEAD, area=area, category=""
    )
    invitation = changed(invitation, ground=SeatGround.OTHER, category="ngo", need="A voice")
    assert (invitation.area, invitation.ground) == (None, "other")


def test_two_who_change_it_at_once_do_not_overwrite_each_other() -> None:
    invitation = prepared()
    changed(invitation, need="First")
    with pytest.raises(StaleRecord):
        changed(invitation, need="Second", seen=0)
    invitation.refresh_from_db()
    assert invitation.need == "First"


@pytest.mark.rule("PAG-2")
def test_what_was_sent_is_not_changed() -> None:
    with pytest.raises(WrongState):
        changed(sent(), need="Something else")


@pytest.mark.parametrize("who", [UserFactory, member, lead, lambda: UserFactory(roles=("auditor",))])
def test_others_change_nothing_and_send_nothing_again(who: Any) -> None:
    with pytest.raises(Forbidden):
        changed(prepared(), by=who(), need="Something else")
    with pytest.raises(Forbidden):
        send_again(sent(), by=who())


def test_the_page_is_filled_in_and_saves() -> None:
    invitation, client = prepared(), browser("officer")
    assert url("change", invitation) in text_of(client.get(url("inspect", invitation)))
    page = client.get(url("change", invitation))
    assert "Voices of miners" in text_of(page)
    assert f"The seat is for {invitation.organisation.legal_name}." in text_of(page)
    assert page.context["form"]["since"].value() == invitation.since
    answer = client.post(url("change", invitation), typed(invitation, need="Voices of rivers"))
    assert answer.status_code == 302, text_of(answer)
    text = text_of(client.get(answer.url))
    assert "Voices of rivers" in text
    assert "Changed" in text
    assert url("change", sent()) not in text_of(client.get(url("inspect", sent())))


def test_another_partner_and_somebody_who_is_not_known_yet_are_chosen_on_the_page() -> None:
    invitation, client = prepared(), browser("officer")
    other = partner(legal_name="Demonstration Rivers")
    search = text_of(client.get(f"{url('change', invitation)}?q=rivers"))
    assert f"?organisation={other.pk}" in search
    address = f"{url('change', invitation)}?organisation={other.pk}"
    assert "The seat is for Demonstration Rivers." in text_of(client.get(address))
    new = {"person": "", "given_name": "Somebody", "family_name": "New", "email": "new@example.org"}
    answer = client.post(address, typed(invitation, **new))
    assert answer.status_code == 302, text_of(answer)
    invitation.refresh_from_db()
    assert (invitation.organisation, str(invitation.person)) == (
        Organisation.objects.get(pk=other.pk),
        "Somebody New",
    )
    refused = client.post(address, typed(invitation, **new | {"family_name": "Other", "category": ""}))
    assert refused.status_code == 422
    assert not Person.objects.filter(family_name="Other").exists()
    assert client.post(f"{url('change', invitation)}?q=rivers", typed(invitation)).status_code == 404


def test_a_stale_page_shows_both_texts_and_saves_on_top_of_them() -> None:
    invitation, client = prepared(), browser("officer")
    late = typed(invitation, need="Typed late", category="science")
    changed(invitation, need="Saved first", organisation=partner(legal_name="Demonstration Rivers"))
    answer = client.post(url("change", invitation), late)
    text = text_of(answer)
    assert answer.status_code == 409
    assert "Somebody else saved this in the meantime." in text
    assert "Typed late" in text
    assert "Saved now: Saved first" in text
    assert "Saved now: Non-governmental organizations" in text
    assert SeatInvitation.objects.get().need == "Saved first"
    again = late | {"version": answer.context["form"]["version"].value()}
    assert client.post(url("change", invitation), again).status_code == 302
    assert SeatInvitation.objects.get().need == "Typed late"


def test_a_page_that_was_open_while_it_was_sent_changes_nothing() -> None:
    invitation, client = prepared(), browser("officer")
    send_invitation(invitation, by=head(), signed_on=today(), answer_by=today() + DAY)
    answer = client.post(url("change", invitation), typed(invitation, need="Too late"))
    assert answer.status_code == 409
    assert "no longer possible" in text_of(answer)
    assert SeatInvitation.objects.get().need == "Voices of miners"


# --- The mail once more ---------------------------------------------------------------------------


def delivered(invitation: SeatInvitation) -> SeatInvitation:
    """Let the worker make the letter and send what waits."""
    for job in PdfJob.objects.filter(kind=LETTER, **point_to(invitation), state="queued"):
        make_pdf(job.pk)
    for mail in OutboundEmail.objects.filter(**point_to(invitation), state="queued"):
        send(mail.pk)
    return invitation


def mails(invitation: SeatInvitation) -> list[OutboundEmail]:
    found = OutboundEmail.objects.filter(template="meetings/seat_invited", **point_to(invitation))
    return list(found.order_by("pk"))


@pytest.mark.rule("PAG-2")
@pytest.mark.parametrize("known", [True, False])
def test_the_mail_goes_out_again_with_letter_and_link(known: bool, mailoutbox: Any) -> None:
    user = focal_point(partner())
    mine = {"person": user.person, "organisation": user.person.places.get().organisation} if known else {}
    invitation = delivered(sent(**mine))
    with pretending(now() + 2 * HOUR):
        send_again(invitation, by=officer())
        first, second = mails(invitation)
        assert (second.to, second.sensitive, second.attach_job) == (first.to, True, first.attach_job)
        assert str(invitation.uuid) in second.text
        assert AuditLine.objects.get(verb="seat.send_again").object_id == invitation.pk
        delivered(invitation)
    second.refresh_from_db()
    assert (second.state, second.text, second.html) == ("done", "", "")
    assert SeatInvitation.objects.get().status == InvitationStatus.SENT


@pytest.mark.rule("PAG-2")
def test_it_is_not_sent_twice_within_an_hour() -> None:
    invitation = sent()
    for wait, words in ((0 * HOUR, "still on its way"), (0.5 * HOUR, "less than an hour ago")):
        with pretending(now() + wait), pytest.raises(Refusal, match=words):
            send_again(invitation, by=head())
        delivered(invitation)
    with pretending(now() + 2 * HOUR):
        send_again(invitation, by=head())
        delivered(invitation)
        with pytest.raises(Refusal, match="less than an hour ago"):
            send_again(invitation, by=officer())
    assert len(mails(invitation)) == 2


def test_a_reminder_counts_and_a_mail_that_failed_does_not() -> None:
    invitation = delivered(sent(days=7))
    with pretending(now() + 5 * DAY):
        write_reminders()
        delivered(invitation)
        with pytest.raises(Refusal, match="less than an hour ago"):
            send_again(invitation, by=officer())
        OutboundEmail.objects.filter(template="meetings/seat_reminder").update(state="failed")
        send_again(invitation, by=officer())
    assert len(mails(invitation)) == 2


def test_all_that_stands_in_the_way_is_said_at_once() -> None:
    invitation = delivered(sent(person=PersonFactory(email=""), days=1))
    PdfJob.objects.filter(kind=LETTER).update(state="failed", publication=None)
    with pretending(now() + 3 * DAY), pytest.raises(Refusal) as refusal:
        send_again(invitation, by=head())
    said = " ".join(str(problem.message) for problem in refusal.value.problems)
    for words in ("opens nothing any more", "No e-mail address is known", "could not be made as PDF"):
        assert words in said


@pytest.mark.rule("PAG-2")
def test_another_address_is_the_heads_to_approve() -> None:
    """Who prepares seats could otherwise have the link sent to an address of their own."""
    invitation = delivered(sent())
    Person.objects.filter(pk=invitation.person_id).update(email="elsewhere@example.org")
    with pretending(now() + 2 * HOUR):
        with pytest.raises(Refusal, match="The address has changed"):
            send_again(invitation, by=officer())
        send_again(invitation, by=head())
        delivered(invitation)
    with pretending(now() + 4 * HOUR):
        send_again(invitation, by=officer())
    assert [mail.to for mail in mails(invitation)][1:] == ["elsewhere@example.org"] * 2


@pytest.mark.parametrize("status", ["prepared", "answered"])
def test_only_what_waits_for_an_answer_is_sent_again(status: str) -> None:
    invitation = prepared()
    if status == "answered":
        invitation = delivered(sent())
        SeatInvitation.objects.filter(pk=invitation.pk).update(
            status=InvitationStatus.DECLINED, answered_at=now()
        )
    with pretending(now() + 2 * HOUR), pytest.raises(WrongState):
        send_again(invitation, by=head())


@pytest.mark.rule("PAG-2")
def test_who_sends_it_again_reads_the_link_nowhere() -> None:
    invitation, client = delivered(sent()), browser("officer")
    page = text_of(client.get(url("send_again", invitation)))
    assert "The link is shown to nobody else." in page
    with pretending(now() + 2 * HOUR):
        assert client.post(url("send_again", invitation)).status_code == 302
        assert client.post(url("send_again", invitation)).status_code == 422
    pages = [url("inspect", invitation), url("send_again", invitation), reverse("mails:index")]
    pages += [reverse("mails:inspect", args=[mail.pk]) for mail in OutboundEmail.objects.all()]
    for address in pages:
        for reader in (client, browser("head"), browser("auditor"), browser("administrator")):
            assert str(invitation.uuid) not in reader.get(address).content.decode(), address
    assert "Mail sent again" in text_of(client.get(url("inspect", invitation)))


def test_the_head_sends_only_what_the_page_showed(client: Any) -> None:
    """Somebody changes whom it names, or the address, between the look and the press: 409, and the page shows both."""
    invitation = prepared()
    client.force_login(head())
    address = reverse("seat-invitations:send", args=[invitation.pk])
    days = {"signed_on": today().isoformat(), "answer_by": today().isoformat()}
    page = client.get(address)
    assert invitation.person.email in page.content.decode()
    shown = page.context["form"].initial["seen"]
    Person.objects.filter(pk=invitation.person_id).update(email="another@demo.example")
    assert client.post(address, days).status_code == 422
    answer = client.post(address, days | {"seen": shown})
    assert answer.status_code == 409
    assert "another@demo.example" in answer.content.decode()
    invitation.refresh_from_db()
    assert invitation.status == InvitationStatus.PREPARED
    assert client.post(address, days | {"seen": answer.context["form"].data["seen"]}).status_code == 302


@pytest.mark.rule("PAG-2")
def test_an_invitation_to_somebody_without_an_address_is_sent_and_handed_over() -> None:
    invitation, client = prepared(person=PersonFactory(email="")), browser("head")
    page = client.get(url("send", invitation))
    assert "Not known: no mail goes out." in text_of(page)
    values = {name: page.context["form"][name].value() for name in ("signed_on", "answer_by", "seen")}
    values["answer_by"] = today() - DAY
    answer = client.post(url("send", invitation), values)
    assert answer.status_code == 422
    assert "This day is past." in text_of(answer)
    answer = client.post(url("send", invitation), values | {"answer_by": today() + 30 * DAY})
    assert answer.status_code == 302, text_of(answer)
    invitation.refresh_from_db()
    assert invitation.status == InvitationStatus.SENT
    assert not OutboundEmail.objects.exists()


@pytest.mark.rule("PAG-2")
@pytest.mark.parametrize("verb", ["change", "new"])
def test_an_address_typed_for_the_person_chosen_becomes_theirs(verb: str) -> None:
    person, organisation = PersonFactory(email=""), partner()
    if verb == "change":
        invitation = prepared(person=person)
        page, values = url("change", invitation), typed(invitation)
        assert "add it with" in text_of(browser("officer").get(url("inspect", invitation)))
    else:
        query = f"?organisation={organisation.pk}&person={person.pk}"
        page = reverse("seat-invitations:new") + query
        values = {"person": person.pk, "ground": "other", "category": "ngo", "need": "A voice"}
        values |= {"since": today().isoformat(), "language": "en"}
    answer = browser("officer").post(page, values | {"email": "Found@example.org "})
    assert answer.status_code == 302, text_of(answer)
    person.refresh_from_db()
    assert person.email == "found@example.org"
    line = AuditLine.objects.get(verb="people.address")
    assert (line.object_id, line.fields) == (person.pk, ["email"])
    assert "found@" not in str(line.data)
    sent_now = send_invitation(
        SeatInvitation.objects.get(), by=head(), signed_on=today(), answer_by=today() + DAY
    )
    assert OutboundEmail.objects.get(**point_to(sent_now)).to == "found@example.org"


@pytest.mark.parametrize(
    ("extra", "field", "words"),
    [
        ({"email": "new@example.org"}, "email", "Another address is known"),
        ({"family_name": "Somebody"}, "family_name", "A name is typed only for somebody who is not listed"),
    ],
)
def test_what_is_typed_beside_the_person_chosen_is_not_dropped(extra: Any, field: str, words: str) -> None:
    invitation = prepared(person=PersonFactory(email="known@example.org"))
    answer = browser("officer").post(url("change", invitation), typed(invitation, need="", **extra))
    assert answer.status_code == 422
    errors = answer.context["form"].errors
    assert {field, "need"} <= set(errors)
    assert words in str(errors[field])
    invitation.person.refresh_from_db()
    assert invitation.person.email == "known@example.org"


def test_the_address_of_somebody_else_is_not_given_to_the_person_chosen() -> None:
    PersonFactory(email="taken@example.org")
    invitation = prepared(person=PersonFactory(email=""))
    answer = browser("officer").post(url("change", invitation), typed(invitation, email="taken@example.org"))
    assert "This address belongs to" in str(answer.context["form"].errors["email"])
    assert answer.status_code == 422


def test_the_mail_to_somebody_without_an_account_does_not_send_them_to_sign_in() -> None:
    sent(person=PersonFactory(email="without@example.org"), language="fr")
    mail = OutboundEmail.objects.get()
    assert "Aucun compte n’est nécessaire" in mail.text
    for words in (mail.text, mail.html):
        assert "/desk/" not in words
    sent(person=focal_point(partner()).person)
    assert "/desk/" in OutboundEmail.objects.latest("pk").text


@pytest.mark.rule("PAG-2")
def test_the_head_reads_what_goes_out_before_sending_it() -> None:
    invitation, client = prepared(need="La voix des orpailleurs", language="fr"), browser("head")
    assert "Language of the letter French" in shown(client.get(url("inspect", invitation)))
    page = shown(client.get(url("send", invitation)))
    assert "Language of the letter French" in page
    assert "vous inviter à siéger" in page
    assert page.count("La voix des orpailleurs") == 2  # as a fact, and as a sentence of the letter
    values = {"signed_on": today(), "answer_by": "nonsense", "seen": "0 "}
    assert client.post(url("send", invitation), values).status_code == 422


def shown(answer: Any) -> str:
    """The words of a page, without its marks."""
    return " ".join(strip_tags(text_of(answer).replace("<", " <")).split())
