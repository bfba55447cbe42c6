"""Forms of the proposal of a new area: in whose name, which topic, its words and ties."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from meetings.models import AreaProposal
from meetings.rules.area_proposals import ISSUE, NAME, OBJECTIVE, REASON, adopted_objective
from partners.forms.fields import DraftForm, LineField, ParagraphField
from partners.models import Organisation
from partnership_areas.enums import AreaStatus, ElementKind
from partnership_areas.forms import LinksForm, NewAreaForm
from partnership_areas.models import Area, FrameworkElement

NEW = "new"
KINDS = tuple(ElementKind)


class NewAreaProposalForm(forms.Form):
    """In whose name, and whether the topic is known already."""

    use_required_attribute = False
    mark_optional = False
    organisation = forms.ChoiceField(
        label=_("For which partner do you propose it?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Say for which partner you propose it.")},
    )
    area = forms.ChoiceField(
        label=_("Which topic is it about?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a topic, or a new one.")},
    )
    language = forms.ChoiceField(
        label=_("In which language do you write?"),
        choices=settings.LANGUAGES,
        error_messages={"required": _("Choose a language.")},
    )

    def __init__(self, data: Any = None, *, partners: list[Organisation], chosen: str = ""):
        super().__init__(data)
        self.partners = {str(partner.pk): partner for partner in partners}
        self.fields["organisation"].choices = [(key, str(one)) for key, one in self.partners.items()]
        self.areas = {area.code: area for area in Area.objects.filter(status=AreaStatus.POTENTIAL).in_order()}
        known = [(code, area.name) for code, area in self.areas.items()]
        self.fields["area"].choices = [*known, (NEW, _("A topic that is not listed here"))]
        if chosen in self.areas:
            self.initial["area"] = chosen
        self.initial["language"] = (get_language() or "en")[:2]
        if len(partners) == 1:
            del self.fields["organisation"]

    def values(self) -> dict[str, Any]:
        """Return what ``begin_area_proposal`` needs."""
        key = self.cleaned_data.get("organisation") or next(iter(self.partners))
        return {
            "organisation": self.partners[key],
            "area": self.areas.get(self.cleaned_data["area"]),
            "language": self.cleaned_data["language"],
        }


class AreaProposalForm(DraftForm):
    """The words of a proposal and the ties of its objective; saved while one types, anything may be missing."""

    mark_optional = False
    name = LineField(label=_("Name of the area"), max_length=NAME, required=False)
    issue = ParagraphField(
        label=pgettext_lazy("area", "The issue"),
        max_length=ISSUE,
        rows=8,
        required=False,
        help_text=_("What the problem is and why it needs partners who work together."),
    )
    objective = ParagraphField(
        label=_("Objective"),
        max_length=OBJECTIVE,
        rows=4,
        required=False,
        help_text=_("What the area would achieve."),
    )
    reason = ParagraphField(
        label=_("Why a new area?"),
        max_length=REASON,
        rows=6,
        required=False,
        help_text=_("Why the existing areas do not cover it, and who would take part."),
    )

    def __init__(self, data: Any = None, *, proposal: AreaProposal):
        super().__init__(data)
        for name in ("name", "issue", "objective", "reason"):
            self.initial[name] = getattr(proposal, name)
            self.fields[name].widget.attrs["lang"] = proposal.language
        elements = list(FrameworkElement.objects.order_by("order"))
        tied = set(proposal.elements.values_list("pk", flat=True)) if proposal.pk else set()
        for kind in KINDS:
            of_kind = [element for element in elements if element.kind == kind]
            self.fields[f"tie_{kind.value}"] = forms.MultipleChoiceField(
                label=kind.label,
                choices=[(element.key, LinksForm.text(element)) for element in of_kind],
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )
            self.initial[f"tie_{kind.value}"] = [element.key for element in of_kind if element.pk in tied]

    def words(self) -> list[Any]:
        return [self[name] for name in ("name", "issue", "objective", "reason")]

    def ties(self) -> list[Any]:
        return [self[f"tie_{kind.value}"] for kind in KINDS]

    def changes(self) -> dict[str, str]:
        """Return the words that can be stored."""
        return self.sound("name", "issue", "objective", "reason")

    def elements(self) -> list[str]:
        """Return the keys of the chosen elements."""
        return [key for kind in KINDS for key in self.cleaned_data.get(f"tie_{kind.value}", [])]


class MakeAreaForm(NewAreaForm):
    """The area that the group decided on: its code, names and texts in the three languages."""

    def __init__(self, *args: Any, record: AreaProposal, **kwargs: Any):
        super().__init__(*args, record=record, **kwargs)
        for name in ("name", "issue", "objective"):
            self.initial[f"{name}_{record.language}"] = getattr(record, name)
        self.initial[f"objective_{record.language}"] = adopted_objective(record)
        self.initial[f"short_name_{record.language}"] = record.name[:80]
