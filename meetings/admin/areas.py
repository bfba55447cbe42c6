"""What bodies add to the secretariat's page of an area: its status changes with the decision behind it (AREA-1)."""

import dataclasses
import datetime
from collections.abc import Iterator
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from meetings.actions.areas import close, enter_past_change, establish
from meetings.forms.areas import CloseWithOriginForm, EstablishWithOriginForm, PastChangeForm
from meetings.models import Body
from meetings.queries.history import COMING, lines_of, terms_with_ties
from meetings.rules.areas import can_change_status
from meetings.rules.term_ends import ending_with_the_area
from partnership_areas.models import Area
from partnership_areas.rules import AREA_TRANSITIONS
from portal.records.admin import Question, Verb, verbs_of
from portal.records.clock import today

PAST_CHANGE = Verb(
    name="past_change",
    label=_("Record a past change"),
    run=enter_past_change,
    may=can_change_status,
    form_class=PastChangeForm,
    done=_("The change is recorded."),
    explanation=_(
        "The status of today stays as it is. The page of the area shows the change with its source."
    ),
)
STATUS_VERBS = verbs_of(
    AREA_TRANSITIONS,
    {"establish": establish, "close": close},
    forms={"establish": EstablishWithOriginForm, "close": CloseWithOriginForm},
    done={"establish": _("The area is established."), "close": _("The area is closed.")},
    explanations={
        "establish": _(
            "The Advisory Group decides on a new area. Choose its decision; the page of the area leads to it."
        ),
        "close": _(
            "The page and the history of the area stay. Nobody can choose it any more. Terms of office in it, and "
            "seats in the Advisory Group for it, end on that day."
        ),
    },
)


def ending_on(area: Area, on: datetime.date) -> dict[str, Any]:
    """Return whose terms of office end when the area is closed on a day: in it, and the seats in the group for it."""
    body = Body.objects.get(area=area)
    ending = [term.pk for term in ending_with_the_area(body, on)]
    lines = lines_of(terms_with_ties().filter(pk__in=ending), staff=True)
    return {
        "here": [line for line in lines if line.term.body_id == body.pk],
        "seats": [line for line in lines if line.term.body_id != body.pk],
        "some_to_come": any(line.standing == COMING for line in lines),
    }


def ending_terms(area: Area) -> str:
    """Draw whose terms of office end when the area is closed today."""
    return render_to_string("meetings/admin/_ending_terms.html", ending_on(area, today()))


def really_close(area: Area, values: dict[str, Any]) -> Question:
    """Ask with the names of area and day, and of the terms and seats that end (AREA-1)."""
    on = values["on"] or today()
    ending = ending_on(area, on)
    keys = sorted(line.term.pk for line in (*ending["here"], *ending["seats"]))
    html = render_to_string("meetings/admin/_closing.html", values | ending | {"area": area, "on": on})
    return Question(html, seal=" ".join(map(str, (on, *keys))))


def area_verbs() -> Iterator[Verb]:
    """Yield the verbs about the status of an area (registered in ``registries.area_verbs``)."""
    for verb in STATUS_VERBS:
        closing = verb.name == "close"
        yield dataclasses.replace(verb, shows=ending_terms, confirm=really_close) if closing else verb
    yield PAST_CHANGE
