"""Terms of office end, names are shown or not, and who is concerned is told."""

import datetime

import pytest
from django.urls import reverse

from meetings.actions.terms import appoint, end_term, give_consent, take_back_consent
from meetings.enums import NameConsent
from meetings.models import Term
from meetings.rules.terms import end_warnings, term_warnings
from partners.actions.membership import end_membership
from partners.actions.profile import leave_area
from partners.models import Person
from partnership_areas.models import Area
from portal.mail.models import OutboundEmail
from portal.privacy.held import consents_of
from portal.records.decisions import Forbidden, Refusal
from portal.records.models import AuditLine
from tests.factories import PersonFactory, head, officer, partner
from tests.meetings.appointing import date, fields, refused, sits, wanted
from tests.meetings.offices import body_of, group, lead, term

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 6, 1)


@pytest.fixture(autouse=True)
def in_june(time_machine) -> None:
    time_machine.move_to("2026-06-01T12:00:00+00:00", tick=False)


# --- The end ---------------------------------------------------------------------------------------------


def test_a_term_ends_within_its_days_with_a_reason() -> None:
    held = term(body_of("asgm"), "lead", since=date("2026-01-01"), until=date("2027-12-31"))
    for ended_on, reason, note, expected in (
        (None, "", "", ["ended_on", "reason"]),
        (date("2025-12-31"), "other", "", ["ended_on", "note"]),
        (date("2028-01-01"), "resigned", "x" * 501, ["ended_on", "note"]),
    ):
        with pytest.raises(Refusal) as refusal:
            end_term(held, by=head(), ended_on=ended_on, reason=reason, note=note)
        assert fields(refusal.value.problems) == expected
    end_term(
        held, by=head(), ended_on=TODAY - datetime.timedelta(days=1), reason="other", note="Demonstration"
    )
    line = AuditLine.objects.get(verb="term.end")
    assert line.data == {"ended_on": "2026-05-31", "reason": "other", "role": "lead"}
    with pytest.raises(Refusal, match="already"):
        end_term(held, by=head(), ended_on=TODAY, reason="resigned")


def test_an_end_that_was_planned_can_come_earlier_and_not_later() -> None:
    held = term(body_of("asgm"), "lead", since=date("2026-01-01"), until=date("2027-12-31"))
    held = end_term(held, by=head(), ended_on=date("2026-12-31"), reason="resigned")
    for day in ("2026-12-31", "2027-01-31"):
        with pytest.raises(Refusal) as refusal:
            end_term(held, by=head(), ended_on=date(day), reason="died")
        assert fields(refusal.value.problems) == ["ended_on"]
    held = end_term(held, by=head(), ended_on=TODAY, reason="died")
    assert ends(held) == ("died", TODAY)
    end_term(held, by=head(), ended_on=held.since, reason="entered_wrongly", note="Slip")
    with pytest.raises(Refusal, match="already"):
        end_term(held, by=head(), ended_on=held.since, reason="resigned")


@pytest.mark.rule("AREA-3")
def test_the_last_lead_leaves_after_a_warning() -> None:
    held = term(body_of("asgm"), "co_lead", person=PersonFactory())
    other = term(body_of("asgm"), "co_lead")
    area = Area.objects.get(code="asgm")
    sits(person=held.person, ground="area_lead", area=area, category="", need="")
    assert fields(end_warnings(held, ended_on=TODAY)) == [""]
    end_term(other, by=head(), ended_on=TODAY, reason="resigned")
    assert fields(end_warnings(held, ended_on=TODAY)) == ["ended_on", ""]
    assert end_term(held, by=head(), ended_on=TODAY, reason="resigned").ended_on == TODAY


def test_the_last_chair_leaves_after_a_warning() -> None:
    held = term(group(), "chair", person=sits())
    assert fields(end_warnings(held)) == ["ended_on"]


# --- Names -----------------------------------------------------------------------------------------------


def test_without_consent_the_public_reads_no_name_and_the_head_is_told() -> None:
    values = wanted(body_of("asgm"), "lead")
    assert "consent" in fields(term_warnings(**values))
    assert fields(term_warnings(**values, consent="given")) == []
    assert refused(**values, consent="perhaps") == ["consent"]
    made = appoint(by=head(), **values, consent="public_source")
    assert made.is_named and made.consented_at


def test_the_person_agrees_and_takes_it_back() -> None:
    user = lead()
    held = user.person.terms.get()
    held = give_consent(held, by=user)
    assert (held.consent, give_consent(held, by=user).version) == (NameConsent.GIVEN, held.version)
    with pytest.raises(Forbidden):
        take_back_consent(held, by=lead())
    assert not take_back_consent(held, by=user).is_named
    lines = AuditLine.objects.filter(verb__startswith="term.").order_by("pk")
    assert [(line.verb, line.on_behalf) for line in lines] == [
        ("term.consent", False),
        ("term.take_back_consent", False),
    ]


def test_the_secretariat_names_only_somebody_without_an_account_who_took_nothing_back(client) -> None:
    by, user = officer(), lead()
    with_account, without = user.person.terms.get(), term(body_of("asgm"), "lead")
    for named in (True, False, True):
        without = give_consent(without, by=by) if named else take_back_consent(without, by=by)
    assert AuditLine.objects.filter(verb="term.consent", on_behalf=True).count() == 2
    with pytest.raises(Forbidden):
        give_consent(with_account, by=by)
    take_back_consent(give_consent(with_account, by=user), by=user)
    Person.objects.filter(user=user).update(user=None)
    with pytest.raises(Forbidden):
        give_consent(Term.objects.get(pk=with_account.pk), by=by)
    client.force_login(by)
    address = reverse("terms:name", args=[with_account.pk])
    assert address not in client.get(reverse("terms:inspect", args=[with_account.pk])).content.decode()
    client.post(address, {"agreed": "1"})
    assert not Term.objects.get(pk=with_account.pk).is_named


