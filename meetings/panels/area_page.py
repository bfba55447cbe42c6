"""What bodies add to the page of a partnership area: who leads it, what is behind its status, decisions, news."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from meetings.enums import CHAIR_ROLES, LEAD_ROLES, ProposalStatus
from meetings.models import AreaChange, Decision, Term
from meetings.models.proposals import IN_PUBLIC
from meetings.queries.history import TermLine, history_url, lines_of, on_day, terms_with_ties
from meetings.rules.area_proposals import SUPPORTED_WHILE, visible_area_proposals
from meetings.rules.areas import can_open_area
from meetings.rules.proposals import partners_to_propose_for
from partnership_areas.enums import AreaStatus
from partnership_areas.models import Area
from portal.records.clock import today
from portal.records.registries import FeedEntry
from portal.records.translations import Shown, current_translations_of, shown
from portal.records.wording import labelled

DECISIONS_SHOWN = 5
PROPOSALS_SHOWN = 3
IN_FEED = 30
Panel = tuple[str, dict[str, Any]]


def leads_on(area: Area, day: datetime.date) -> QuerySet[Term]:
    """Return the terms of leads and co-leads that ran on a day, or whose holders acted then (AREA-3)."""
    return on_day(terms_with_ties().filter(body__area=area, role__in=LEAD_ROLES), day).order_by("since", "pk")


def lead_lines(area: Area, day: datetime.date | None = None, *, staff: bool = False) -> list[TermLine]:
    """Return who leads an area on a day (default today) as lines; no lead's term is in force in a closed area."""
    if day is None and area.status == AreaStatus.CLOSED:
        return []
    return lines_of(leads_on(area, day or today()), staff=staff, on=day)


def leads_panel(area: Area, day: datetime.date) -> Iterator[Panel]:
    """Yield who leads the area on a day: named with consent only (registered in ``registries.area_side``)."""
    past = day if day < today() else None
    yield (
        "meetings/area/leads.html",
        {
            "lines": lead_lines(area, past),
            "day": past,
            "closed": area.status == AreaStatus.CLOSED,
            "history_url": reverse("meetings:area_history", args=[area.code]),
        },
    )


@dataclass(frozen=True)
class Step:
    """A change of an area's status: what, when, by which decision, or from which source."""

    change: AreaChange
    label: str
    title: Shown | None
    url: str


def titles_of(decisions: Iterable[Decision]) -> dict[int, Shown]:
    """Return the titles of decisions in the language of the page, by key (one query)."""
    rows = list(decisions)
    known = current_translations_of(rows)
    return {decision.pk: shown(decision, "title", known=known) for decision in rows}


def steps_of(area: Area) -> list[Step]:
    """Return how the status of an area changed, the newest first."""
    changes = list(
        AreaChange.objects.filter(area=area).select_related("decision__body").order_by("-on", "-pk")
    )
    titles = titles_of(change.decision for change in changes if change.decision)
    return [
        Step(
            change=change,
            label=status_label(change.status),
            title=titles.get(change.decision_id),
            url=change.decision.get_absolute_url() if change.decision and change.decision.is_public else "",
        )
        for change in changes
    ]


def status_label(status: str) -> str:
    """Return in words what happened when an area took a status."""
    return {
        AreaStatus.ESTABLISHED: pgettext("area", "Established"),
        AreaStatus.CLOSED: pgettext("area", "Closed"),
        AreaStatus.POTENTIAL: pgettext("area", "Known as a potential area"),
    }[AreaStatus(status)]


def decisions_of(area: Area) -> QuerySet[Decision]:
    """Return what the partners of an area decided, as far as the public register shows it."""
    return Decision.objects.public().filter(body__area=area).order_by("-decided_on", "-pk")


