"""Invitations of the Executive Director to seats of the Advisory Group: prepared, sent, answered (PAG-1, PAG-2)."""

import datetime
from typing import Any

import pytest

from meetings.actions.decision_past import enter_past_decision
from meetings.actions.seats import (
    answer_invitation,
    prepare_invitation,
    send_invitation,
    withdraw_invitation,
    write_reminders,
)
from meetings.documents.seat_letters import LETTER
from meetings.enums import InvitationStatus, SeatGround, TermRole
from meetings.models import SeatInvitation, Term
from meetings.rules.offices import is_member
from meetings.rules.seats import has_room, invitation_problems
from partners.models import Organisation, Person
from portal.accounts.models import User
from portal.mail.models import Notice, OutboundEmail
from portal.mail.tasks import send
from portal.privacy.actions import erase, open_request
from portal.publishing.models import PdfJob, Publication
from portal.publishing.tasks import make_pdf
from portal.records.clock import today
from portal.records.decisions import Forbidden, Refusal, WrongState
from portal.records.models import AuditLine
from portal.records.pointers import point_to
from portal.records.work import unit_of_work
from tests.factories import PersonFactory, UserFactory, focal_point, head, officer, partner
from tests.meetings.offices import body_of, group, lead, member, term

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def prepared(**values: Any) -> SeatInvitation:
    """An invitation that an officer prepared: for another representative, unless told otherwise."""
    organisation = values.pop("organisation", None) or partner()
    defaults = {
        "person": values.pop("person", None) or PersonFactory(),
        "organisation": organisation,
        "ground": SeatGround.OTHER,
        "category": "ngo",
        "need": "Voices of miners",
        "since": today(),
        "by": values.pop("by", None) or officer(),
    }
    return prepare_invitation(**(defaults | values))


def sent(*, by: User | None = None, days: int = 30, **values: Any) -> SeatInvitation:
    invitation = prepared(**values)
    by = by or head()
    return send_invitation(
        invitation, by=by, signed_on=today(), answer_by=today() + datetime.timedelta(days=days)
    )


def temporary(**values: Any) -> SeatInvitation:
    """An invitation to a temporary seat for an area that is coming up."""
    area = values.pop("area", None) or body_of("oil-gas").area
    until = today() + 300 * DAY
    return prepared(**{"ground": SeatGround.TEMPORARY, "area": area, "category": "", "until": until} | values)


def fields_of(refusal: Any) -> set[str]:
    return {problem.field for problem in refusal.value.problems}


# --- Prepared -------------------------------------------------------------------------------------


@pytest.mark.rule("PAG-2")
def test_an_officer_prepares_and_nobody_is_told() -> None:
    user = focal_point(partner())
    organisation = user.person.places.get().organisation
    invitation = prepared(person=user.person, organisation=organisation)
    assert invitation.status == InvitationStatus.PREPARED
    assert invitation.reference is None
    assert not OutboundEmail.objects.exists()
    assert not Notice.objects.filter(user=user).exists()
    assert not Term.objects.exists()


@pytest.mark.parametrize("who", [UserFactory, member, lead])
def test_others_cannot_prepare(who: Any) -> None:
    with pytest.raises(Forbidden):
        prepared(by=who())


@pytest.mark.rule("PAG-2")
def test_everything_that_is_missing_is_said_at_once() -> None:
    organisation = Organisation.objects.get(pk=partner().pk)
    organisation.memberships.update(ended_on=today(), ending="inactive", end_reason="It closed.")
    with pytest.raises(Refusal) as refusal:
        prepared(
            organisation=organisation,
            category="",
            need=" ",
            since=today(),
            until=today() - DAY,
        )
    assert fields_of(refusal) == {"organisation", "category", "need", "until"}


@pytest.mark.rule("PAG-2")
def test_a_seat_of_an_area_lead_is_for_one_who_leads_it() -> None:
    user = lead("asgm")
    organisation = user.person.places.get().organisation
    area = body_of("asgm").area
    invitation = prepared(
        person=user.person, organisation=organisation, ground=SeatGround.AREA_LEAD, area=area, category=""
    )
    assert invitation_problems(invitation) == []
    with pytest.raises(Refusal) as refusal:
        prepared(organisation=partner(areas=("waste-management",)), ground=SeatGround.AREA_LEAD, area=area)
    assert fields_of(refusal) == {"ground", "organisation"}


