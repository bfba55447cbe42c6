"""The Advisory Group: its public page and its desk."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from meetings.composition import Composition, Tally, gender_can_be_shown
from meetings.enums import CHAIR_ROLES, SeatGround, TermRole
from meetings.forms.seat_filters import MemberFilter
from meetings.functions import FUNCTIONS, places
from meetings.models import Decision
from meetings.queries.decisions import lines
from meetings.queries.history import TermLine, lines_of
from meetings.queries.seats import (
    Panel,
    chairs_among,
    group_by_function,
    offices_on,
    panel,
    seat_rows,
    tables,
    the_group,
)
from meetings.rules.seats import can_open_group
from meetings.views.desk import signed_in
from portal.publishing.charts import Bar, Category, bar_chart
from portal.records.enums import READS_RECORDS
from portal.records.registries import has_role


@require_safe
def group(request: HttpRequest) -> HttpResponse:
    """What the Advisory Group does, who sits in it for whom, which seats are free (PAG-1 to PAG-4, PAG-7)."""
    body = the_group()
    terms = offices_on(body)
    here = panel(body, terms)
    form = MemberFilter(request.GET, figures=here.figures)
    rows = offices(lines_of(terms), here)
    context = {
        "body": body,
        "functions": FUNCTIONS,
        "panel": here,
        "chair_is_vacant": chair_vacancy(terms),
        "charts": charts(here.figures),
        "tables": tables(here.figures, gender=gender_can_be_shown(here.figures)),
        **rows,
        "form": form,
        "is_narrowed": form.is_narrowed,
        "members": form.narrow(rows["members"]),
        "temporary": form.narrow(rows["temporary"]),
        "crumbs": [{"label": _("Partnership Advisory Group")}],
    }
    return render(request, "meetings/group.html", context)


def offices(rows: list[TermLine], here: Panel) -> dict[str, list[Any]]:
    """Return the lines by what they are: chairs, seats with what counts of them, temporary ones, ex officio."""
    seats = seat_rows([line for line in rows if line.term.role == TermRole.MEMBER], here)
    return {
        "chairs": [line for line in rows if line.term.role in CHAIR_ROLES],
        "members": [row for row in seats if row.line.term.ground != SeatGround.TEMPORARY],
        "temporary": [row for row in seats if row.line.term.ground == SeatGround.TEMPORARY],
        "ex_officio": [line for line in rows if line.term.role == TermRole.EX_OFFICIO],
    }


def chair_vacancy(terms: list[Any]) -> str:
    """Return what is missing at the head of the group, "" when nothing is (PAG-4)."""
    chairs = chairs_among(terms)
    if not chairs:
        return _("No chair at present")
    if len(chairs) == 1 and chairs[0].role == TermRole.CO_CHAIR:
        return _("One co-chair's place is vacant")
    return ""


def charts(figures: Composition) -> list[dict[str, Any]]:
    """Draw the seats by category and by region; the tables beside them hold the same figures."""
    drawn = [
        ("categories", _("Seats by category"), figures.categories),
        ("regions", _("Seats by UN regional group"), figures.regions),
    ]
    if not figures.taken:
        return []
    words = _("Ordinary seats of today; the table beside it holds the same figures.")
    return [
        {
            "title": title,
            "drawing": bar_chart(bars_of(lines), title=title, description=words, key=f"seats-{name}"),
        }
        for name, title, lines in drawn
    ]


def bars_of(lines: tuple[Tally, ...]) -> list[Category]:
    """Return a bar for each line that anybody has."""
    return [
        Category(line.label, [Bar([(line.number, 2)], str(line.number))]) for line in lines if line.number
    ]


@signed_in("GET", "HEAD")
def group_desk(request: HttpRequest) -> HttpResponse:
    """The group's desk: what is before it, a place for each of its functions, its members and their balance."""
    if not can_open_group(request.user):
        raise Http404
    body = the_group()
    terms = offices_on(body)
    staff = has_role(request.user, *READS_RECORDS)
    here = panel(body, terms, gender=staff)
    shows_gender = staff or gender_can_be_shown(here.figures)
    open_decisions = Decision.objects.open().filter(body=body).order_by("opened_at", "pk")
    context = {
        "body": body,
        "functions": group_by_function(FUNCTIONS, places.collect(request.user)),
        "decisions": lines(open_decisions),
        "panel": here,
        "tables": tables(here.figures, gender=shows_gender),
        "chair_is_vacant": chair_vacancy(terms),
        "staff": staff,
        **offices(lines_of(terms, staff=True), here),
        "back_url": reverse("desk:home"),
        "back_label": _("Your desk"),
    }
    return render(request, "meetings/desk/group.html", context)
