"""One's own offices on the desk: what one holds, the consent to be named, what is handed over at the end."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from meetings.actions.handover import declare_gender, keep_handover
from meetings.actions.terms import give_consent, take_back_consent
from meetings.models import Term
from meetings.panels.offices import Office, offices_held
from meetings.queries.history import ENDED
from meetings.rules.handover import handover_items
from meetings.views.desk import signed_in
from partners.enums import Gender
from partners.models import Person
from portal.records.decisions import Forbidden, Refusal


class HandoverForm(forms.Form):
    """The checklist of one term."""

    done = forms.MultipleChoiceField(
        label=gettext_lazy("Tick what is done"), required=False, widget=forms.CheckboxSelectMultiple
    )
    mark_optional = False

    def __init__(self, data: Any = None, *, office: Office) -> None:
        term = office.term
        super().__init__(data, auto_id=f"id_{term.pk}_%s", initial={"done": sorted(office.done)})
        field = self.fields["done"]
        field.choices = [(item.code, item.label) for item in office.items]
        field.widget.option_hints = {item.code: item.hint for item in office.items}


class GenderForm(forms.Form):
    """What a person says of themselves; or nothing."""

    gender = forms.ChoiceField(
        label=pgettext_lazy("of a person", "Gender"),
        help_text=gettext_lazy(
            "Only if you wish. The Advisory Group aims at gender parity: the answers are counted, never shown with "
            "a name."
        ),
        required=False,
        choices=[("", gettext_lazy("I prefer not to say")), *Gender.choices],
        widget=forms.RadioSelect,
    )
    mark_optional = False


@signed_in("GET", "HEAD")
def offices(request: HttpRequest) -> HttpResponse:
    """What I hold, until when, what it allows me, whether I am named, what to hand over."""
    held = offices_held(request.user)
    person = Person.objects.filter(user=request.user).first()
    now = [office for office in held if office.line.standing != ENDED or office.items]
    context = {
        "offices": [
            {
                "office": office,
                "handover": HandoverForm(office=office) if office.items else None,
                "handover_later": office.line.standing != ENDED and bool(handover_items(office.term)),
            }
            for office in now
        ],
        "past": [office for office in held if office not in now],
        "gender": GenderForm(initial={"gender": person.gender}) if held and person else None,
        "back_url": reverse("desk:home"),
        "back_label": _("Your desk"),
    }
    return render(request, "meetings/desk/offices.html", context)


def _own_term(request: HttpRequest, pk: int) -> Term:
    term = Term.objects.counted().filter(pk=pk, person__user=request.user).first()
    if term is None:
        raise Http404
    return term


@signed_in("POST")
def consent(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree to be named to the public with one office, or take it back; at once."""
    term = _own_term(request, pk)
    if "agree" in request.POST:
        give_consent(term, by=request.user)
        messages.success(request, _("You are named with this office. You can take it back at any time."))
    else:
        take_back_consent(term, by=request.user)
        messages.success(request, _("You are no longer named with this office, from now on."))
    return redirect("meetings_desk:offices")


@signed_in("POST")
def handover(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the checklist of one's own term."""
    term = _own_term(request, pk)
    try:
        keep_handover(term, done=request.POST.getlist("done"), by=request.user)
    except Forbidden:
        raise Http404 from None
    except Refusal as refusal:
        messages.error(request, " ".join(str(problem.message) for problem in refusal.problems))
    else:
        messages.success(request, _("The checklist is saved."))
    return redirect(f"{reverse('meetings_desk:offices')}#handover-{term.pk}")


@signed_in("POST")
def gender(request: HttpRequest) -> HttpResponse:
    """Note what I say of myself, or take it back."""
    try:
        declare_gender(gender=request.POST.get("gender", ""), by=request.user)
    except Forbidden:
        raise Http404 from None
    except Refusal as refusal:
        messages.error(request, " ".join(str(problem.message) for problem in refusal.problems))
    else:
        messages.success(request, _("Your answer is saved."))
    return redirect("meetings_desk:offices")
