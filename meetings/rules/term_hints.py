"""What may go on, and must be seen before: warnings about a term to be recorded or ended."""

import datetime
from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetings.enums import CHAIR_ROLES, LEAD_ROLES, InvitationStatus, Precision, SeatGround, TermRole
from meetings.models import SeatInvitation, Term
from meetings.rules.offices import acting_terms, months_later, terms_in_force
from meetings.rules.term_chairs import seats_of
from meetings.rules.term_days import DAY, busiest_day, days_of, first_gap, meet
from meetings.rules.term_guards import day, family_of, is_past, others_of, too_long_by
from partners.models import AreaParticipation
from partners.rules.organisations import of_it
from partnership_areas.enums import AreaStatus
from portal.records.clock import today
from portal.records.decisions import Problem
from portal.records.text import normalise_name


def name_not_shown(term: Term) -> Iterator[Problem]:
    """A person without consent is not named to the public."""
    if not term.consent:
        yield Problem(
            "consent",
            _("The person has not agreed to be named: the public reads the office and the partner, no name."),
        )


def too_many_leads(term: Term) -> Iterator[Problem]:
    """Up to three co-leads in practice (AREA-3)."""
    if term.role not in LEAD_ROLES:
        return
    count, when = busiest_day(term, others_of(term, LEAD_ROLES))
    if count >= term.body.most_leads:
        words = ngettext(
            "With this term the area has more than %(most)s lead on %(day)s.",
            "With this term the area has more than %(most)s leads and co-leads on %(day)s.",
            term.body.most_leads,
        )
        yield Problem("role", words % {"most": term.body.most_leads, "day": day(when)})


def leads_side_by_side(term: Term) -> Iterator[Problem]:
    """Somebody leads alone, or several co-lead (An.1 §6)."""
    if term.role not in LEAD_ROLES:
        return
    others = [other for other in others_of(term, LEAD_ROLES) if other.person_id != term.person_id]
    if others and TermRole.LEAD in {term.role, *(other.role for other in others)}:
        yield Problem("role", _("There are others in that time: those who lead together are co-leads."))


def acting_ends(term: Term) -> Iterator[Problem]:
    """A new designation ends the acting of those whose terms ran out (AREA-3)."""
    if term.role not in LEAD_ROLES or is_past(term):
        return
    acting = acting_terms(max(term.since - DAY, today())).filter(body=term.body_id, until__lt=term.since)
    for other in acting.exclude(person=term.person_id).select_related("person"):
        words = _("%(person)s has been acting lead since the term ran out; this ends on %(day)s.")
        yield Problem("since", words % {"person": other.person, "day": day(term.since)})


def area_not_established(term: Term) -> Iterator[Problem]:
    area = term.body.area
    if area is not None and area.status == AreaStatus.POTENTIAL:
        yield Problem("body", _("This area is not established yet."))


def before_its_decision(term: Term) -> Iterator[Problem]:
    decided = term.decision and term.decision.decided_on
    if decided and term.since < decided and not _same_time(term, decided):
        yield Problem(
            "since", _("The term begins before the day of its decision, %(day)s.") % {"day": day(decided)}
        )


def _same_time(term: Term, decided: datetime.date) -> bool:
    """Whether the first day is known only to the month or the year in which that day lies."""
    if term.precision == Precision.YEAR:
        return term.since.year == decided.year
    return term.precision == Precision.MONTH and (term.since.year, term.since.month) == (
        decided.year,
        decided.month,
    )


def no_invitation(term: Term) -> Iterator[Problem]:
    """The Executive Director invites (PAG-2)."""
    if term.role == TermRole.MEMBER and term.invitation is None and not is_past(term):
        yield Problem("invitation", _("No invitation of the Executive Director is recorded for this seat."))


