"""Terms of office of the demonstration: leads, seats, chairs, today and since 2009; recorded by the head."""

import datetime
from typing import Any

from meetings.actions.handover import keep_handover
from meetings.actions.terms import appoint, end_term, give_consent
from meetings.enums import NameConsent, TermRole
from meetings.models import Body, Decision, Term
from meetings.reference import GROUP
from meetings.rules.handover import handover_items
from meetings.rules.offices import months_later
from partners.models import Organisation, Person
from partnership_areas.models import Area
from portal.accounts.models import User
from portal.demo.office_data import LEADS, PARTNERS, PAST, SEATS, SOURCE, TEMPORARY, Past, Seat
from portal.demo.register import listed_partner
from portal.records.clock import now, pretending, today

DAY = datetime.timedelta(days=1)
FAMILY = "Demonstration"


def again(user: User) -> User:
    """Return the account anew: what it may do is remembered on the object, and terms change meanwhile."""
    return User.objects.get(pk=user.pk)


def body(code: str) -> Body:
    return Body.objects.get(code=code)


def partner(name: str) -> Organisation:
    return Organisation.objects.canonical().get(legal_name=name)


def person(name: str, users: dict[str, User], gender: str = "") -> Person:
    """Return the person of a demonstration account, or an invented one without an account."""
    if name in users:
        found = Person.objects.get(user=users[name])
    else:
        found, _made = Person.objects.get_or_create(given_name=name, family_name=FAMILY, user=None)
    if gender and not found.gender:
        found.gender = gender
        found.save(update_fields=["gender"])
    return found


def take_office(*, named: bool, **values: Any) -> Term:
    """Record a term; somebody with an account says themselves that they are named."""
    account = values["person"].user if named else None
    said_on_paper = named and account is None
    term = appoint(consent=NameConsent.GIVEN if said_on_paper else "", **values)
    return give_consent(term, by=again(account)) if account else term


def load_partners(users: dict[str, User]) -> None:
    """Add the invented partners that the group needs."""
    for name, acronym, kind, country, areas, since in PARTNERS:
        listed_partner(name, acronym, kind, country, areas, since, None, None, head=users["head"])


def load_past(users: dict[str, User]) -> None:
    """Enter those who presided and led before, from 2009 on: people without accounts."""
    for past in PAST:
        _past(past, users)


def made_by(past: Past) -> Decision | None:
    """Return the decision from a record of the past that made the term, where the demonstration has one."""
    if past.decided is None:
        return None
    return Decision.objects.get(body__code=past.body, decided_on=past.decided)


def _past(past: Past, users: dict[str, User]) -> None:
    until = months_later(past.since, 24) - DAY if past.ended else past.until
    term = take_office(
        named=past.named,
        body=body(past.body),
        role=past.role,
        person=person(past.person, users),
        organisation=partner(past.partner),
        since=past.since,
        until=until,
        precision=past.precision,
        decision=made_by(past),
        source=SOURCE,
        by=again(users["head"]),
    )
    if past.ended:
        end_term(term, by=again(users["head"]), ended_on=past.until, reason=past.ended)


def load_leads(users: dict[str, User]) -> None:
    """Record the leads of today; those of asgm and waste-management come from a decision of their area."""
    for lead in LEADS:
        since = today() - lead.days_ago * DAY
        with pretending(now() - (lead.days_ago - 1) * DAY):  # from a source: the day after
            take_office(
                named=lead.named,
                body=body(lead.area),
                role=lead.role,
                person=person(lead.person, users),
                organisation=partner(lead.partner),
                since=since,
                source=SOURCE,
                by=again(users["head"]),
            )
    acting = Term.objects.leads().get(body__code="coal-combustion", until__gte=today() - 365 * DAY)
    keep_handover(acting, done=[item.code for item in handover_items(acting)][:2], by=again(users["officer"]))


def load_seats(users: dict[str, User]) -> None:
    """Record the seats that were given before the portal sent invitations; member@ was invited by letter."""
    for seat in (*SEATS, TEMPORARY):
        if seat.person != "member":
            record_seat(seat, users)


def record_seat(seat: Seat, users: dict[str, User], **more: Any) -> Term:
    since = today() - seat.days_ago * DAY
    with pretending(now() - (seat.days_ago - 1) * DAY):  # from a source: the day after
        return take_office(
            named=seat.named,
            body=body(GROUP),
            role=TermRole.MEMBER,
            person=person(seat.person, users, seat.gender),
            organisation=partner(seat.partner),
            since=since,
            until=months_later(since, 24) - DAY if seat.ground == "temporary" else None,
            ground=seat.ground,
            category=seat.category,
            need=f"Demonstration: {seat.need}" if seat.need else "",
            area=Area.objects.get(code=seat.area) if seat.area else None,
            source=SOURCE,
            by=again(users["head"]),
            **more,
        )
