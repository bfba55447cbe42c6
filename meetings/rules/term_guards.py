"""What forbids a term of office (domain.md, "Bad input"). Each guard yields its problems; the caller joins them."""

import datetime
from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from meetings.enums import (
    CHAIR_ROLES,
    DESIGNATED_ROLES,
    LEAD_ROLES,
    ROLE_FAMILIES,
    BodyKind,
    DecisionStatus,
    InvitationStatus,
    Precision,
    SeatGround,
    TermRole,
)
from meetings.models import Nomination, Term
from meetings.rules.offices import acting_terms, months_later
from meetings.rules.term_days import busiest_day, days_of, end_of_term, meet
from partners.models import AreaParticipation, Organisation
from partners.rules.organisations import is_partner_now, of_it
from partnership_areas.enums import AreaStatus
from partnership_areas.models import Area
from partnership_areas.rules import FIRST_DAY
from portal.records.clock import today
from portal.records.decisions import Problem

YEARS_AHEAD = 3
# Two years, and what a meeting's date or a date known only roughly adds to them.
ROUNDING = {Precision.DAY: 31, Precision.MONTH: 62, Precision.YEAR: 396}
ROLES = {
    BodyKind.ADVISORY_GROUP: {TermRole.MEMBER, TermRole.EX_OFFICIO} | CHAIR_ROLES,
    BodyKind.AREA: LEAD_ROLES,
}
AREA_GROUNDS = frozenset({SeatGround.AREA_LEAD, SeatGround.AREA_DESIGNATED, SeatGround.TEMPORARY})
TEXTS = ("need", "source")
CHOICES = ("role", "ground", "category", "precision", "consent")


def family_of(role: str) -> frozenset[str]:
    """Return the roles of which one person holds at most one at a time in a body."""
    return next((family for family in ROLE_FAMILIES if role in family), frozenset({role}))


def others_of(term: Term, roles: frozenset[str] | None = None) -> list[Term]:
    """Return the counted terms of the same body that meet ``term``, of the roles given; also those ``beside`` it."""
    found = Term.objects.counted().filter(body=term.body_id).exclude(pk=term.pk).select_related("person")
    if roles is not None:
        found = found.filter(role__in=roles)
    beside = [other for other in term.beside if roles is None or other.role in roles]
    return [other for other in (*found, *beside) if meet(term, other)]


def is_past(term: Term) -> bool:
    """Whether the whole term lies in the past: entered from a record, it gives nobody a right, nor to act."""
    return days_of(term)[1] < today()


def day(date: datetime.date) -> str:
    return date_format(date, "DATE_FORMAT")


# --- What a form can get wrong ---------------------------------------------------------------------


def what_is_missing(term: Term) -> Iterator[Problem]:
    if term.person_id is None:
        yield Problem("person", _("Choose the person."))
    elif not term.person.family_name:
        yield Problem("person", _("The name of this person has been erased."))
    if term.organisation_id is None and term.role != TermRole.EX_OFFICIO:
        yield Problem("organisation", _("Choose the partner that the person represents."))
    if term.since is None:
        yield Problem("since", _("Give the first day."))


def what_is_unknown(term: Term) -> Iterator[Problem]:
    for name in CHOICES:
        value, field = getattr(term, name), Term._meta.get_field(name)
        if value not in dict(field.choices) and (value or name in ("role", "precision")):
            yield Problem(name, _("Choose one of the list."))
    for name in TEXTS:
        most = Term._meta.get_field(name).max_length
        if len(getattr(term, name)) > most:
            yield Problem(name, _("This text has more than %(most)s characters.") % {"most": most})


def is_plausible(since: datetime.date) -> bool:
    return FIRST_DAY <= since <= months_later(today(), 12 * YEARS_AHEAD)


def dates(term: Term) -> Iterator[Problem]:
    if term.since < FIRST_DAY:
        yield Problem("since", _("There were no offices before 2005: check the year."))
    elif not is_plausible(term.since):
        yield Problem("since", _("This is more than three years ahead: check the year."))
    if term.until and term.until < term.since:
        yield Problem("until", _("The term ends before it starts."))


def length(term: Term) -> Iterator[Problem]:
    """Leads and chairs: two years (PAG-4, AREA-3). What the past was is entered as it was."""
    if term.role not in CHAIR_ROLES | LEAD_ROLES or is_past(term):
        return
    if too_long_by(term) > 0:
        yield Problem("until", _("This office is held for two years at a time: a longer time is a new term."))
    elif too_long_by(term, Precision.DAY) > 0:
        yield Problem("precision", _("This is more than two years: give the dates to the day."))


