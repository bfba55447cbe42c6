"""What the members of the Advisory Group can be narrowed by on its public page (PAG-3)."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy, pgettext

from meetings.composition import Composition, Tally
from meetings.queries.seats import SeatRow
from partners.filters import FilterForm

UNKNOWN = {"invalid_choice": gettext_lazy("There is no “%(value)s” here.")}


class MemberFilter(FilterForm):
    """Regional group and category, as the charts below count them; offered is what somebody has."""

    region = forms.ChoiceField(
        label=gettext_lazy("UN regional group"), required=False, error_messages=UNKNOWN
    )
    category = forms.ChoiceField(label=gettext_lazy("Category"), required=False, error_messages=UNKNOWN)

    def __init__(self, data: Any, *, figures: Composition) -> None:
        super().__init__(data)
        self.fields["region"].choices = self._offered(figures.regions)
        self.fields["category"].choices = self._offered(figures.categories)

    @staticmethod
    def _offered(lines: Iterable[Tally]) -> list[tuple[str, Any]]:
        every = [("", pgettext("filter", "All"))]
        return every + [(line.value, line.label) for line in lines if line.number and line.value]

    @property
    def is_narrowed(self) -> bool:
        return self.is_valid() and any(self.cleaned_data.values())

    def narrow(self, rows: Iterable[SeatRow]) -> list[SeatRow]:
        """Return the seats that match what was chosen; values that mean nothing are left out."""
        self.is_valid()
        region, category = (self.cleaned_data.get(name) for name in ("region", "category"))
        return [
            row
            for row in rows
            if (not region or row.facts.region == region)
            and (not category or row.facts.counted_category == category)
        ]
