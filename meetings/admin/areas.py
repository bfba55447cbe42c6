"""What bodies add to the secretariat's page of an area: its status changes with the decision behind it (AREA-1)."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from meetings.actions.areas import close, enter_past_change, establish
from meetings.forms.areas import CloseWithOriginForm, EstablishWithOriginForm, PastChangeForm
from meetings.rules.areas import can_change_status
from partnership_areas.rules import AREA_TRANSITIONS
from portal.records.admin import Verb, verbs_of

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


def area_verbs() -> Iterator[Verb]:
    """Yield the verbs about the status of an area (registered in ``registries.area_verbs``)."""
    yield from STATUS_VERBS
    yield PAST_CHANGE
