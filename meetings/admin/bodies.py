"""Bodies in the admin: who is in office, who is to come, what decisions ask to be recorded, who was."""

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetings.actions.recording import record_term
from meetings.admin.term_forms import TermForm
from meetings.admin.term_views import AppointView
from meetings.enums import LEAD_ROLES
from meetings.models import Body, Term
from meetings.panels.offices import nominations_to_record, record_url
from meetings.queries.history import COMING, ENDED, history_url, lines_of, terms_with_ties
from meetings.rules.bodies import can_set_body
from meetings.rules.offices import terms_in_force
from meetings.rules.terms import can_appoint
from partners.viewsets import cell, title
from partnership_areas.enums import AreaStatus
from portal.records.admin import RecordIndexView, RecordInspectView, RecordViewSet, Verb

PAST_SHOWN = 60


def body_url(body: Body) -> str:
    return reverse("bodies:inspect", args=[body.pk])


class BodyIndexView(RecordIndexView):
    """The Advisory Group, then the areas in their order."""

    def get_base_queryset(self) -> QuerySet[Body]:
        now = Q(terms__in=terms_in_force().values("pk"))
        leads = Q(terms__role__in=LEAD_ROLES)
        ordinary = Term.objects.running().ordinary()
        return Body.objects.select_related("area").annotate(
            leads_now=Count("terms", filter=now & leads, distinct=True),
            seats_now=Count("terms", filter=Q(terms__in=ordinary.values("pk")), distinct=True),
            in_office=Count("terms__person", filter=now, distinct=True),
        )

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        return queryset.order_by(*Body._meta.ordering)

    @cached_property
    def no_results_message(self) -> str:
        return _("There is no body.")


class BodyInspectView(RecordInspectView):
    """One body: in office, to come, to record, past."""

    template_name = "meetings/admin/body.html"
    history_labels = {
        "body.set": gettext_lazy("Setting of the body changed"),
        "structure.keep": gettext_lazy("Structure of the Partnership kept as it stood"),
    }

    def get_object(self, queryset: Any = None) -> Body:
        return get_object_or_404(Body.objects.select_related("area"), pk=self.pk)

    def get_page_subtitle(self) -> str:
        return str(self.object)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        body = self.object
        terms = terms_with_ties().filter(body=body)
        lines = lines_of(terms, staff=True)
        now = [line for line in lines if line.standing not in (COMING, ENDED)]
        past = [line for line in lines if line.standing == ENDED]
        waiting = nominations_to_record().filter(decision__body=body)
        ordinary = sum(line.term.role == "member" and line.term.ground != "temporary" for line in now)
        return super().get_context_data(
            now=now,
            coming=[line for line in lines if line.standing == COMING],
            past=past[:PAST_SHOWN],
            past_hidden=max(0, len(past) - PAST_SHOWN),
            waiting=[{"nomination": each, "url": record_url(each)} for each in waiting],
            may_record=bool(can_appoint(self.request.user, body)),
            ordinary=ordinary,
            vacant=max(0, body.seats - ordinary),
            public_url=history_url(body),
            settings_url=reverse("body-settings:set", args=[body.pk])
            if can_set_body(self.request.user, body)
            else "",
            all_url=f"{reverse('terms:index')}?state=all&body={body.pk}",
            **kwargs,
        )


def appoint_in(body: Body, *, by: Any, **values: Any) -> Term:
    return record_term(body=body, by=by, **values)


def who_leads(body: Body) -> str:
    if body.is_group:
        return _("%(taken)s of %(seats)s ordinary seats taken") % {
            "taken": body.seats_now,
            "seats": body.seats,
        }
    if body.leads_now:
        return str(body.leads_now)
    return _("Nobody leads it") if body.area.status == AreaStatus.ESTABLISHED else "–"


def kind_of(body: Body) -> str:
    """Return the kind of a body; an area that is none yet, or none any more, says so."""
    if body.is_group or body.area.status == AreaStatus.ESTABLISHED:
        return body.get_kind_display()
    said = [_("Cross-cutting topic")] if body.area.cross_cutting else []
    return " · ".join(
        [*said, _("Potential area") if body.area.status == AreaStatus.POTENTIAL else _("Closed area")]
    )


class BodyViewSet(RecordViewSet):
    """The Advisory Group and the bodies of the areas."""

    model = Body
    name = "bodies"
    icon = "group"
    menu_label = gettext_lazy("Bodies")
    add_to_admin_menu = False
    list_per_page = 60
    index_view_class = BodyIndexView
    inspect_view_class = BodyInspectView
    verb_view_class = AppointView
    inspect_view_fields = ["code"]
    list_display = [
        title("body", gettext_lazy("Body"), body_url, accessor=str, wide=True),
        cell("kind", gettext_lazy("Kind"), kind_of),
        cell("leads", gettext_lazy("Leads, or seats"), who_leads),
        cell("in_office", gettext_lazy("People in office"), "in_office"),
    ]
    verbs = (
        Verb(
            "appoint",
            gettext_lazy("Record a term"),
            appoint_in,
            lambda user, body: can_appoint(user, body),
            form_class=TermForm,
            done=gettext_lazy("The term is recorded. Its rights begin with its first day."),
        ),
        Verb(
            "enter",
            gettext_lazy("Enter a past term"),
            appoint_in,
            lambda user, body: can_appoint(user, body),
            form_class=TermForm,
            done=gettext_lazy("The past term is entered, with its source."),
        ),
    )