def too_long_by(term: Term, precision: str = "") -> int:
    """Return by how many days a term exceeds two years and the rounding."""
    first, last = days_of(term)
    rounding = ROUNDING.get(precision or term.precision, 31)
    return (last - end_of_term(first)).days - rounding


def role_of_the_body(term: Term) -> Iterator[Problem]:
    if term.role not in ROLES[term.body.kind]:
        yield Problem("role", _("There is no such office in this body."))


def is_same(one: Organisation, other: Organisation | None) -> bool:
    """Whether two rows are of one partner, also after a merger."""
    return other is not None and (one.merged_into_id or one.pk) == (other.merged_into_id or other.pk)


# --- Where it comes from ----------------------------------------------------------------------------


def origin(term: Term) -> Iterator[Problem]:
    """A term comes from an adopted decision, an accepted invitation or, for what was before, a source.

    From today on somebody answers for it: a source alone stands for a term that began before (AREA-3, PAG-2, PAG-4).
    """
    decision = term.decision
    if decision is None:
        if term.invitation is None:
            yield from source_alone(term)
        return
    bodies = {term.body_id}
    if term.role == TermRole.MEMBER and term.area is not None and hasattr(term.area, "body"):
        bodies.add(term.area.body.pk)
    if decision.body_id not in bodies:
        yield Problem("decision", _("This decision was taken by another body."))
    if decision.status != DecisionStatus.ADOPTED:
        yield Problem("decision", _("This decision has not been adopted."))
    yield from designation(term)


def source_alone(term: Term) -> Iterator[Problem]:
    """UNEP says itself who sits ex officio; every other office that begins now is decided, every seat given."""
    if term.since is None or term.since < today() or term.role == TermRole.EX_OFFICIO:
        if not term.source:
            yield Problem("decision", _("Name the decision that made it, or a source."))
    elif term.role == TermRole.MEMBER:
        words = _(
            "A seat that begins today or later is given by an invitation, or by a decision of the area: "
            "a source alone is for what began before."
        )
        yield Problem("decision", words)
    else:
        words = _(
            "A term that begins today or later needs the decision that made it: a source alone is for what "
            "began before. A decision taken elsewhere is entered first, with its source."
        )
        yield Problem("decision", words)


def designation(term: Term) -> Iterator[Problem]:
    """A decision taken in the portal gives an office to those whom it designates, as it does so, and once.

    The office, the partner and the days are those of the decision; an earlier last day is what became of it. One
    entered from a record of the past may not say whom; UNEP's ex officio place is nobody's to designate.
    """
    decision = term.decision
    designates = term.role in DESIGNATED_ROLES.get(decision.kind, frozenset())
    nominations = list(decision.nominations.select_related("organisation"))
    of_them = [n for n in nominations if n.person_id == term.person_id and n.role in family_of(term.role)]
    mine = [n for n in of_them if n.role == term.role]
    is_told_whom = not decision.source and term.role != TermRole.EX_OFFICIO
    if is_told_whom and not designates:
        yield Problem("decision", _("A decision of this kind designates nobody for this office."))
    elif of_them and not mine:
        words = _("The decision designates this person as %(role)s.")
        yield Problem("role", words % {"role": of_them[0].get_role_display()})
    elif (nominations or is_told_whom) and not mine:
        yield Problem("decision", _("This decision does not designate this person."))
    elif mine and not any(is_same(nomination.organisation, term.organisation) for nomination in mine):
        yield Problem("organisation", _("The decision designates this person for another partner."))
    elif mine and all(nomination.term_id for nomination in mine):
        yield Problem("decision", _("The term that this decision gives has been recorded already."))
    elif (
        mine and term.role != TermRole.MEMBER and not is_past(term)
    ):  # the days of a seat are the invitation's
        yield from days_of_the_decision(term, mine[0])


def days_of_the_decision(term: Term, nomination: Nomination) -> Iterator[Problem]:
    """Nobody begins before, or stays after, the days for which they were designated."""
    last = nomination.until or end_of_term(nomination.since)
    if term.since < nomination.since:
        words = _("The decision designates this person from %(day)s on.")
        yield Problem("since", words % {"day": day(nomination.since)})
    if days_of(term)[1] > last:
        words = _("The decision designates this person until %(day)s.")
        yield Problem("until", words % {"day": day(last)})


def invitation(term: Term) -> Iterator[Problem]:
    invited = term.invitation
    if invited is None:
        return
    if term.role != TermRole.MEMBER:
        yield Problem("role", _("An invitation gives a seat, no other office."))
    if (invited.body_id, invited.person_id) != (term.body_id, term.person_id):
        yield Problem("invitation", _("This invitation is meant for somebody else."))
    if invited.status not in (InvitationStatus.SENT, InvitationStatus.ACCEPTED):
        yield Problem("invitation", _("This invitation is not open."))
    if Term.objects.filter(invitation=invited).exists():
        yield Problem("invitation", _("The seat of this invitation has been recorded already."))


