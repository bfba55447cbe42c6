"""What a partner offers and seeks: up to ten rows, added and removed without script."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partners.enums import Direction, Step, Topic
from partners.forms.fields import DraftForm, ParagraphField
from partners.models import Letter
from partners.rules.letter_content import MAX_OFFERS
from partnership_areas.models import Area
from partnership_areas.queries import areas_for_choice

PREFIX = "offers"
ROW_FIELDS = ("direction", "topic", "area", "text")
TAMPERED = _("The form did not arrive whole. Nothing was changed: please look at the rows and save again.")


class OfferForm(DraftForm):
    """One row. A row without topic, area and words counts as empty and is left out."""

    direction = forms.ChoiceField(
        label=_("Do you offer or seek it?"), choices=Direction.choices, widget=forms.RadioSelect
    )
    topic = forms.ChoiceField(label=_("What is it about?"))
    area = forms.ChoiceField(label=_("For which area?"), required=False)
    text = ParagraphField(
        label=_("In your words"),
        max_length=500,
        rows=2,
        required=False,
        help_text=_(
            "For example: a course of two days on measuring mercury in air, twice a year, in French."
        ),
    )

    def __init__(self, *args: Any, areas: dict[str, Area], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["topic"].choices = [("", gettext("Choose from the list")), *Topic.choices]
        self.fields["area"].choices = [
            ("", gettext("Any area")),
            *((code, area.short_name or area.name) for code, area in areas.items()),
        ]

    @property
    def is_blank(self) -> bool:
        return not any(self.cleaned_data.get(name) for name in ("topic", "area", "text"))


class BaseOffers(forms.BaseFormSet):
    """Refuses a count of rows that does not fit what arrived."""

    def full_clean(self) -> None:
        super().full_clean()
        if not self.is_bound:
            return
        rows = {
            name.split("-")[1]
            for name in self.data
            if name.startswith(f"{self.prefix}-")
            and name.count("-") == 2
            and name.split("-")[2] in ROW_FIELDS
        }
        announced = {str(index) for index in range(len(self.forms))}
        if not self.management_form.is_valid() or not rows <= announced or not announced <= rows:
            self._non_form_errors = self.error_class(
                [TAMPERED], error_class="nonform", renderer=self.renderer
            )


OfferFormSet = forms.formset_factory(
    OfferForm, formset=BaseOffers, extra=0, max_num=MAX_OFFERS, absolute_max=MAX_OFFERS + 1, validate_max=True
)


class OffersForm:
    """The part "What you offer and seek": the same face as the other parts' forms, around a formset."""

    step = Step.OFFERS

    def __init__(self, data: Any = None, *, letter: Letter, blank: bool = False):
        self.letter = letter
        stored = [
            {
                "direction": offer.direction,
                "topic": offer.topic,
                "area": offer.area.code if offer.area else "",
                "text": offer.text,
            }
            for offer in letter.offers.select_related("area")
        ]
        if not stored or (blank and len(stored) < MAX_OFFERS):
            stored.append({"direction": Direction.OFFER})
        self.areas = {area.code: area for area in areas_for_choice()}
        self.areas |= {offer.area.code: offer.area for offer in letter.offers.all() if offer.area}
        self.formset = OfferFormSet(
            data,
            prefix=PREFIX,
            initial=stored if data is None else None,
            form_kwargs={"areas": self.areas},
            error_messages={"missing_management_form": TAMPERED, "too_many_forms": self.too_many()},
        )

    @staticmethod
    def too_many() -> str:
        return gettext("Name at most %(max)s offers and needs.") % {"max": MAX_OFFERS}

    @property
    def is_bound(self) -> bool:
        return self.formset.is_bound

    @property
    def can_add(self) -> bool:
        return len(self.formset.forms) < MAX_OFFERS

    def is_valid(self) -> bool:
        return self.formset.is_valid()

    def changes(self) -> dict[str, Any]:
        """Return all rows, or nothing when one of them is malformed: rows are saved together."""
        if not self.is_valid():
            return {}
        rows = [form.cleaned_data for form in self.formset.forms if not form.is_blank]
        return {"offers": [{**row, "area": self.areas[row["area"]] if row["area"] else None} for row in rows]}

    @property
    def comes_back(self) -> bool:
        """Whether these rows can be shown again: not when their count was tampered with."""
        return not self.formset.non_form_errors()

    def not_saved(self) -> dict[str, str]:
        """Return every control of every row when one is malformed: rows are saved together."""
        if self.is_valid():
            return {}
        label = gettext("Your rows")
        return {field.html_name: label for form in self.formset.forms for field in form}


def without_row(data: QueryDict, row: str) -> QueryDict:
    """Return what was posted without one row, the following ones moved up; unchanged for a senseless ``row``."""
    total = data.get(f"{PREFIX}-TOTAL_FORMS", "")
    if not (total.isascii() and total.isdigit() and len(total) < 3 and row.isascii() and row.isdigit()):
        return data
    if len(row) > 2 or int(row) >= int(total) or int(total) > MAX_OFFERS + 1:
        return data
    changed = data.copy()
    for index in range(int(row), int(total)):
        for name in ROW_FIELDS:
            following = data.getlist(f"{PREFIX}-{index + 1}-{name}")
            changed.setlist(f"{PREFIX}-{index}-{name}", following)
            if index == int(total) - 1:
                changed.pop(f"{PREFIX}-{index}-{name}", None)
    changed[f"{PREFIX}-TOTAL_FORMS"] = str(int(total) - 1)
    return changed
