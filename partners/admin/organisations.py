"""The secretariat's pages on organisations, requests for information and kinds of membership."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import NoReverseMatch, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets.button import HeaderButton

from partners.actions.kinds import save_membership_kind
from partners.actions.membership import end_membership
from partners.admin.forms import MembershipKindForm
from partners.admin.merges import LABELS as MERGE_LABELS
from partners.admin.people_labels import PEOPLE_LABELS
from partners.admin.profile_labels import PROFILE_LABELS
from partners.admin.queries import organisation_rows, request_rows, search_organisations
from partners.admin.views import SafeExportMixin
from partners.models import (
    AreaParticipation,
    InformationRequest,
    Letter,
    Membership,
    MembershipKind,
    OfferOrNeed,
    Organisation,
    OrganisationPerson,
)
from partners.queries import areas_now
from partners.rules.memberships import can_end_membership, can_manage_membership_kinds
from partners.rules.organisations import of_it
from portal.records.admin import NewRecordView, RecordIndexView, RecordInspectView, VerbView
from portal.records.decisions import Answer, Forbidden, WrongState
from portal.records.models import AuditLine
from portal.records.pointers import point_to


def country_of(organisation: Organisation) -> Any:
    return organisation.country or (_("World-wide") if organisation.is_global else "")


def membership_of(organisation: Organisation) -> Membership | None:
    """Return the membership that runs, else the last one; needs :func:`organisation_rows`."""
    rows = [organisation, *organisation.merged_rows]
    found = [membership for row in rows for membership in row.all_memberships]
    return next((membership for membership in found if not membership.ended_on), found[0] if found else None)


def standing_of(organisation: Organisation) -> str:
    """Return what the organisation is to the Partnership now, in words."""
    membership = membership_of(organisation)
    if membership is None:
        return _("Named, no partner")
    return _("Former partner") if membership.ended_on else _("Partner now")


def areas_of(organisation: Organisation) -> str:
    return "; ".join(area.short_name for area in areas_now(organisation))


def _of_membership(name: str) -> Any:
    return lambda organisation: getattr(membership_of(organisation), name, "")


class OrganisationIndexView(SafeExportMixin, RecordIndexView):
    """Organisations that are, were or may become partners."""

    is_searchable = True
    default_ordering = "sort_key"
    export_filename = "organisations"
    export_columns = (
        (gettext_lazy("Legal name"), lambda organisation: organisation.legal_name),
        (gettext_lazy("Acronym"), lambda organisation: organisation.acronym),
        (gettext_lazy("Kind"), lambda organisation: organisation.get_kind_display()),
        (gettext_lazy("Country"), country_of),
        (gettext_lazy("Areas"), areas_of),
        (gettext_lazy("Membership"), standing_of),
        (gettext_lazy("Kind of membership"), lambda o: str(m.kind) if (m := membership_of(o)) else ""),
        (gettext_lazy("Since"), _of_membership("since")),
        (gettext_lazy("Ended on"), _of_membership("ended_on")),
        (gettext_lazy("Origin"), lambda o: m.get_origin_display() if (m := membership_of(o)) else ""),
        (gettext_lazy("Site"), lambda organisation: organisation.website),
    )

    def get_base_queryset(self) -> QuerySet[Organisation]:
        return organisation_rows()

    def search_queryset(self, queryset: QuerySet[Organisation]) -> QuerySet[Organisation]:
        return search_organisations(queryset, self.search_query) if self.is_searching else queryset

    def order_queryset(self, queryset: QuerySet[Organisation]) -> QuerySet[Organisation]:
        return queryset.order_by(self.ordering, "pk")


class OrganisationInspectView(RecordInspectView):
    """An organisation with its memberships and areas over time, people, letters, offers."""

    template_name = "partners/admin/organisation.html"
    history_labels = {
        "membership.end": gettext_lazy("Membership ended"),
        "letter.confirm": gettext_lazy("Participation confirmed"),
        "letter.join": gettext_lazy("A letter was joined to it"),
        **PEOPLE_LABELS,
        **PROFILE_LABELS,
        **MERGE_LABELS,
    }

    def get_object(self, queryset: Any = None) -> Organisation:
        organisations = Organisation.objects.select_related("country", "merged_into", "person")
        return get_object_or_404(organisations, pk=self.pk)

    def get_page_subtitle(self) -> str:
        return self.object.legal_name

    def memberships(self) -> list[Membership]:
        found = Membership.objects.filter(of_it(self.object))
        found = found.select_related("kind", "letter", "ended_by", "organisation")
        return sorted(found, key=lambda membership: (membership.ended_on is not None, -membership.pk))

    def history(self) -> list[dict[str, Any]]:
        """Return what the trail says about its memberships, newest first."""
        keys = [membership.pk for membership in self.memberships_now]
        lines = AuditLine.objects.filter(object_type="partners.membership", object_id__in=keys)
        letters = AuditLine.objects.filter(
            object_type="partners.letter",
            object_id__in=[letter.pk for letter in self.letters_now],
            verb__in=("letter.confirm", "letter.join"),
        )
        own = AuditLine.objects.filter(**point_to(self.object))
        return self.told((lines | letters | own).order_by("-number"))

    @cached_property
    def memberships_now(self) -> list[Membership]:
        return self.memberships()

    @cached_property
    def letters_now(self) -> list[Any]:
        return list(Letter.objects.filter(of_it(self.object)).order_by("-submitted_at"))

    def public_url(self) -> str:
        try:
            return self.object.get_absolute_url() if self.running else ""
        except NoReverseMatch:
            return ""

    @property
    def running(self) -> Membership | None:
        return next((membership for membership in self.memberships_now if not membership.ended_on), None)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        organisation = self.object
        people = OrganisationPerson.objects.filter(of_it(organisation)).select_related("person")
        people = people.order_by("until", "-is_main", "since", "pk")
        participations = AreaParticipation.objects.filter(of_it(organisation)).select_related("area")
        return super().get_context_data(
            memberships=self.memberships_now,
            running=self.running,
            participations=list(participations.order_by("until", "since", "pk")),
            people=list(people),
            letters=self.letters_now,
            offers=list(OfferOrNeed.objects.filter(of_it(organisation)).select_related("area")),
            country=country_of(organisation),
            public_url=self.public_url(),
            merged_rows=list(organisation.merged_from.order_by("sort_key")),
            **kwargs,
        )


class EndMembershipView(VerbView):
    """Ends the membership that runs, by the head (LOI-9)."""

    template_name = "partners/admin/end_membership.html"

    @cached_property
    def membership(self) -> Membership | None:
        running = Membership.objects.running().filter(of_it(self.object))
        return running.select_related("kind", "organisation").first()

    def refused(self) -> HttpResponse | None:
        """Return the page that says why this cannot be done, or None."""
        answer = can_end_membership(self.request.user, self.membership)
        if not answer:
            return self.closed(Forbidden(answer.reason))
        if self.membership is None:
            return self.closed(WrongState(_("This organisation has no membership that runs.")))
        return None

    def closed(self, refusal: Forbidden | WrongState) -> HttpResponse:
        context = self.get_context_data(problems=[refusal.reason], closed=True)
        return self.render_to_response(context, status=self.status_of(refusal))

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.refused() or super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.refused() or super().post(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        return self.object.legal_name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(membership=self.membership, **kwargs)


def end_running_membership(organisation: Organisation, *, by: Any, **values: Any) -> Membership:
    """End the membership that runs; WrongState when somebody else was faster."""
    membership = Membership.objects.running().filter(of_it(organisation)).first()
    if membership is None:
        raise WrongState(_("This organisation has no membership that runs."))
    return end_membership(membership, by=by, **values)


def may_end(user: Any, organisation: Organisation) -> bool:
    membership = Membership.objects.running().filter(of_it(organisation)).first()
    return membership is not None and bool(can_end_membership(user, membership))


# --- Requests for information -----------------------------------------------------------------------------


class RequestIndexView(SafeExportMixin, RecordIndexView):
    """Requests for information with their due dates; those that wait for an answer, unless one asks for others."""

    default_ordering = "due_on"
    export_filename = "requests-for-information"
    export_columns = (
        (gettext_lazy("Reference"), lambda request: request.letter.reference),
        (gettext_lazy("Organisation"), lambda request: request.letter.legal_name),
        (gettext_lazy("Questions"), lambda request: request.number_of_questions),
        (gettext_lazy("Asked on"), lambda request: request.asked_at),
        (gettext_lazy("Due on"), lambda request: request.due_on),
        (gettext_lazy("Status"), lambda request: request.get_status_display()),
        (gettext_lazy("Answered on"), lambda request: request.answered_at),
    )

    def get_base_queryset(self) -> QuerySet[InformationRequest]:
        return request_rows(self.request.user)

    def filter_queryset(self, queryset: QuerySet[InformationRequest]) -> QuerySet[InformationRequest]:
        queryset = super().filter_queryset(queryset)
        return queryset if self.filters.state_chosen else queryset.filter(status="open")

    def order_queryset(self, queryset: QuerySet[InformationRequest]) -> QuerySet[InformationRequest]:
        return queryset.order_by(self.ordering, "pk")

    @cached_property
    def no_results_message(self) -> str:
        return (
            _("No request is waiting for an answer.") if not self.is_filtering else _("No request matches.")
        )


# --- Kinds of membership ----------------------------------------------------------------------------------


class KindIndexView(RecordIndexView):
    """Kinds of membership; the administrator adds and changes them (LOI-10)."""

    def get_base_queryset(self) -> QuerySet[MembershipKind]:
        return MembershipKind.objects.order_by("pk")

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        if not can_manage_membership_kinds(self.request.user):
            return []
        return [HeaderButton(_("Add a kind"), url=reverse("membership-kinds:new"), icon_name="plus")]


class KindVerbView(VerbView):
    """Changes a kind of membership."""

    @cached_property
    def form(self) -> forms.Form:
        data = self.typed_data
        return MembershipKindForm(data, kind=self.object)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = can_manage_membership_kinds(request.user)
        if not answer:
            return self.answer([answer.reason], 403)
        return super().get(request, *args, **kwargs)


class NewKindView(NewRecordView, KindVerbView):
    """Adds a kind of membership."""

    def may_open(self, user: Any) -> Answer | bool:
        return can_manage_membership_kinds(user)


def save_kind(kind: MembershipKind | None, *, by: Any, code: str = "", **values: Any) -> MembershipKind:
    """Call the action with what the form cleaned."""
    return save_membership_kind(kind, by=by, values=values, code=code)
