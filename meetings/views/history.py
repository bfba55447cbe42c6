"""Public pages: who held an office in a body, and which offices a person held."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from meetings.models import Body
from meetings.queries.history import lines_of, on_day, public_offices_of, terms_with_ties
from meetings.reference import GROUP
from partners.models import Person

PER_PAGE = 60


class HistoryForm(forms.Form):
    """Which day is asked for in the address."""

    on = forms.DateField(
        label=gettext_lazy("Who held an office on"),
        help_text=gettext_lazy("Leave it empty for the whole history."),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    mark_optional = False


@require_safe
def group_history(request: HttpRequest) -> HttpResponse:
    """Everybody who sat in the Advisory Group or presided over it."""
    return _history(request, get_object_or_404(Body, code=GROUP))


@require_safe
def area_history(request: HttpRequest, code: str) -> HttpResponse:
    """Everybody who led an area."""
    return _history(request, get_object_or_404(Body.objects.select_related("area"), area__code=code))


def _history(request: HttpRequest, body: Body) -> HttpResponse:
    form = HistoryForm(request.GET)
    valid = form.is_valid()
    if not valid:
        form.data = form.data.copy()
        form.data["on"] = ""  # a browser's date field shows nothing that is no date
    day = form.cleaned_data["on"] if valid else None
    terms = terms_with_ties().filter(body=body)
    if day:
        terms = on_day(terms, day)
    page = Paginator(terms, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "body": body,
        "form": form,
        "day": day,
        "page_obj": page,
        "lines": lines_of(page.object_list, on=day),
        "crumbs": [*_way_to(body), {"label": _("Who held office")}],
        "has_errors": not valid,
    }
    return render(request, "meetings/history.html", context)


def _way_to(body: Body) -> list[dict[str, Any]]:
    if body.is_group:
        return [{"label": str(body), "url": reverse("meetings:group")}]
    return [
        {"label": _("Partnership areas"), "url": reverse("areas:index")},
        {"label": body.area.short_name, "url": body.area.get_absolute_url()},
    ]


@require_safe
def office_holder(request: HttpRequest, pk: int) -> HttpResponse:
    """The offices under which a person may be named; 404 for everybody else, as if they were not there."""
    person = Person.objects.filter(pk=pk).exclude(family_name="").first()
    lines = lines_of(public_offices_of(person)) if person else []
    if not lines:
        raise Http404
    context = {"person": person, "lines": lines, "crumbs": [{"label": str(person)}]}
    response = render(request, "meetings/office_holder.html", context)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
