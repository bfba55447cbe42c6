"""Rules of areas and countries: who may, what an area's ties must hold, how its status moves."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from partnership_areas.enums import AreaStatus, ElementKind
from partnership_areas.models import FrameworkElement
from portal.records.decisions import ALLOWED, Answer, Problem, Refused
from portal.records.enums import READS_RECORDS, SECRETARIAT, Role
from portal.records.registries import has_role
from portal.records.transitions import Transition, TransitionTable

FIRST_DAY = datetime.date(2005, 1, 1)  # the year in which the Partnership was called for: before it, a slip
TOO_EARLY = _("The Partnership was called for in 2005: check the year.")


def can_read_reference(user: Any, record: Any = None) -> Answer:
    """Secretariat and auditor see the reference data in the admin; its public part is open to all."""
    return ALLOWED if has_role(user, *READS_RECORDS) else Refused(_("Only the secretariat can see this."))


def can_manage_areas(user: Any, area: Any = None) -> Answer:
    """Establish, change or close an area: the head of the secretariat (table "Who may do what")."""
    if has_role(user, Role.HEAD):
        return ALLOWED
    return Refused(_("Only the head of the secretariat can change partnership areas."))


def can_correct_classification(user: Any, country: Any = None) -> Answer:
    """Correct the groups and the development status of a country: officer or head."""
    if has_role(user, *SECRETARIAT):
        return ALLOWED
    return Refused(_("Only the secretariat can correct the classification of a country."))


def can_correct_texts(user: Any, record: Any = None) -> Answer:
    """Correct names and texts in the three languages: officer or head."""
    if has_role(user, *SECRETARIAT):
        return ALLOWED
    return Refused(_("Only the secretariat can correct these texts."))


AREA_TRANSITIONS = TransitionTable(
    Transition(
        verb="establish",
        sources=frozenset({AreaStatus.POTENTIAL.value}),
        target=AreaStatus.ESTABLISHED.value,
        who=can_manage_areas,
        staff_label=_("Establish"),
        public_label=_("Established as a partnership area"),
        roles=(Role.HEAD.value,),
    ),
    Transition(
        verb="set_links",
        sources=frozenset({AreaStatus.POTENTIAL.value, AreaStatus.ESTABLISHED.value}),
        target=None,
        who=can_manage_areas,
        staff_label=_("Set ties to the framework"),
        public_label=_("Ties to the framework set"),
        roles=(Role.HEAD.value,),
    ),
    Transition(
        verb="close",
        sources=frozenset({AreaStatus.POTENTIAL.value, AreaStatus.ESTABLISHED.value}),
        target=AreaStatus.CLOSED.value,
        who=can_manage_areas,
        staff_label=_("Close"),
        public_label=pgettext_lazy("area", "Closed"),
        needs_reason=True,
        danger=True,
        roles=(Role.HEAD.value,),
    ),
)


def check_area_objectives(elements: Iterable[FrameworkElement]) -> list[Problem]:
    """Return what is missing for an area's objective to be tied to the framework; empty when nothing is.

    AREA-2: the overall goal, at least one of the four objectives and at least one of the seven priorities of
    decision 24/3 §19. Enabling aims and missions may be added.
    """
    kinds = {element.kind for element in elements}
    wanted = {
        ElementKind.GOAL: _("Tie the area to the overall goal of the Partnership."),
        ElementKind.OBJECTIVE: _("Choose at least one of the four objectives of the framework."),
        ElementKind.PRIORITY: _(
            "Choose at least one of the seven priorities of decision 24/3, paragraph 19."
        ),
    }
    return [Problem(kind.value, message) for kind, message in wanted.items() if kind.value not in kinds]
