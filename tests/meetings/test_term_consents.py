"""Who says that the holder of an office is named to the public, and where that can be read later (INFO-2)."""

import datetime

import pytest

from meetings.actions.seats import answer_invitation
from meetings.actions.terms import appoint, give_consent, take_back_consent
from meetings.enums import TermRole
from meetings.models import Term
from meetings.rules.terms import can_give_consent
from portal.records.clock import today
from portal.records.decisions import Refusal
from portal.records.models import AuditLine
from portal.records.pointers import point_to
from tests.factories import PersonFactory, focal_point, head, officer, partner
from tests.meetings.appointing import fields, refused, wanted
from tests.meetings.offices import body_of
from tests.meetings.test_seats import sent

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.mark.rule("INFO-2")
def test_who_has_an_account_says_themselves_that_they_are_named() -> None:
    user = focal_point(partner(areas=("asgm",)))
    values = wanted(
        body_of("asgm"), TermRole.LEAD, person=user.person, organisation=user.person.places.get().organisation
    )
    assert refused(**values, consent="given") == ["consent"]
    made = appoint(by=head(), **values)
    assert (made.consent, give_consent(made, by=user).consent) == ("", "given")


@pytest.mark.rule("INFO-2")
@pytest.mark.parametrize("consent", ["given", "public_source", ""])
def test_consent_noted_for_somebody_without_an_account_stands_on_the_trail(consent: str) -> None:
    values = wanted(body_of("asgm"), TermRole.LEAD, organisation=partner(areas=("asgm",)))
    made = appoint(by=head(), **values, consent=consent)
    line = AuditLine.objects.get(verb="term.appoint", **point_to(made))
    assert (made.consent, line.data["consent"]) == (consent, consent)
    assert bool(made.consented_at) == bool(consent)


@pytest.mark.rule("INFO-2")
def test_consent_in_the_answer_to_an_invitation_is_kept_with_how_it_came() -> None:
    invitation = sent(person=PersonFactory(), organisation=partner())
    answer_invitation(
        invitation, accept=True, by=head(), on_behalf=True, consent=True, note="By mail of 3 March."
    )
    made = Term.objects.get(invitation=invitation)
    assert made.consent == "given"
    assert (made.invitation.answer_note, made.invitation.on_behalf) == ("By mail of 3 March.", True)
    assert AuditLine.objects.get(verb="seat.accept").on_behalf
    assert AuditLine.objects.get(verb="term.appoint", **point_to(made)).data["consent"] == "given"


@pytest.mark.rule("INFO-2")
def test_on_behalf_nobody_agrees_for_who_has_an_account() -> None:
    user = focal_point(partner())
    invitation = sent(person=user.person, organisation=user.person.places.get().organisation)
    answer = {"accept": True, "by": head(), "on_behalf": True, "note": "By phone."}
    with pytest.raises(Refusal) as refusal:
        answer_invitation(invitation, consent=True, **answer)
    assert fields(refusal.value.problems) == ["consent"]
    assert answer_invitation(invitation, **answer).term.consent == ""


@pytest.mark.rule("INFO-2")
def test_who_took_it_back_is_not_named_again_by_somebody_else() -> None:
    """Whatever office it was: nor with a new one, nor in an answer that came another way."""
    user = focal_point(partner())
    organisation = user.person.places.get().organisation
    values = wanted(body_of("asgm"), TermRole.LEAD, person=user.person, organisation=organisation)
    first = appoint(by=head(), **values, until=today() + 100 * DAY)
    take_back_consent(give_consent(first, by=user), by=user)
    person = user.person
    person.user = None  # the account is closed, the person stays
    person.save()
    again = wanted(
        body_of("asgm"), TermRole.LEAD, person=person, organisation=organisation, since=today() + 101 * DAY
    )
    assert refused(**again, consent="given") == ["consent"]
    later = appoint(by=head(), **again)
    assert not can_give_consent(officer(), later)
    invitation = sent(person=person, organisation=organisation)
    with pytest.raises(Refusal):
        answer_invitation(invitation, accept=True, by=head(), on_behalf=True, note="By mail.", consent=True)
