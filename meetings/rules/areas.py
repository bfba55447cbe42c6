"""Who sees an area on the desk, keeps its texts, writes to its partners, and what a change of its status needs."""

import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetings.enums import DecisionKind, DecisionStatus
from meetings.models import AreaMessage, AreaProposal, Body, Decision, Term
from meetings.reference import GROUP
from meetings.rules.decision_outcomes import first_day_here
from meetings.rules.offices import is_lead_of, led_areas
from meetings.rules.term_guards import AREA_GROUNDS
from partners.models import AreaParticipation
from partners.rules.common import HEAD_ONLY, is_secretariat
from partners.rules.organisations import own_partners
from partnership_areas.enums import AreaStatus
from partnership_areas.models import Area
from partnership_areas.rules import FIRST_DAY, TOO_EARLY
from portal.records.clock import day_of, end_of_day, now, today
from portal.records.decisions import ALLOWED, Answer, Problem, Refused
from portal.records.enums import READS_RECORDS, Role
from portal.records.pointers import resolve
from portal.records.registries import has_role

NOT_YOUR_AREA = gettext_lazy("You take no part in this area.")
LEADS_ONLY = gettext_lazy("Only the leads of this area can do this, while their term of office runs.")
CLOSED = gettext_lazy("This area is closed.")
DAY = datetime.timedelta(days=1)


# --- Reading --------------------------------------------------------------------------------------


def areas_of_partners(user: Any) -> QuerySet[AreaParticipation]:
    """Return the running participations of the partners in which the user has a running place, merged rows too."""
    mine = own_partners(user)
    return AreaParticipation.objects.running().filter(
        Q(organisation__in=mine) | Q(organisation__merged_into__in=mine)
    )


def visible_areas(user: Any) -> QuerySet[Area]:
    """Return the areas whose desk pages the user may open; the same as :func:`can_open_area`."""
    if not getattr(user, "is_authenticated", False):
        return Area.objects.none()
    if has_role(user, *READS_RECORDS):
        return Area.objects.all()
    return Area.objects.filter(Q(pk__in=led_areas(user)) | Q(pk__in=areas_of_partners(user).values("area")))


def can_open_area(user: Any, area: Area) -> Answer:
    """Its leads, the people of its partners, the secretariat; the auditor reads."""
    if visible_areas(user).filter(pk=area.pk).exists():
        return ALLOWED
    return Refused(NOT_YOUR_AREA)


# --- Keeping and writing ----------------------------------------------------------------------------


def acts_on_behalf_of_leads(user: Any, area: Area) -> bool:
    """Whether what the user does for the area is done for its leads and must be recorded so."""
    return is_secretariat(user) and not is_lead_of(user, area)


def can_keep_area(user: Any, area: Area) -> Answer:
    """Issue and strategy: the area's leads while their term (or acting) runs; the secretariat on behalf (AREA-5)."""
    if not (is_lead_of(user, area) or is_secretariat(user)):
        return Refused(LEADS_ONLY)
    return Refused(CLOSED) if area.status == AreaStatus.CLOSED else ALLOWED


def can_write_to_area(user: Any, area: Area) -> Answer:
    """A message to all partners of the area: the same people (AREA-5, INFO-5)."""
    return can_keep_area(user, area)


def too_many_messages(area: Area) -> Answer:
    """How many messages the partners of an area get in a day, whoever writes them (own)."""
    recent = AreaMessage.objects.filter(area=area, sent_at__gt=now() - DAY).count()
    if recent < settings.AREA_MESSAGES_PER_DAY:
        return ALLOWED
    return Refused(
        _("The partners of this area have received %(number)s messages in a day. Please go on tomorrow.")
        % {"number": recent}
    )


# --- Status (AREA-1) --------------------------------------------------------------------------------


def can_change_status(user: Any, area: Any = None) -> Answer:
    """Establish or close an area, record how its status changed before: the head (rights table)."""
    return ALLOWED if has_role(user, Role.HEAD) else Refused(HEAD_ONLY)


