"""What a person's offices are on the desk: what they hold, which rights it gives, what waits to be handed over."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from meetings.enums import CHAIR_ROLES, LEAD_ROLES, DecisionStatus, TermRole
from meetings.models import HandoverCheck, Nomination, Term
from meetings.queries.history import ACTING, ENDED, RUNNING, TermLine, lines_of, terms_with_ties
from meetings.queries.seat_grounds import grounds_waiting
from meetings.rules.departed import whose_holder_left
from meetings.rules.handover import HandoverItem, handover_is_due, handover_items
from meetings.rules.offices import ever_in_office
from partners.rules.common import is_secretariat
from partnership_areas.enums import AreaStatus
from portal.records.enums import SECRETARIAT, Role
from portal.records.registries import WaitingItem, has_role

RIGHTS: dict[frozenset[str], tuple[Any, ...]] = {
    LEAD_ROLES: (
        gettext_lazy("Keep the page of the area: its issue and its strategy"),
        gettext_lazy("Convene and chair meetings of the area, and announce what its partners decided"),
        gettext_lazy("Write to the partners of the area"),
    ),
    CHAIR_ROLES: (gettext_lazy("Preside over the Advisory Group and announce the outcome of its decisions"),),
    frozenset({TermRole.MEMBER.value}): (
        gettext_lazy("Take part in the consensus of the Advisory Group, one voice per seat"),
        gettext_lazy("Propose decisions to the Advisory Group"),
    ),
    frozenset({TermRole.EX_OFFICIO.value}): (
        gettext_lazy("Take part in the Advisory Group and speak; nothing is decided by your voice"),
    ),
}


@dataclass(frozen=True)
class Office:
    """One term on its holder's desk."""

    line: TermLine
    rights: tuple[Any, ...]
    work_url: str
    items: tuple[HandoverItem, ...]
    done: frozenset[str]

    @property
    def term(self) -> Term:
        return self.line.term

    @property
    def is_in_force(self) -> bool:
        return self.line.standing in (RUNNING, ACTING)

    @property
    def open_items(self) -> int:
        return sum(item.code not in self.done for item in self.items)

    @property
    def done_items(self) -> int:
        return len(self.items) - self.open_items


def own_terms(user: Any) -> QuerySet[Term]:
    """Return every term of an account's person, past and to come, the latest first."""
    return terms_with_ties().filter(person__user=user).order_by("-since", "pk")


def offices_held(user: Any) -> list[Office]:
    """Return a user's terms as offices; those in force first, then those to come, then past ones."""
    if not hasattr(user, "_offices_held"):  # asked by several parts of one page
        lines = lines_of(own_terms(user), staff=True) if ever_in_office(user) else []
        done = done_of([line.term for line in lines if handover_is_due(line.term)])
        found = [office_of(line, done) for line in lines]
        order = {RUNNING: 0, ACTING: 0, ENDED: 2}
        user._offices_held = sorted(found, key=lambda office: order.get(office.line.standing, 1))
    return user._offices_held


def done_of(terms: list[Term]) -> dict[int, set[str]]:
    """Return what of their checklists is done, by the keys of those terms whose list is due; mostly none are."""
    done: dict[int, set[str]] = {term.pk: set() for term in terms}
    if done:
        for term_pk, item in HandoverCheck.objects.filter(term__in=done).values_list("term", "item"):
            done[term_pk].add(item)
    return done


def office_of(line: TermLine, done: dict[int, set[str]]) -> Office:
    """Return what a line means for its holder; ``done``: see :func:`done_of`."""
    term = line.term
    return Office(
        line=line,
        rights=next(rights for roles, rights in RIGHTS.items() if term.role in roles),
        work_url=work_url(term),
        items=tuple(handover_items(term)) if term.pk in done else (),
        done=frozenset(done.get(term.pk, ())),
    )


def work_url(term: Term) -> str:
    """Return the desk of the body."""
    if term.body.is_group:
        return reverse("meetings_desk:group")
    return reverse("meetings_desk:area", args=[term.body.area.code])


