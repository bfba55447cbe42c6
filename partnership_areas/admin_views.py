"""Views of the secretariat's side: lists, inspect pages with the verbs as buttons, one form per verb."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton

from partnership_areas import actions, rules
from partnership_areas.forms import (
    ClassificationForm,
    CloseForm,
    EstablishForm,
    LinksForm,
    NewAreaForm,
    TextsForm,
)
from partnership_areas.models import Area, Country, FrameworkElement
from partnership_areas.queries import ties_of, with_classification
from portal.records.decisions import Answer, Refusal, StaleRecord


class VerbView(WagtailAdminTemplateMixin, FormView):
    """The form of one verb on one record.

    Subclasses name ``record_model``, ``rule``, ``form_class``, ``page_title`` and do the verb in ``act``. What
    the action refuses comes back on the form with everything typed; a stale save answers 409.
    """

    template_name = "partnership_areas/admin/verb.html"
    record_model: type[models.Model]
    rule: Callable[[Any, Any], Answer]
    index_url_name = ""
    inspect_url_name = ""
    submit_label = gettext_lazy("Save")
    explanation = ""
    status = 200

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = type(self).rule(request.user, self.record)
        if not answer:
            raise PermissionDenied(answer.reason)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def record(self) -> models.Model | None:
        return get_object_or_404(self.record_model, pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return str(self.record or "")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        plural = capfirst(self.record_model._meta.verbose_name_plural)
        items = [{"url": reverse(self.index_url_name), "label": plural}]
        if self.record is not None:
            items.append({"url": self.get_success_url(), "label": str(self.record)})
        return [*self.breadcrumbs_items, *items, {"url": "", "label": self.page_title}]

    def get_success_url(self) -> str:
        if self.record is None:
            return reverse(self.index_url_name)
        return reverse(self.inspect_url_name, args=[self.record.pk])

    def act(self, form: forms.Form) -> str:
        """Do the verb and return the sentence to show."""
        raise NotImplementedError

    def form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            message = self.act(form)
        except StaleRecord as refusal:
            self.show_both(form)
            return self.refuse(form, refusal, status=409)
        except Refusal as refusal:
            return self.refuse(form, refusal, status=200)
        messages.success(self.request, message)
        return redirect(self.get_success_url())

    def refuse(self, form: forms.Form, refusal: Refusal, *, status: int) -> HttpResponse:
        for problem in refusal.problems:
            form.add_error(problem.field if problem.field in form.fields else None, problem.message)
        self.status = status
        return self.render_to_response(self.get_context_data(form=form))

    def show_both(self, form: forms.Form) -> None:
        """Put what is saved now beside what was typed, and let the next save be made on top of it."""

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        return super().render_to_response(context, status=self.status, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        form = context["form"]
        problems = [
            (form[name].label if name in form.fields else "", error)
            for name, errors in form.errors.items()
            for error in errors
        ]
        heading = ngettext("%(count)s thing to correct", "%(count)s things to correct", len(problems))
        return context | {
            "problems": problems,
            "problems_heading": heading % {"count": len(problems)},
            "submit_label": self.submit_label,
            "explanation": self.explanation,
            "back_url": self.get_success_url(),
            "media": form.media,
        }


class CorrectClassification(VerbView):
    record_model = Country
    rule = rules.can_correct_classification
    form_class = ClassificationForm
    page_title = gettext_lazy("Correct the classification")
    submit_label = gettext_lazy("Add this correction")
    explanation = gettext_lazy(
        "A correction is added with its date and source. Nothing that was entered before is changed."
    )

    def get_initial(self) -> dict[str, Any]:
        row = self.record.classification()
        return {name: getattr(row, name) for name in actions.JUDGEMENTS} if row else {}

    def act(self, form: forms.Form) -> str:
        actions.correct_classification(self.record, by=self.request.user, **form.cleaned_data)
        return _("The correction is added.")


class CorrectTexts(VerbView):
    """Names and texts of an area, a country or an element of the framework (``record_model`` says which)."""

    record_model = Area
    rule = rules.can_correct_texts
    form_class = TextsForm
    page_title = gettext_lazy("Correct names and texts")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"record": self.record}

    def act(self, form: forms.Form) -> str:
        more = {}
        if "unofficial_languages" in form.fields:
            more["unofficial_languages"] = form.cleaned_data["unofficial_languages"]
        record = self.record_model.objects.get(pk=self.record.pk)
        record.version = form.cleaned_data["version"]
        actions.correct_texts(record, by=self.request.user, texts=form.texts(), **more)
        return _("The texts are saved.")

    def show_both(self, form: forms.Form) -> None:
        for column in form.columns:
            now = getattr(self.record, column) or ""
            if now != form.cleaned_data[column]:
                form.fields[column].help_text = _("Saved now: %(text)s") % {"text": now or "–"}
        form.data = form.data.copy()
        form.data["version"] = self.record.version


class CorrectCountryTexts(CorrectTexts):
    record_model = Country


class CorrectElementTexts(CorrectTexts):
    record_model = FrameworkElement


class CreateArea(VerbView):
    record = None
    record_model = Area
    rule = rules.can_manage_areas
    form_class = NewAreaForm
    page_title = gettext_lazy("New area")
    submit_label = gettext_lazy("Add as a potential area")

    def act(self, form: forms.Form) -> str:
        area = actions.create_area(
            by=self.request.user,
            code=form.cleaned_data["code"],
            texts=form.texts(),
            order=form.cleaned_data["order"],
            cross_cutting=form.cleaned_data["cross_cutting"],
            unofficial_languages=form.cleaned_data["unofficial_languages"],
        )
        return _("“%(area)s” is added as a potential area.") % {"area": area}


class SetLinks(VerbView):
    record_model = Area
    rule = rules.can_manage_areas
    form_class = LinksForm
    page_title = gettext_lazy("Ties to the framework")
    explanation = gettext_lazy(
        "The objective of an area is tied to the overall goal, to at least one objective and to at least one "
        "priority. Enabling aims and missions may be added."
    )

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"area": self.record}

    def act(self, form: forms.Form) -> str:
        actions.set_area_links(self.record, form.elements(), by=self.request.user)
        return _("The ties are saved.")


class EstablishArea(VerbView):
    record_model = Area
    rule = rules.can_manage_areas
    form_class = EstablishForm
    page_title = gettext_lazy("Establish the area")
    submit_label = gettext_lazy("Establish")

    def act(self, form: forms.Form) -> str:
        actions.establish_area(self.record, by=self.request.user, on=form.cleaned_data["on"])
        return _("The area is established.")


class CloseArea(VerbView):
    record_model = Area
    rule = rules.can_manage_areas
    form_class = CloseForm
    page_title = gettext_lazy("Close the area")
    submit_label = gettext_lazy("Close this area")
    explanation = gettext_lazy("The page and the history of the area stay. Nobody can choose it any more.")

    def act(self, form: forms.Form) -> str:
        actions.close_area(
            self.record, by=self.request.user, on=form.cleaned_data["on"], reason=form.cleaned_data["reason"]
        )
        return _("The area is closed.")


# --- Lists and inspect pages --------------------------------------------------------------------


class CountryIndexView(generic.IndexView):
    def get_base_queryset(self) -> models.QuerySet:
        return with_classification(Country.objects.select_related("region"))


class AreaIndexView(generic.IndexView):
    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        if not rules.can_manage_areas(self.request.user):
            return []
        url = reverse(f"{self.index_url_name.rsplit(':', 1)[0]}:create")
        return [HeaderButton(_("New area"), url=url, icon_name="plus")]


class RecordInspectView(generic.InspectView):
    """An inspect page that shows the verbs the reader may use. ``verbs``: (url name, label, rule)."""

    template_name = "partnership_areas/admin/inspect.html"
    page_title = gettext_lazy("Details")
    verbs: tuple[tuple[str, Any, Callable[[Any, Any], Answer]], ...] = ()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        namespace = self.index_url_name.rsplit(":", 1)[0]
        buttons = [
            {"url": reverse(f"{namespace}:{name}", args=[self.object.pk]), "label": label}
            for name, label, rule in self.verbs
            if rule(self.request.user, self.object)
        ]
        return super().get_context_data(buttons=buttons, **kwargs)


class CountryInspectView(RecordInspectView):
    template_name = "partnership_areas/admin/inspect_country.html"
    verbs = (
        ("classification", CorrectClassification.page_title, rules.can_correct_classification),
        ("texts", CorrectTexts.page_title, rules.can_correct_texts),
    )

    def get_other_names_display_value(self) -> str:
        return " · ".join(f"{code}: {name}" for code, name in self.object.other_names.items()) or "–"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        current = self.object.classification()
        rows = self.object.classifications.select_related("entered_by")
        return super().get_context_data(
            rows=rows, current_pk=current.pk if current else None, public_url="", **kwargs
        )


class AreaInspectView(RecordInspectView):
    template_name = "partnership_areas/admin/inspect_area.html"
    verbs = (("texts", CorrectTexts.page_title, rules.can_correct_texts),)

    VERB_URLS = {"set_links": "links", "establish": "establish", "close": "close"}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        namespace = self.index_url_name.rsplit(":", 1)[0]
        for transition in rules.AREA_TRANSITIONS.available(self.request.user, self.object):
            url = reverse(f"{namespace}:{self.VERB_URLS[transition.verb]}", args=[self.object.pk])
            context["buttons"].append(
                {"url": url, "label": transition.staff_label, "danger": transition.danger}
            )
        ties = ties_of(self.object)
        groups = [ties.goal, ties.objectives, ties.priorities, ties.enabling, ties.missions]
        return context | {
            "ties": ties,
            "tie_groups": groups,
            "public_url": self.object.get_absolute_url(),
        }


class ElementInspectView(RecordInspectView):
    verbs = (("texts", CorrectTexts.page_title, rules.can_correct_texts),)