def seat_promised(term: Term) -> Iterator[Problem]:
    """An invitation is a promise: who has not answered yet may find the last seat given to somebody else (PAG-1)."""
    if term.role != TermRole.MEMBER or term.invitation is not None or term.ground == SeatGround.TEMPORARY:
        return
    sent = SeatInvitation.objects.filter(body=term.body_id, status=InvitationStatus.SENT)
    sent = sent.exclude(ground=SeatGround.TEMPORARY).exclude(person=term.person_id)
    offers = [Term(since=row.since, until=row.until) for row in sent]
    if not any(meet(term, offer) for offer in offers):
        return
    held = [
        seat for seat in others_of(term, family_of(TermRole.MEMBER)) if seat.ground != SeatGround.TEMPORARY
    ]
    taken, when = busiest_day(term, [*held, *offers])
    if taken >= term.body.seats:
        words = _(
            "On %(day)s all %(seats)s seats are held or offered: with this one, somebody invited gets none."
        )
        yield Problem("", words % {"day": day(when), "seats": term.body.seats})


def second_seat(term: Term) -> Iterator[Problem]:
    """One voice per seat: a partner with two seats would be heard twice."""
    if term.role != TermRole.MEMBER or term.organisation_id is None:
        return
    taken = others_of(term, family_of(TermRole.MEMBER))
    if any(other.organisation_id == term.organisation_id for other in taken):
        yield Problem("organisation", _("This partner already has a seat in that time."))


def past_not_certain(term: Term) -> Iterator[Problem]:
    """What is refused today can have been so in the past: it is entered, and said."""
    if not is_past(term):
        return
    if term.role in LEAD_ROLES and months_later(term.until, settings.ACTING_MONTHS) >= today():
        words = _("This term is over: whoever held it does not act as lead by being entered here.")
        yield Problem("until", words)
    if term.role in CHAIR_ROLES | LEAD_ROLES and too_long_by(term) > 0:
        yield Problem("until", _("This is more than two years: check the source."))
    if term.role in CHAIR_ROLES and first_gap(*days_of(term), seats_of(term)) is not None:
        yield Problem("person", _("No seat of this person is recorded for all of these days."))
    if term.role in LEAD_ROLES and term.organisation is not None:
        first, last = days_of(term)
        known = AreaParticipation.objects.filter(of_it(term.organisation), area=term.body.area_id)
        if not any((p.since or first) <= last and (p.until or last) >= first for p in known):
            yield Problem(
                "organisation", _("The organisation is not recorded as a partner of the area then.")
            )


def same_name_presided(term: Term) -> Iterator[Problem]:
    """Two rows of one person would hide a third term (PAG-5)."""
    if term.role not in CHAIR_ROLES:
        return
    held = Term.objects.counted().chairs().filter(body=term.body_id).exclude(person=term.person_id)
    name = normalise_name(str(term.person))
    if any(normalise_name(str(other.person)) == name for other in held.select_related("person")):
        yield Problem("person", _("Somebody of the same name has presided: is it the same person?"))


# --- The end ------------------------------------------------------------------------------------------


def last_lead(term: Term, ended_on: datetime.date) -> Iterator[Problem]:
    """The area is left without a lead: nobody acts after an early end (AREA-3)."""
    if term.role not in LEAD_ROLES:
        return
    left = terms_in_force(max(ended_on + DAY, today())).leads().filter(body=term.body_id).exclude(pk=term.pk)
    if not left.exists():
        yield Problem(
            "ended_on",
            _(
                "The area is left without a lead: nobody acts after an early end. Its partners designate anew."
            ),
        )


def seat_of_a_lead(term: Term) -> Iterator[Problem]:
    if term.role not in LEAD_ROLES or term.body.area_id is None:
        return
    seats = Term.objects.running().seats().filter(person=term.person_id, area=term.body.area_id)
    if seats.filter(ground=SeatGround.AREA_LEAD).exists():
        yield Problem(
            "", _("The seat that the person has as lead of the area stays: end it too if it should.")
        )


def no_chair(term: Term, ended_on: datetime.date) -> Iterator[Problem]:
    if term.role not in CHAIR_ROLES:
        return
    left = terms_in_force(max(ended_on + DAY, today())).chairs().filter(body=term.body_id).exclude(pk=term.pk)
    if not left.exists():
        yield Problem("ended_on", _("The group is left without a chair."))