def offices_panel(user: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the offices in force and to come for the desk's home page (``registries.desk_panels``)."""
    shown = [office for office in offices_held(user) if office.line.standing != ENDED or office.open_items]
    if shown:
        yield "meetings/desk/_offices_panel.html", {"offices": shown}


def handover_waiting(user: Any) -> Iterator[WaitingItem]:
    """Yield checklists of ending terms that are not done (``registries.waiting``)."""
    for office in offices_held(user):
        if not office.open_items:
            continue
        end = office.term.effective_end
        text = ngettext(
            "%(number)s thing to hand over: %(role)s, %(body)s",
            "%(number)s things to hand over: %(role)s, %(body)s",
            office.open_items,
        )
        yield WaitingItem(
            text=text
            % {
                "number": office.open_items,
                "role": office.term.get_role_display(),
                "body": office.term.body,
            },
            url=f"{reverse('meetings_desk:offices')}#handover-{office.term.pk}",
            due=office.line.acting_until or end,
            kind="handover",
        )


def nominations_to_record() -> QuerySet[Nomination]:
    """Return whom adopted decisions designated as leads or chairs and who has no term yet, the oldest first."""
    named = Nomination.objects.filter(
        decision__status=DecisionStatus.ADOPTED, term__isnull=True, role__in=LEAD_ROLES | CHAIR_ROLES
    )
    # A decision of the past is entered with its terms, or without: nobody is asked to record them.
    named = named.filter(decision__source="", set_aside_on__isnull=True)
    ties = ("decision__body__area", "person", "organisation", "decision")
    return named.select_related(*ties).order_by("decision__decided_on", "pk")


def terms_waiting(user: Any) -> Iterator[WaitingItem]:
    """Yield terms that the secretariat still has to record from adopted decisions (``registries.staff_waiting``)."""
    if not is_secretariat(user):
        return
    for nomination in nominations_to_record()[:20]:
        decision = nomination.decision
        yield WaitingItem(
            text=_("Record a term: %(name)s, %(role)s, %(body)s (%(reference)s)")
            % {
                "name": nomination.person,
                "role": nomination.get_role_display(),
                "body": decision.body,
                "reference": decision.reference,
            },
            url=record_url(nomination),
            since=decision.announced_at,
            kind="term",
        )


def record_url(nomination: Nomination) -> str:
    """Return the page on which the term of a nomination is recorded, filled in."""
    appoint = reverse("bodies:appoint", args=[nomination.decision.body_id])
    return f"{appoint}?nomination={nomination.pk}"


def offices_waiting(user: Any) -> Iterator[WaitingItem]:
    """Yield what the secretariat has to see about running offices (``registries.staff_waiting``); asked in one query.

    For the head whose holder left the partner they represent; for all, seats whose ground is gone.
    """
    if not has_role(user, *SECRETARIAT):
        return
    left = Exists(whose_holder_left(Term.objects.filter(pk=OuterRef("pk"))))
    running = Term.objects.running().exclude(body__area__status=AreaStatus.CLOSED)  # who acts stops by itself
    held = running.annotate(holder_left=left).filter(
        Q(holder_left=True) | Q(role=TermRole.MEMBER, area__isnull=False)
    )
    found = list(held.select_related("person", "organisation", "body__area", "area").order_by("pk"))
    if has_role(user, Role.HEAD):
        yield from _who_left([term for term in found if term.holder_left][:20])
    yield from grounds_waiting(found)


def _who_left(terms: list[Term]) -> Iterator[WaitingItem]:
    for term in terms:
        yield WaitingItem(
            text=_(
                "%(name)s has left %(partner)s and still holds an office for it: %(role)s, %(body)s. End it?"
            )
            % {
                "name": term.person,
                "partner": term.organisation.public_name,
                "role": term.get_role_display(),
                "body": term.body,
            },
            url=reverse("terms:end", args=[term.pk]),
            kind="left",
        )
