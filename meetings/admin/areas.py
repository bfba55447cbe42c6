"""What bodies add to the secretariat's page of an area: its status changes with the decision behind it (AREA-1)."""

import dataclasses
from collections.abc import Iterator

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
from portal.records.admin import Verb, verbs_of
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


def ending_terms(area: Area) -> str:
    """Draw whose terms of office end when the area is closed today: in it, and the seats in the group for it."""
    body = Body.objects.get(area=area)
    ending = [term.pk for term in ending_with_the_area(body, today())]
    lines = lines_of(terms_with_ties().filter(pk__in=ending), staff=True)
    context = {
        "here": [line for line in lines if line.term.body_id == body.pk],
        "seats": [line for line in lines if line.term.body_id != body.pk],
        "some_to_come": any(line.standing == COMING for line in lines),
    }
    return render_to_string("meetings/admin/_ending_terms.html", context)


def area_verbs() -> Iterator[Verb]:
    """Yield the verbs about the status of an area (registered in ``registries.area_verbs``)."""
    for verb in STATUS_VERBS:
        yield dataclasses.replace(verb, shows=ending_terms) if verb.name == "close" else verb
    yield PAST_CHANGE