@pytest.mark.rule("PAG-2")
def test_a_designated_partner_needs_the_adopted_decision_of_that_area() -> None:
    area = body_of("asgm").area
    wanted = {"organisation": partner(), "ground": SeatGround.AREA_DESIGNATED, "area": area}
    with pytest.raises(Refusal) as refusal:
        prepared(**wanted)
    assert fields_of(refusal) == {"decision"}
    values = {
        "title": "Demonstration nominee",
        "text": "The area designates a demonstration partner.",
        "language": "en",
        "decided_on": today() - DAY,
        "by": head(),
        "source": "Demonstration record",
    }
    elsewhere = enter_past_decision(body=body_of("waste-management"), **values)
    with pytest.raises(Refusal) as refusal:
        prepared(**wanted, decision=elsewhere)
    assert fields_of(refusal) == {"decision"}
    assert prepared(**wanted, decision=enter_past_decision(body=body_of("asgm"), **values)).pk


def test_one_open_invitation_per_person() -> None:
    first = prepared()
    with pytest.raises(Refusal) as refusal:
        prepared(person=first.person)
    assert fields_of(refusal) == {"person"}
    withdraw_invitation(first, by=officer(), reason="Another person was found.")
    assert prepared(person=first.person).pk


def test_who_sits_already_is_not_invited() -> None:
    user = member()
    with pytest.raises(Refusal) as refusal:
        prepared(person=user.person, organisation=user.person.places.get().organisation)
    assert fields_of(refusal) == {"since"}


def test_a_seat_that_is_continued_has_ended() -> None:
    old = term(group(), TermRole.MEMBER, since=today() - 400 * DAY, until=today() + 5 * DAY)
    with pytest.raises(Refusal) as refusal:
        prepared(replaces=old)
    assert fields_of(refusal) == {"replaces"}
    assert prepared(replaces=old, since=today() + 6 * DAY).replaces == old


# --- Sent -----------------------------------------------------------------------------------------


@pytest.mark.rule("PAG-2")
def test_the_head_records_the_invitation_and_the_letter_goes_out() -> None:
    invitation = sent(person=PersonFactory(email="invited@example.org", language="fr"))
    assert invitation.status == InvitationStatus.SENT
    assert invitation.reference.startswith(f"SEAT-{today().year}-")
    jobs = PdfJob.objects.filter(kind=LETTER, **point_to(invitation))
    assert {job.language for job in jobs} == {"en", "fr", "es"}
    mail = OutboundEmail.objects.get(template="meetings/seat_invited")
    assert (mail.to, mail.language) == ("invited@example.org", "fr")
    assert mail.attach_job == jobs.get(language="fr")
    assert f"/fr/invitations/seat/{invitation.uuid}/" in mail.text
    make_pdf(mail.attach_job_id)
    send(mail.pk)
    mail.refresh_from_db()
    assert (mail.state, mail.text, mail.html) == ("done", "", "")  # who has the link can answer


@pytest.mark.rule("PAG-2")
def test_an_officer_does_not_send() -> None:
    invitation = prepared()
    with pytest.raises(Forbidden):
        send_invitation(invitation, by=officer(), signed_on=today(), answer_by=today() + DAY)
    invitation.refresh_from_db()
    assert invitation.status == InvitationStatus.PREPARED


def test_dates_of_the_letter_are_looked_at_together() -> None:
    invitation = prepared()
    with pytest.raises(Refusal) as refusal:
        send_invitation(invitation, by=head(), signed_on=today() + DAY, answer_by=today() - DAY)
    assert fields_of(refusal) == {"signed_on", "answer_by"}


def test_an_invitation_is_sent_once() -> None:
    invitation = sent()
    with pytest.raises(WrongState):
        send_invitation(invitation, by=head(), signed_on=today(), answer_by=today() + DAY)


@pytest.mark.rule("PAG-1")
def test_a_seat_that_is_offered_is_not_offered_twice() -> None:
    body = group()
    body.seats = 2
    body.save()
    term(body, TermRole.MEMBER)
    waits, too_many = sent(), prepared()
    assert not has_room(too_many)
    with pytest.raises(Refusal) as refusal:
        send_invitation(too_many, by=head(), signed_on=today(), answer_by=today() + DAY)
    assert "all 2 are held or offered" in str(refusal.value)
    assert has_room(temporary())
    answer_invitation(waits, accept=False)
    assert has_room(SeatInvitation.objects.get(pk=too_many.pk))


