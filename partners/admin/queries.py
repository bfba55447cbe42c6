"""What the secretariat's lists and home page read: letters, what waits and since when, partners, requests."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from partners.enums import OPEN, CheckPoint, CheckResult, LetterStatus, RequestStatus
from partners.models import (
    AreaParticipation,
    DueDiligenceCheck,
    InformationRequest,
    Letter,
    Membership,
    Organisation,
)
from partners.rules.letters import visible_letters
from partnership_areas.models import Area
from portal.records.clock import day_of, today
from portal.records.enums import SECRETARIAT, Role
from portal.records.registries import has_role
from portal.records.text import normalise_name

S = LetterStatus
SEARCH_WORDS = 8
ROWS_OF_A_GROUP = 8
# An answer and the move back to review are written in one transaction, some microseconds apart.
SAME_MOMENT = datetime.timedelta(seconds=5)


def search_by_key(queryset: QuerySet, text: str) -> QuerySet:
    """Keep rows whose ``search_key`` holds every word of ``text``; case and accents do not count."""
    for word in normalise_name(text).split()[:SEARCH_WORDS]:
        queryset = queryset.filter(search_key__contains=word)
    return queryset


def days_since(moment: datetime.datetime | None) -> int:
    """Return how many days ago ``moment`` was, counted in dates; 0 for today."""
    if moment is None:
        return 0
    return max(0, (today() - day_of(moment)).days)


def age(moment: datetime.datetime | None) -> str:
    """Return "today", "1 day", "12 days"."""
    days = days_since(moment)
    return ngettext("%(days)d day", "%(days)d days", days) % {"days": days} if days else _("today")


# --- Letters ----------------------------------------------------------------------------------------------


def letters_of_the_desk(user: Any) -> QuerySet[Letter]:
    """Return the letters that ``user`` works with or reads in the admin.

    Never a draft that somebody is writing, not even one's own: only drafts entered on behalf.
    """
    return visible_letters(user).exclude(status=S.DRAFT, on_behalf=False)


class Waits(models.TextChoices):
    """Why a letter waits for the secretariat, in the order in which it is shown."""

    ARRIVED = "arrived", gettext_lazy("Sent, not taken up yet")
    HELD = "held", gettext_lazy("Held as possible duplicates")
    ANSWERED = "answered", gettext_lazy("Answers have arrived")
    OVERDUE = "overdue", gettext_lazy("Answers are overdue")
    REVIEW = "review", gettext_lazy("Under review: the checklist is not finished")
    READY = "ready", gettext_lazy("Ready for the head’s decision")
    DRAFT = "draft", gettext_lazy("Drafts entered on behalf")


def with_progress(letters: QuerySet[Letter]) -> QuerySet[Letter]:
    """Annotate ``due_on`` of the open request, ``answered_on`` (moment), ``checked`` points and ``waits``."""
    requests = InformationRequest.objects.filter(letter=OuterRef("pk"))
    open_due = requests.filter(status=RequestStatus.OPEN).order_by("due_on").values("due_on")[:1]
    answered = (
        requests.filter(status=RequestStatus.ANSWERED).order_by("-answered_at").values("answered_at")[:1]
    )
    checks = DueDiligenceCheck.objects.filter(letter=OuterRef("pk")).exclude(result=CheckResult.OPEN)
    checked = checks.order_by().values("letter").annotate(number=Count("pk")).values("number")
    review = Q(status=S.UNDER_REVIEW)
    cases = {
        Waits.HELD: Q(status__in=OPEN, held_at__isnull=False),
        Waits.ARRIVED: Q(status=S.SUBMITTED),
        Waits.READY: review & Q(checked=len(CheckPoint)),
        Waits.ANSWERED: review & Q(answered_on__gte=F("status_since") - SAME_MOMENT),
        Waits.REVIEW: review,
        Waits.OVERDUE: Q(status=S.INFORMATION_REQUESTED, due_on__lt=today()),
        Waits.DRAFT: Q(status=S.DRAFT),
    }
    return letters.annotate(
        due_on=Subquery(open_due),
        answered_on=Subquery(answered),
        checked=Coalesce(Subquery(checked), 0),
    ).annotate(
        waits=Case(
            *(When(condition, then=Value(kind.value)) for kind, condition in cases.items()),
            default=Value(""),
            output_field=models.CharField(),
        )
    )


def letter_rows(user: Any) -> QuerySet[Letter]:
    """Return letters with all that a line of the list shows."""
    areas = Prefetch("areas", queryset=Area.objects.in_order())
    return with_progress(letters_of_the_desk(user)).select_related("country").prefetch_related(areas)


@dataclass(frozen=True)
class WaitingGroup:
    """Letters that wait for the same thing: the first of them, how many there are, where all are listed."""

    kind: Waits
    letters: list[Letter]
    total: int

    @property
    def heading(self) -> Any:
        return self.kind.label

    @property
    def url(self) -> str:
        status = "?status=all&waits=" if self.kind == Waits.DRAFT else "?waits="
        return f"{reverse('letters:index')}{status}{self.kind.value}"


def waiting_letters(user: Any) -> list[WaitingGroup]:
    """Return what waits for the secretariat, longest first; what waits for the head stands first for the head.

    Empty for everybody who is not of the secretariat. One query, whatever waits.
    """
    if not has_role(user, *SECRETARIAT):
        return []
    found: dict[str, list[Letter]] = {}
    letters = with_progress(letters_of_the_desk(user)).exclude(waits="").select_related("country")
    for letter in letters.order_by("status_since", "pk").defer(
        "description", "contribution", "decision_reason"
    ):
        found.setdefault(letter.waits, []).append(letter)
    order = list(Waits)
    if has_role(user, Role.HEAD):
        order.sort(key=lambda kind: kind != Waits.READY)
    return [
        WaitingGroup(kind, found[kind][:ROWS_OF_A_GROUP], len(found[kind])) for kind in order if kind in found
    ]


# --- Requests for information (LOI-4) ---------------------------------------------------------------------


def request_rows(user: Any) -> QuerySet[InformationRequest]:
    """Return requests on letters that ``user`` may read, with letter and number of questions."""
    return (
        InformationRequest.objects.filter(letter__in=letters_of_the_desk(user).values("pk"))
        .select_related("letter", "letter__country", "asked_by")
        .annotate(number_of_questions=Count("questions"))
    )


# --- Organisations ----------------------------------------------------------------------------------------


def organisation_rows() -> QuerySet[Organisation]:
    """Return organisations with what a line shows: country, running or last membership, running areas."""
    participations = (
        AreaParticipation.objects.running().select_related("area").order_by("area__order", "area__code")
    )
    memberships = Membership.objects.select_related("kind").order_by(
        F("ended_on").desc(nulls_first=True), "-pk"
    )
    running = Membership.objects.running().filter(organisation=OuterRef("pk"))
    through = Membership.objects.running().filter(organisation__merged_into=OuterRef("pk"))
    wanted = (
        Prefetch("participations", queryset=participations, to_attr="running_areas"),
        Prefetch("memberships", queryset=memberships, to_attr="all_memberships"),
    )
    merged = Organisation.objects.order_by("pk").prefetch_related(*wanted)
    return (
        Organisation.objects.canonical()
        .select_related("country")
        .annotate(is_partner=Exists(running) | Exists(through))
        .prefetch_related(*wanted, Prefetch("merged_from", queryset=merged, to_attr="merged_rows"))
    )


def search_organisations(queryset: QuerySet[Organisation], text: str) -> QuerySet[Organisation]:
    """Keep organisations whose name, acronym or country holds every word; also names that are not public."""
    for word in normalise_name(text).split()[:SEARCH_WORDS]:
        private = Q(name_is_public=False, legal_name__icontains=word)
        queryset = queryset.filter(Q(search_key__contains=word) | private)
    return queryset