def decisions_panel(area: Area, day: datetime.date) -> Iterator[Panel]:
    """Yield the changes of status and the latest decisions (registered in ``registries.area_panels``)."""
    decisions = list(decisions_of(area)[: DECISIONS_SHOWN + 1])
    titles = titles_of(decisions)
    yield (
        "meetings/area/decisions.html",
        {
            "area": area,
            "steps": steps_of(area),
            "decisions": [
                {"decision": decision, "title": titles[decision.pk]}
                for decision in decisions[:DECISIONS_SHOWN]
            ],
            "register_url": f"{reverse('meetings:decisions')}?body={area.code}",
            "proposals": area.proposals.filter(IN_PUBLIC).order_by("-pk")[:PROPOSALS_SHOWN],
        },
    )


def links(area: Area, user: Any) -> Iterator[dict[str, str]]:
    """Yield where one goes on from the page of an area (registered in ``registries.area_links``)."""
    if can_open_area(user, area):
        yield {"url": reverse("meetings_desk:area", args=[area.code]), "label": _("This area on your desk")}
    yield {"url": history_url(area.body), "label": _("Everybody who led the area")}


def ways_in(area: Area, user: Any) -> Iterator[dict[str, str]]:
    """Yield how a potential area is proposed or its proposal supported (registered in ``registries.area_ways_in``)."""
    if area.status != AreaStatus.POTENTIAL:
        return
    speaks = bool(partners_to_propose_for(user)) if user.is_authenticated else True
    if not speaks or area.proposals.filter(status=ProposalStatus.ADOPTED).exists():
        return
    readable = visible_area_proposals(user).filter(area=area, status__in=SUPPORTED_WHILE)
    under_way = readable.order_by("-pk").first()
    if under_way is None:
        url = f"{reverse('meetings_desk:area_proposal_new')}?area={area.code}"
        yield {"url": url, "label": _("Propose this area, as a partner")}
    elif user.is_authenticated:  # visitors read it where the page tells of decisions
        text = _("Proposed as an area: partners say whether they support it.")
        label = labelled(_("Support the proposal"), under_way.reference or "")
        yield {"text": text, "url": under_way.desk_url, "label": label}


def staff_panel(area: Area) -> Iterator[Panel]:
    """Yield leads and changes of status with full names (registered in ``registries.area_staff_panels``)."""
    yield (
        "meetings/admin/_area.html",
        {
            "lines": lead_lines(area, staff=True),
            "steps": steps_of(area),
            "proposals": area.proposals.exclude(status=ProposalStatus.DRAFT).order_by("-pk"),
        },
    )


# --- Feed -----------------------------------------------------------------------------------------


def _at(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(), tzinfo=datetime.UTC)


def feed(area: Area) -> Iterator[FeedEntry]:
    """Yield designations, changes of status and decisions as the feed of an area tells them."""
    yield from _designations(area)
    page = area.get_absolute_url()
    for step in steps_of(area)[:IN_FEED]:
        yield FeedEntry(
            key=f"status-{step.change.pk}",
            title=_("%(area)s: %(change)s") % {"area": area.short_name, "change": step.label},
            at=_at(step.change.on),
            url=step.url or page,
            text=str(step.title or step.change.source),
        )
    decisions = list(decisions_of(area)[:IN_FEED])
    titles = titles_of(decisions)
    for decision in decisions:
        title = labelled(decision.reference, titles[decision.pk])
        yield FeedEntry(
            key=f"decision-{decision.pk}",
            title=f"{title} ({decision.outcome_label})",
            at=_at(decision.decided_on) if decision.decided_on else decision.updated_at,
            url=decision.get_absolute_url(),
        )


def _designations(area: Area) -> Iterator[FeedEntry]:
    terms = terms_with_ties().filter(body__area=area, role__in=LEAD_ROLES | CHAIR_ROLES, since__lte=today())
    for line in lines_of(terms.order_by("-since", "-pk")[:IN_FEED]):
        who = " · ".join(text for text in (line.name, line.partner) if text)
        yield FeedEntry(
            key=f"term-{line.term.pk}",
            title=labelled(line.office, who) if who else line.office,
            at=_at(line.term.since),
            url=line.body_url,
        )
