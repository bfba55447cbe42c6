"""What the public register of decisions can be narrowed by."""

from typing import Any

from django import forms
from django.db.models import F, Q, QuerySet
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from meetings.enums import PUBLIC_DECISIONS, DecisionKind, DecisionStatus
from meetings.models import Body, Decision
from meetings.models.decisions import OPEN_AGAIN
from meetings.queries.decisions import search
from partners.filters import MAX_QUERY, CleanCharField, FilterForm

UNKNOWN = {"invalid_choice": gettext_lazy("There is no “%(value)s” here.")}


def _select(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, error_messages=UNKNOWN)


class DecisionFilter(FilterForm):
    """Words, body, kind, year, outcome: all of it stands in the address."""

    q = CleanCharField(
        label=gettext_lazy("Search"),
        required=False,
        max_length=MAX_QUERY,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    body = _select(gettext_lazy("Body"))
    kind = _select(pgettext_lazy("decision", "About"))
    outcome = _select(pgettext_lazy("decision", "Outcome"))
    year = _select(pgettext_lazy("filter", "Year"))

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        every = [("", pgettext("filter", "All"))]
        bodies = Body.objects.select_related("area").order_by(
            "kind", F("area__order").asc(nulls_last=True), "code"
        )
        self.bodies = {body.code: body for body in bodies}
        self.fields["body"].choices = every + [(code, str(body)) for code, body in self.bodies.items()]
        self.fields["kind"].choices = every + DecisionKind.choices
        self.fields["outcome"].choices = every + [
            (status.value, status.label)
            for status in DecisionStatus
            if status.value in PUBLIC_DECISIONS | {DecisionStatus.WITHDRAWN.value}
        ]
        years = (
            Decision.objects.public()
            .order_by()
            .annotate(decided_in=ExtractYear("decided_on"))
            .values_list("decided_in", flat=True)
            .distinct()
        )
        found = sorted({year for year in years if year}, reverse=True)
        self.fields["year"].choices = every + [(str(year), str(year)) for year in found]

    def narrow(self, decisions: QuerySet[Decision]) -> QuerySet[Decision]:
        """Return the decisions that match what was chosen; values that mean nothing are left out."""
        self.is_valid()
        chosen = self.cleaned_data
        if chosen.get("body"):
            decisions = decisions.filter(body=self.bodies[chosen["body"]])
        if chosen.get("kind"):
            decisions = decisions.filter(kind=chosen["kind"])
        if chosen.get("outcome"):
            wanted = Q(status=chosen["outcome"])
            if chosen["outcome"] == DecisionStatus.DEFERRED:
                wanted |= OPEN_AGAIN
            decisions = decisions.filter(wanted)
        if chosen.get("year"):
            decisions = decisions.filter(decided_on__year=int(chosen["year"]))
        return search(decisions, chosen["q"]) if chosen.get("q") else decisions