def replaced_term(term: Term) -> Iterator[Problem]:
    before = term.replaces
    if before is None:
        return
    if before.body_id != term.body_id or before.role not in family_of(term.role):
        yield Problem("replaces", _("The term that it continues is of another office."))
        return
    if before.person_id == term.person_id:
        yield Problem("replaces", _("Nobody replaces themselves."))
    if before.effective_end is None or before.effective_end >= term.since:
        yield Problem("replaces", _("The term that it continues has not ended on the first day."))
    elif term.role in CHAIR_ROLES and (before.ended_on is None or days_of(term)[1] > before.until):
        yield Problem(
            "replaces",
            _("Whoever replaces a chair finishes a term that ended early, until its planned last day."),
        )


# --- Area and partner -------------------------------------------------------------------------------


def closed_area(term: Term) -> Iterator[Problem]:
    area, field = (term.body.area, "until") if term.body.area_id else (term.area, "area")
    if area is None or area.status != AreaStatus.CLOSED or days_of(term)[1] <= area.closed_on:
        return
    words = _("The area was closed on %(day)s: no term in it goes beyond that day.")
    yield Problem(field, words % {"day": day(area.closed_on)})


def is_partner_of(organisation: Organisation, area: Area) -> bool:
    """Whether it is a partner of the area now: both the membership and its place in the area run (AREA-6)."""
    places = AreaParticipation.objects.running().filter(of_it(organisation), area=area)
    return is_partner_now(organisation) and places.exists()


def partner(term: Term) -> Iterator[Problem]:
    """Who represents a partner must represent one; a lead one of the area. The past is taken from its source."""
    if term.organisation is None or is_past(term):
        return
    if term.body.area_id and not is_partner_of(term.organisation, term.body.area):
        yield Problem("organisation", _("This organisation is no partner of the area."))
    elif term.body.area_id is None and term.role != TermRole.EX_OFFICIO:
        if not is_partner_now(term.organisation):
            yield Problem("organisation", _("This organisation is no partner now."))


def ground(term: Term) -> Iterator[Problem]:
    """A seat has a ground, and what belongs to it (PAG-2); other offices have none."""
    if term.role != TermRole.MEMBER:
        for name in ("ground", "category", "need", "area"):
            if getattr(term, name):
                yield Problem(name, _("Only seats have this."))
        return
    if not term.ground:
        yield Problem("ground", _("Say on what ground the seat is given."))
    if term.ground in AREA_GROUNDS and term.area is None:
        yield Problem("area", _("Choose the area."))
    if term.ground == SeatGround.OTHER and not is_past(term):
        if not term.category:
            yield Problem("category", _("Say from which group the representative is chosen."))
        if not term.need:
            yield Problem("need", _("Say which need the seat meets."))
    if term.ground == SeatGround.AREA_LEAD and term.area is not None and not is_past(term):
        if not leads(term):
            yield Problem("ground", _("This person does not lead that area in that time."))


def leads(term: Term) -> bool:
    """Whether the person leads the area of the seat, or acts as its lead, on a day of the term that is not past."""
    wanted = {"person": term.person_id, "body__area": term.area_id}
    first, last = max(term.since, today()), days_of(term)[1]
    held = Term.objects.counted().leads().filter(**wanted)
    if any(other.since <= last and days_of(other)[1] >= first for other in held):
        return True
    return acting_terms(first).filter(**wanted).exists()


# --- Days --------------------------------------------------------------------------------------------


def overlap(term: Term) -> Iterator[Problem]:
    """The same person cannot hold the same role twice at once (AREA-3)."""
    for other in others_of(term, family_of(term.role)):
        if other.person_id == term.person_id:
            if other.effective_end is None:
                words = _("This person already holds the office in that time: since %(since)s.")
            else:
                words = _("This person already holds the office in that time: %(since)s to %(until)s.")
            first, last = days_of(other)
            yield Problem("since", words % {"since": day(first), "until": day(last)})
            return


def ordinary_seats(term: Term) -> Iterator[Problem]:
    """On no day more ordinary seats than the group has (PAG-1); temporary ones and ex officio stand beside them."""
    if term.role != TermRole.MEMBER or term.ground == SeatGround.TEMPORARY:
        return
    seats = others_of(term, family_of(TermRole.MEMBER))
    taken, when = busiest_day(term, [seat for seat in seats if seat.ground != SeatGround.TEMPORARY])
    if taken >= term.body.seats:
        words = _("All %(seats)s ordinary seats are taken on %(day)s.")
        yield Problem("", words % {"seats": term.body.seats, "day": day(when)})