def test_own_page_lists_the_offices_that_name_the_person(client) -> None:
    user = lead(consent="public_source")
    held = user.person.terms.get()
    [consent] = [found for found in consents_of(user) if found.key == f"term-{held.pk}"]
    assert str(held.body) in str(consent.text) and consent.can_end
    client.force_login(user)
    client.post(reverse("privacy:take_back_consent"), {"consent": consent.key})
    assert not Term.objects.get(pk=held.pk).is_named
    assert consents_of(user) == []


# --- The partner leaves -----------------------------------------------------------------------------------


def ends(held: Term) -> tuple[str, datetime.date | None]:
    held.refresh_from_db()
    return held.end_reason, held.ended_on


@pytest.mark.rule("AREA-5")
def test_who_leaves_the_area_leads_it_no_more() -> None:
    user = lead()
    [held] = user.person.terms.all()
    organisation = held.organisation
    elsewhere = term(group(), "member", person=user.person, organisation=organisation)
    leave_area(organisation, held.body.area, by=user)
    assert ends(held) == ("partner_left", TODAY)
    assert ends(elsewhere) == ("", None)
    line = AuditLine.objects.get(verb="term.end")
    assert (line.actor_id, line.data["reason"]) == (user.pk, "partner_left")


def test_what_is_held_for_a_partner_ends_with_its_membership() -> None:
    organisation = partner(areas=("asgm", "waste-management"), since=date("2010-01-01"))
    of_it = {"organisation": organisation}
    acting = term(body_of("asgm"), "lead", since=date("2024-01-01"), until=date("2025-12-31"), **of_it)
    past = term(body_of("asgm"), "lead", since=date("2014-01-01"), until=date("2015-12-31"), **of_it)
    to_come = term(body_of("waste-management"), "lead", since=date("2026-09-01"), **of_it)
    person = sits(**of_it)
    seat = person.terms.get()
    chair = term(group(), "chair", person=person, since=date("2026-01-01"))
    other = term(group(), "member")
    [membership] = organisation.memberships.all()
    end_membership(membership, by=head(), ending="withdrawn", reason="Demonstration", on=date("2026-05-31"))
    assert ends(acting) == ("partner_left", date("2025-12-31"))
    assert ends(past) == ("", None)
    assert ends(to_come) == ("entered_wrongly", date("2026-09-01"))
    assert ends(seat) == ends(chair) == ("partner_left", date("2026-05-31"))
    assert ends(other) == ("", None)


@pytest.mark.rule("AREA-5")
def test_an_end_that_was_planned_does_not_outlive_the_place_of_the_partner() -> None:
    user = lead()
    [held] = user.person.terms.all()
    seat = sits(person=user.person, organisation=held.organisation).terms.get(role="member")
    for office in (held, seat):
        end_term(office, by=head(), ended_on=date("2026-12-31"), reason="resigned")
    leave_area(held.organisation, held.body.area, by=user)
    assert (ends(held), ends(seat)) == (("partner_left", TODAY), ("resigned", date("2026-12-31")))
    [membership] = held.organisation.memberships.all()
    end_membership(membership, by=head(), ending="withdrawn", reason="Demonstration", on=TODAY)
    assert ends(seat) == ("partner_left", TODAY)


# --- Who is told ------------------------------------------------------------------------------------------


def told(template: str) -> list[str]:
    return sorted(OutboundEmail.objects.filter(template=f"meetings/{template}").values_list("to", flat=True))


def test_the_person_is_told_of_a_new_office_not_of_the_past() -> None:
    made = appoint(by=head(), **wanted(body_of("asgm"), "lead"))
    long_ago = wanted(body_of("asgm"), "lead", since=date("2015-01-01"), until=date("2016-12-31"))
    appoint(by=head(), **long_ago)
    appoint(by=head(), **wanted(body_of("asgm"), "co_lead", since=date("2026-03-01")))
    assert told("term_recorded") == [made.person.email]
    assert "from 1 June 2026 to 31 May 2028" in OutboundEmail.objects.get(to=made.person.email).text
    seat = appoint(by=head(), **wanted(group(), "member"))
    assert "from 1 June 2026." in OutboundEmail.objects.get(to=seat.person.email).text


def test_an_early_end_is_told_and_a_mistake_is_not() -> None:
    staff = head()
    resigned, to_come, died, wrong = (term(body_of("asgm"), "co_lead") for _number in range(4))
    end_term(resigned, by=staff, ended_on=TODAY - datetime.timedelta(days=1), reason="resigned")
    assert told("term_ended") == [resigned.person.email]
    end_term(to_come, by=staff, ended_on=date("2026-12-31"), reason="resigned")
    assert told("term_ending") == [to_come.person.email]
    end_term(died, by=staff, ended_on=date("2026-05-30"), reason="died")
    assert told("term_ended") == [resigned.person.email]
    assert staff.email in told("term_ended_other")
    before = OutboundEmail.objects.count()
    end_term(wrong, by=staff, ended_on=TODAY, reason="entered_wrongly", note="Slip")
    assert OutboundEmail.objects.count() == before