@pytest.mark.rule("PAG-1")
def test_a_temporary_seat_is_for_a_new_area_and_offered_once() -> None:
    old = body_of("asgm").area
    with pytest.raises(Refusal) as refusal:
        temporary(area=old, until=None)
    assert fields_of(refusal) == {"area", "until"}
    first, second, elsewhere = temporary(), temporary(), temporary(area=body_of("vcm").area)
    dates = {"by": head(), "signed_on": today(), "answer_by": today() + DAY}
    send_invitation(first, **dates)
    assert not has_room(second)
    assert has_room(elsewhere)
    with pytest.raises(Refusal) as refusal:
        send_invitation(second, **dates)
    assert fields_of(refusal) == {"area"}
    answer_invitation(first, accept=True)
    with pytest.raises(Refusal) as refusal:
        temporary()
    assert fields_of(refusal) == {"area"}


# --- Answered -------------------------------------------------------------------------------------


@pytest.mark.rule("PAG-2")
def test_the_accepted_invitation_gives_the_seat_and_its_rights() -> None:
    user = focal_point(partner())
    invitation = sent(person=user.person, organisation=user.person.places.get().organisation)
    assert not is_member(User.objects.get(pk=user.pk))
    answer_invitation(invitation, accept=True, by=user, consent=True, gender="woman", note=" Gladly. ")
    seat = Term.objects.get(invitation=invitation)
    assert (seat.person, seat.role, seat.ground) == (user.person, TermRole.MEMBER, SeatGround.OTHER)
    assert (seat.need, seat.is_named) == ("Voices of miners", True)
    assert Person.objects.get(pk=user.person.pk).gender == "woman"
    assert is_member(User.objects.get(pk=user.pk))
    invitation.refresh_from_db()
    assert (invitation.answered_by, invitation.answer_note) == (user, "Gladly.")
    assert not invitation.on_behalf


def test_an_answer_by_link_has_no_account_behind_it() -> None:
    the_head = head()
    invitation = answer_invitation(sent(by=the_head), accept=True)
    assert invitation.answered_by is None
    assert not invitation.term.is_named
    line = AuditLine.objects.get(verb="seat.accept")
    assert line.actor_id is None
    assert Notice.objects.filter(user=the_head, kind="seats").exists()
    assert OutboundEmail.objects.filter(
        template="meetings/seat_accepted", to=invitation.person.email
    ).exists()


def test_another_account_does_not_answer_for_somebody() -> None:
    invitation = sent()
    with pytest.raises(Forbidden):
        answer_invitation(invitation, accept=True, by=UserFactory())


def test_a_declined_seat_leaves_no_term() -> None:
    invitation = answer_invitation(sent(), accept=False, note="No time this year.")
    assert invitation.status == InvitationStatus.DECLINED
    assert not Term.objects.filter(invitation=invitation).exists()


def test_an_answer_is_given_once() -> None:
    invitation = answer_invitation(sent(), accept=False)
    with pytest.raises(WrongState):
        answer_invitation(invitation, accept=True)


@pytest.mark.rule("PAG-2")
def test_after_the_day_only_the_head_records_an_answer(time_machine: Any) -> None:
    time_machine.move_to("2026-03-02T12:00:00+00:00", tick=False)
    invitation = sent(days=3)
    time_machine.move_to("2026-03-05T12:00:00+00:00", tick=False)
    assert invitation.answer_by == today()
    time_machine.move_to("2026-03-06T12:00:00+00:00", tick=False)
    with pytest.raises(WrongState):
        answer_invitation(invitation, accept=True)
    with pytest.raises(Forbidden):
        answer_invitation(invitation, accept=True, by=officer(), on_behalf=True)
    answered = answer_invitation(invitation, accept=True, by=head(), on_behalf=True, note="By mail.")
    assert answered.on_behalf
    assert answered.term.role == TermRole.MEMBER
    assert AuditLine.objects.get(verb="seat.accept").on_behalf


def test_gender_is_said_by_oneself_only() -> None:
    invitation = sent()
    with pytest.raises(Refusal) as refusal:
        answer_invitation(invitation, accept=True, by=head(), on_behalf=True, gender="man")
    assert fields_of(refusal) == {"gender"}
    with pytest.raises(Refusal) as refusal:
        answer_invitation(invitation, accept=True, gender="purple", note="x" * 2001)
    assert fields_of(refusal) == {"gender", "note"}