def decisions_for_status(area: Area) -> QuerySet[Decision]:
    """Return what can stand behind a change of an area's status: adopted decisions of the group, the latest first.

    About this area, or about areas without saying which; one entered from a record of the past may be of any kind.
    One that stands behind a change of this area has done its work. The same answer as :func:`origin_problems`.
    """
    adopted = Decision.objects.filter(status=DecisionStatus.ADOPTED, body__area__isnull=True)
    proposals = AreaProposal.objects.exclude(area=area).order_by().values("pk")
    another = Q(about_type=Area._meta.label_lower) & ~Q(about_id=area.pk)
    another |= Q(about_type=AreaProposal._meta.label_lower, about_id__in=proposals)
    fitting = adopted.filter(Q(kind=DecisionKind.AREA) & ~another | ~Q(source=""))
    return fitting.exclude(area_changes__area=area).order_by("-decided_on", "-pk")


def _is_of_area(decision: Decision, area: Area) -> bool:
    """Whether a decision taken in the portal concerns the area, or says itself which one it concerns."""
    if decision.source:
        return True
    if decision.kind != DecisionKind.AREA:
        return False
    about = resolve(decision.about_type, decision.about_id) if decision.about_type else None
    if isinstance(about, AreaProposal):
        return about.area_id == area.pk
    return not isinstance(about, Area) or about == area


def origin_problems(
    area: Area,
    decision: Decision | None,
    source: str,
    on: datetime.date | None,
    *,
    status: str,
    past: bool = False,
) -> list[Problem]:
    """Return what is wrong with the reason of a change to ``status``: an adopted decision of the group, or a source.

    ``past``: the change is entered from a record of the past.
    """
    problems = []
    if decision is None and not source:
        problems.append(
            Problem("decision", _("Choose the decision behind this, or name the source that tells of it."))
        )
    elif decision is None and status == AreaStatus.ESTABLISHED:
        problems += _needs_its_decision(on)
    if decision is not None:
        if decision.status != DecisionStatus.ADOPTED or not decision.body.is_group:
            problems.append(
                Problem("decision", _("This needs a decision that the Advisory Group has adopted."))
            )
        elif not _is_of_area(decision, area):
            problems.append(Problem("decision", _("This decision is not about this area.")))
        elif decision.area_changes.filter(area=area).exists():
            problems.append(
                Problem("decision", _("This decision already stands behind a change of this area."))
            )
        elif on and decision.decided_on and on < decision.decided_on:
            problems.append(Problem("on", _("This is before the day of the decision.")))
    if len(source) > 300:
        problems.append(Problem("source", _("Use no more than %(count)s characters.") % {"count": 300}))
    if past and on is None:
        problems.append(Problem("on", _("Give the date.")))
    elif past and on and on > today():
        problems.append(Problem("on", _("This date is in the future.")))
    if on and on < FIRST_DAY:
        problems.append(Problem("on", TOO_EARLY))
    return problems


def _needs_its_decision(on: datetime.date | None) -> list[Problem]:
    """Return why a source alone does not establish an area: it tells of days before the group decided here."""
    first = min(first_day_here(Body.objects.get(code=GROUP)) or today(), today())
    if on is None or not first <= on <= today():
        return []
    words = _(
        "Choose the decision of the Advisory Group: a source alone is enough only for days before %(day)s."
    )
    return [Problem("decision", words % {"day": date_format(first, "DATE_FORMAT")})]


def closing_problems(area: Area, on: datetime.date | None) -> list[Problem]:
    """Return why an area cannot have been closed on that day: what its records say was still going on in it.

    A day of the past that is right all the same is recorded as a past change, which touches no term.
    """
    if on is None or not FIRST_DAY <= on <= today():  # refused as a date
        return []
    problems = []
    here = Q(body__area=area) | Q(area=area, ground__in=AREA_GROUNDS)
    begun = Term.objects.counted().filter(here, since__gt=on, since__lte=today())
    last = begun.order_by("-since").first()
    if last is not None:
        words = _("On %(day)s a term of office in this area, or a seat for it, began. Check the day.")
        problems.append(Problem("on", words % {"day": date_format(last.since, "DATE_FORMAT")}))
    waiting = Decision.objects.filter(
        body__area=area, status__in=(DecisionStatus.OPEN, DecisionStatus.DEFERRED)
    )
    opened = waiting.filter(opened_at__gt=end_of_day(on)).order_by("-opened_at").first()
    if opened is not None:
        words = _("On %(day)s %(decision)s was put before the partners of this area. Check the day.")
        values = {
            "day": date_format(day_of(opened.opened_at), "DATE_FORMAT"),
            "decision": opened.reference,
        }
        problems.append(Problem("on", words % values))
    return problems
