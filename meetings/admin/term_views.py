"""Recording and ending a term of office in the admin: every problem at once, warnings before the deed."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property

from meetings.actions.recording import Unconfirmed
from meetings.admin.term_forms import UNKNOWN_FIELDS, ChecklistForm, PartnerSearch, TermForm
from meetings.models import Nomination, Term
from meetings.rules.terms import can_appoint, term_problems
from partners.admin.queries import search_organisations
from partners.models import Organisation
from partners.queries import partners_of_area
from portal.records.admin import VerbView
from portal.records.decisions import Problem, Refusal
from portal.records.wording import labelled

CANDIDATES = 40
NAME_FIELDS = ("given_name", "family_name", "email")


class CarefulVerbView(VerbView):
    """A verb whose warnings are shown first: the button then says "all the same" and sends their seal."""

    warnings: list[Any] = []

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().post(request, *args, **kwargs)
        except Unconfirmed as unconfirmed:  # raised again by ``_problems``
            self.warnings = [self.worded(warning) for warning in unconfirmed.problems]
            data = self.form.data.copy()
            data["confirmed"] = unconfirmed.seal
            self.form.data = data
            return self.answer([], 422)

    def _problems(self, refusal: Refusal) -> list[Any]:
        if isinstance(refusal, Unconfirmed):
            raise refusal
        return super()._problems(refusal)

    def worded(self, problem: Problem) -> str:
        """Return a problem with the field that it concerns, where there is one."""
        field = self.form.fields.get(problem.field) if self.form else None
        return labelled(field.label, problem.message) if field and field.label else str(problem.message)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(warnings=self.warnings, **kwargs)


class AppointView(CarefulVerbView):
    """First the partner, then the term. ``past``: a term of long ago, from a source."""

    template_name = "meetings/admin/appoint.html"

    @property
    def past(self) -> bool:
        return self.verb.name == "enter"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = can_appoint(request.user, self.object)
        return super().get(request, *args, **kwargs) if answer else self.answer([answer.reason], 403)

    @cached_property
    def search(self) -> PartnerSearch:
        search = PartnerSearch(self.request.GET, body=self.object)
        search.is_valid()
        return search

    def asked(self, name: str) -> Any:
        return self.search.cleaned_data.get(name)

    @property
    def nomination(self) -> Nomination | None:
        return None if self.past else self.asked("nomination")

    @cached_property
    def partner(self) -> Organisation | None:
        if self.typed_data is not None:
            field = TermForm.base_fields["organisation"]
            try:
                return field.clean(self.typed_data.get("organisation"))
            except ValidationError:  # a senseless key; the form says so
                return None
        if self.nomination:
            return self.nomination.organisation.merged_into or self.nomination.organisation
        return self.asked("partner")

    @property
    def unknown(self) -> str | None:
        """The name, as far as it is typed, of an organisation that the register does not know; None for others."""
        if not self.past or self.partner is not None:
            return None
        if self.typed_data is not None:
            return self.typed_data.get("organisation_name")
        return (self.asked("q") or "") if self.asked("unknown") else None

    @cached_property
    def form(self) -> TermForm | None:
        data = self.typed_data
        if data is None and self.partner is None and self.unknown is None and not self.asked("nobody"):
            return None
        return TermForm(
            data,
            body=self.object,
            organisation=self.partner,
            nomination=self.nomination if data is None else None,
            past=self.past,
            unknown=self.unknown,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.form.is_valid() and can_appoint(request.user, self.object):
            return self.answer(self.everything_wrong(), 422)
        return super().post(request, *args, **kwargs)

    def everything_wrong(self) -> list[Any]:
        """Give the form what the rules say beside what is malformed, and return what concerns no field."""
        values = self.form.values()
        typed = [values.pop(name) for name in NAME_FIELDS]
        for name in ("confirmed", *UNKNOWN_FIELDS):
            values.pop(name, None)
        malformed = set(self.form.errors) | ({"person"} if any(typed) else set())
        malformed |= set() if self.unknown is None else {"organisation"}
        problems = [
            problem for problem in term_problems(body=self.object, **values) if problem.field not in malformed
        ]
        return self._problems(Refusal(problems))

    @property
    def success_url(self) -> str:
        return self.inspect_url

    def candidates(self) -> list[Organisation]:
        """Return partners to choose from: what was searched for, else those of the area or in the group."""
        rows = Organisation.objects.canonical().select_related("country")
        asked = self.asked("q")
        if asked:
            return list(search_organisations(rows, asked)[:CANDIDATES])
        if self.past:
            return []
        if self.object.area:
            return list(partners_of_area(self.object.area).select_related("country")[:CANDIDATES])
        seats = Term.objects.running().seats().filter(body=self.object)
        return list(rows.filter(pk__in=seats.values("organisation"))[:CANDIDATES])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        values: dict[str, Any] = {"partner": self.partner, "past": self.past, "nomination": None}
        values["unknown"] = self.unknown is not None
        if self.form is None:
            values |= {"asked": self.asked("q") or "", "candidates": self.candidates()}
        elif self.request.method != "POST":
            values["nomination"] = self.nomination
        return super().get_context_data(**values, **kwargs)


class EndTermView(CarefulVerbView):
    """Ends a term, marks it as wrong, keeps its checklist, notes what the person said."""

    template_name = "meetings/admin/term_verb.html"

    @cached_property
    def form(self) -> Any:
        if self.verb.name == "handover":
            data = self.typed_data
            return ChecklistForm(data, term=self.object)
        return VerbView.form.func(self)

    def get_page_subtitle(self) -> str:
        return str(self.object)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            body_url=reverse("bodies:inspect", args=[self.object.body_id]), **kwargs
        )