@pytest.mark.rule("PAG-1")
def test_an_acceptance_does_not_make_a_seat_too_many() -> None:
    """Seats were taken meanwhile by another way: the answer stays open, nothing is half done."""
    body = group()
    body.seats = 1
    body.save()
    invitation = sent()
    term(body, TermRole.MEMBER)
    with pytest.raises(Refusal):
        answer_invitation(invitation, accept=True, gender="woman")
    invitation.refresh_from_db()
    assert invitation.status == InvitationStatus.SENT
    assert Person.objects.get(pk=invitation.person_id).gender == ""


# --- Taken back, reminded -------------------------------------------------------------------------


def test_an_invitation_taken_back_opens_nothing_and_its_letter_leaves() -> None:
    invitation = sent()
    with pytest.raises(Forbidden):
        withdraw_invitation(invitation, by=officer(), reason="A slip.")
    with pytest.raises(Refusal):
        withdraw_invitation(invitation, by=head(), reason=" ")
    withdraw_invitation(invitation, by=head(), reason="A slip.")
    with pytest.raises(WrongState):
        answer_invitation(invitation, accept=True)
    assert not Publication.objects.filter(kind=LETTER, withdrawn_at__isnull=True).exists()
    assert not PdfJob.objects.filter(kind=LETTER, state__in=["queued", "running"]).exists()
    assert OutboundEmail.objects.filter(template="meetings/seat_withdrawn").count() == 1


def test_reminders_go_out_once_each(time_machine: Any) -> None:
    time_machine.move_to("2026-03-02T12:00:00+00:00", tick=False)
    sent(days=30)
    reminders = OutboundEmail.objects.filter(template="meetings/seat_reminder")
    for moment, number in (
        ("2026-03-20", 0),
        ("2026-03-25", 1),
        ("2026-03-26", 1),
        ("2026-03-30", 2),
        ("2026-03-31", 2),
        ("2026-04-01", 2),
    ):
        time_machine.move_to(f"{moment}T12:00:00+00:00", tick=False)
        write_reminders()
        write_reminders()
        assert reminders.count() == number, moment
    time_machine.move_to("2026-04-02T12:00:00+00:00", tick=False)
    head_of_office = head()
    write_reminders()
    write_reminders()
    assert Notice.objects.filter(user=head_of_office, kind="seats").count() == 1


def test_a_letter_sent_late_is_not_followed_by_a_reminder_at_once(time_machine: Any) -> None:
    time_machine.move_to("2026-03-02T12:00:00+00:00", tick=False)
    sent(days=5)
    write_reminders()
    assert not OutboundEmail.objects.filter(template="meetings/seat_reminder").exists()


def test_one_audit_line_for_each_step() -> None:
    invitation = answer_invitation(sent(), accept=True)
    lines = AuditLine.objects.filter(**point_to(invitation)).order_by("number")
    assert [line.verb for line in lines] == ["seat.prepare", "seat.send", "seat.accept"]


def test_an_unfinished_unit_leaves_nothing() -> None:
    invitation = prepared()
    with pytest.raises(RuntimeError), unit_of_work():
        send_invitation(invitation, by=head(), signed_on=today(), answer_by=today() + DAY)
        raise RuntimeError
    invitation.refresh_from_db()
    assert invitation.status == InvitationStatus.PREPARED
    assert not OutboundEmail.objects.exists()


def test_erasing_the_invited_ends_the_invitation_and_blanks_the_letter() -> None:
    waits = sent(person=PersonFactory(family_name="Zorrilla", email="zorrilla@example.org"))
    person = PersonFactory(family_name="Quispe", email="quispe@example.org")
    done = answer_invitation(sent(person=person), accept=False, note="Quispe has no time.")
    the_head = head()
    for invitation, email in ((waits, "zorrilla@example.org"), (done, "quispe@example.org")):
        for job in PdfJob.objects.filter(kind=LETTER, **point_to(invitation)):
            make_pdf(job.pk)
        erase(open_request(email, by=the_head), by=the_head, confirm=email)
    for invitation in (waits, done):
        invitation.refresh_from_db()
    assert (waits.status, done.status) == (InvitationStatus.WITHDRAWN, InvitationStatus.DECLINED)
    assert done.answer_note == ""
    in_force = Publication.objects.filter(kind=LETTER, withdrawn_at__isnull=True)
    assert not in_force.filter(**point_to(waits)).exists()
    assert not in_force.filter(**point_to(done)).exists()
    assert PdfJob.objects.filter(kind=LETTER, state="queued", **point_to(done)).count() == 3
