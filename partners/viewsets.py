"""Letters, organisations, requests and kinds of membership in the admin."""

from typing import Any

from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.ui.tables import Column, TitleColumn

from partners.actions import review
from partners.admin import forms as admin_forms
from partners.admin import merges
from partners.admin.filters import LetterFilterSet, OrganisationFilterSet, RequestFilterSet
from partners.admin.organisations import (
    EndMembershipView,
    KindIndexView,
    KindVerbView,
    NewKindView,
    OrganisationIndexView,
    OrganisationInspectView,
    RequestIndexView,
    areas_of,
    country_of,
    end_running_membership,
    may_end,
    membership_of,
    save_kind,
    standing_of,
)
from partners.admin.queries import age
from partners.admin.views import (
    LetterIndexView,
    LetterInspectView,
    LetterVerbView,
    StartOnBehalfView,
    status_tag,
    tag,
)
from partners.enums import RequestStatus
from partners.models import InformationRequest, Letter, MembershipKind, Organisation
from partners.rules.letter_moves import LETTER_TRANSITIONS
from partners.rules.letters import can_review
from partners.rules.memberships import can_manage_membership_kinds
from portal.records.admin import RecordInspectView, RecordViewSet, Verb, verbs_of
from portal.records.clock import day_of


def cell(name: str, label: Any, accessor: Any = None, *, sort_key: str = "", wide: bool = False) -> Column:
    """Return a column; on a phone its cells stand below each other, ``wide`` ones on a line of their own."""
    classname = "desk-cell desk-name" if wide else "desk-cell"
    return Column(name, label=label, accessor=accessor, sort_key=sort_key or None, classname=classname)


def title(
    name: str, label: Any, get_url: Any, *, accessor: Any = None, sort_key: str = "", wide: bool = False
):
    """Return the column whose cells lead to the record."""
    classname = "desk-cell desk-name" if wide else "desk-reference"
    return TitleColumn(
        name, label=label, get_url=get_url, accessor=accessor, sort_key=sort_key or None, classname=classname
    )


def letter_url(letter: Letter) -> str:
    return reverse("letters:inspect", args=[letter.pk])


def since_cell(letter: Letter) -> SafeString:
    when = letter.status_since
    return format_html('<time datetime="{}">{}</time>', when.isoformat(), age(when))


def areas_cell(letter: Letter) -> SafeString:
    return format_html_join(", ", "{}", ((area.short_name,) for area in letter.areas.all()))


def country_cell(letter: Letter) -> Any:
    return letter.country or (_("World-wide") if letter.is_global else "–")


class LetterViewSet(RecordViewSet):
    """Letters of intent: list, page to read, verbs."""

    model = Letter
    name = "letters"
    icon = "doc-full"
    menu_label = gettext_lazy("Letters of intent")
    list_per_page = 30
    index_view_class = LetterIndexView
    inspect_view_class = LetterInspectView
    verb_view_class = LetterVerbView
    filterset_class = LetterFilterSet
    inspect_view_fields = ["reference"]
    list_display = [
        title("reference", gettext_lazy("Reference"), letter_url, accessor=str, sort_key="reference"),
        cell("legal_name", gettext_lazy("Organisation"), sort_key="legal_name", wide=True),
        cell("kind", gettext_lazy("Kind"), "get_kind_display", sort_key="kind"),
        cell("country", gettext_lazy("Country"), country_cell, sort_key="country__name"),
        cell("status", gettext_lazy("Status"), status_tag, sort_key="status"),
        cell("since", gettext_lazy("Since"), since_cell, sort_key="status_since"),
        cell("areas", gettext_lazy("Areas"), areas_cell),
    ]
    verbs = (
        *verbs_of(
            LETTER_TRANSITIONS,
            {
                "take_under_review": review.take_under_review,
                "ask": review.ask_for_information,
                "resume_review": review.resume_review,
                "confirm": review.confirm_letter,
                "decline": review.decline_letter,
                "hold": review.hold_letter,
                "release": review.release_letter,
                "join": review.join_letter,
            },
            forms={
                "take_under_review": admin_forms.LetterVerbForm,
                "ask": admin_forms.AskForm,
                "resume_review": admin_forms.ReasonForm,
                "confirm": admin_forms.ConfirmForm,
                "decline": admin_forms.DeclineForm,
                "hold": admin_forms.ReasonForm,
                "release": admin_forms.ReasonForm,
                "join": admin_forms.JoinForm,
            },
            done={
                "take_under_review": gettext_lazy(
                    "The review has begun. The letter is on the site as “received, not yet confirmed”."
                ),
                "ask": gettext_lazy("The questions are on their way to the applicant."),
                "resume_review": gettext_lazy("The review goes on without an answer."),
                "confirm": gettext_lazy(
                    "Participation is confirmed. The letter of confirmation and the mails are on their way."
                ),
                "decline": gettext_lazy("The letter is declined. The applicant is told the reason."),
                "hold": gettext_lazy("The letter is held. Nobody outside the secretariat learns of it."),
                "release": gettext_lazy("The letter is released and can be taken under review."),
                "join": gettext_lazy("The letter is joined to the organisation."),
            },
        ),
        Verb(
            "note",
            gettext_lazy("Add the note"),
            review.add_note,
            can_review,
            form_class=admin_forms.NoteForm,
            done=gettext_lazy("The note is added."),
        ),
        Verb(
            "checks",
            gettext_lazy("Save the checklist"),
            review.set_checks,
            can_review,
            form_class=admin_forms.ChecksForm,
            done=gettext_lazy("The checklist is saved."),
        ),
    )

    def get_urlpatterns(self) -> list[Any]:
        new = self.construct_view(StartOnBehalfView)
        return [path("new/", new, name="new"), *super().get_urlpatterns()]


def organisation_status_cell(organisation: Organisation) -> SafeString:
    membership = membership_of(organisation)
    kind = "neutral" if membership is None else "stop" if membership.ended_on else "ok"
    return tag(kind, standing_of(organisation))


def organisation_since_cell(organisation: Organisation) -> Any:
    membership = membership_of(organisation)
    if membership is None:
        return "–"
    return membership.ended_on or membership.since or _("unknown")


def organisation_url(organisation: Organisation) -> str:
    return reverse("organisations:inspect", args=[organisation.pk])


class OrganisationViewSet(RecordViewSet):
    """Organisations: list, page to read, end of a membership."""

    model = Organisation
    name = "organisations"
    icon = "group"
    menu_label = gettext_lazy("Organisations")
    list_per_page = 30
    index_view_class = OrganisationIndexView
    inspect_view_class = OrganisationInspectView
    verb_view_class = EndMembershipView
    filterset_class = OrganisationFilterSet
    inspect_view_fields = ["legal_name"]
    list_display = [
        title("legal_name", gettext_lazy("Legal name"), organisation_url, sort_key="sort_key", wide=True),
        cell("acronym", gettext_lazy("Acronym"), sort_key="acronym"),
        cell("kind", gettext_lazy("Kind"), "get_kind_display", sort_key="kind"),
        cell("country", gettext_lazy("Country"), lambda o: country_of(o) or "–", sort_key="country__name"),
        cell("membership", gettext_lazy("Membership"), organisation_status_cell),
        cell("areas", gettext_lazy("Areas"), areas_of),
    ]
    verbs = (
        Verb(
            "end_membership",
            gettext_lazy("End the membership"),
            end_running_membership,
            may_end,
            danger=True,
            form_class=admin_forms.EndMembershipForm,
            done=gettext_lazy("The membership has ended. Its trace stays."),
        ),
        merges.MERGE,
        merges.UNMERGE,
    )

    def verb_view(self, verb: Verb) -> Any:
        self.verb_view_class = merges.VIEWS.get(verb.name, EndMembershipView)
        return super().verb_view(verb)


def request_url(request: InformationRequest) -> str:
    return f"{letter_url(request.letter)}#requests"


def due_cell(request: InformationRequest) -> Any:
    date = date_format(request.due_on, "DATE_FORMAT")
    return format_html("{} {}", date, tag("warn", _("Overdue"))) if request.is_overdue else date


def asked_cell(request: InformationRequest) -> str:
    return date_format(day_of(request.asked_at), "DATE_FORMAT")


def questions_cell(request: InformationRequest) -> str:
    number = request.number_of_questions
    return ngettext("%(number)d question", "%(number)d questions", number) % {"number": number}


def request_status_cell(request: InformationRequest) -> SafeString:
    kind = {RequestStatus.OPEN: "wait", RequestStatus.ANSWERED: "ok"}.get(request.status, "neutral")
    return tag(kind, request.get_status_display())


class RequestViewSet(RecordViewSet):
    """Requests for information and their due dates; each line leads to its letter."""

    model = InformationRequest
    name = "requests"
    icon = "help"
    menu_label = gettext_lazy("Requests due")
    list_per_page = 50
    index_view_class = RequestIndexView
    filterset_class = RequestFilterSet
    list_display = [
        title("letter", gettext_lazy("Letter"), request_url),
        cell("organisation", gettext_lazy("Organisation"), "letter.legal_name", wide=True),
        cell("due_on", gettext_lazy("Due on"), due_cell, sort_key="due_on"),
        cell("asked_at", gettext_lazy("Asked"), asked_cell, sort_key="asked_at"),
        cell("questions", gettext_lazy("Questions"), questions_cell),
        cell("status", gettext_lazy("Status"), request_status_cell),
    ]

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
        ]


class KindInspectView(RecordInspectView):
    history_labels = {
        "membership_kind.add": gettext_lazy("Added"),
        "membership_kind.change": gettext_lazy("Changed"),
    }


class MembershipKindViewSet(RecordViewSet):
    """Kinds of membership, among the settings (LOI-10)."""

    model = MembershipKind
    name = "membership-kinds"
    icon = "tag"
    menu_label = gettext_lazy("Kinds of membership")
    add_to_settings_menu = True
    index_view_class = KindIndexView
    inspect_view_class = KindInspectView
    verb_view_class = KindVerbView
    list_display = ["name", "code", "is_default"]
    inspect_view_fields = ["code", "name_en", "name_fr", "name_es", "is_default"]
    verbs = (
        Verb(
            "change",
            gettext_lazy("Change"),
            save_kind,
            lambda user, kind: can_manage_membership_kinds(user),
            form_class=admin_forms.MembershipKindForm,
            done=gettext_lazy("The kind of membership is saved."),
        ),
    )
    new = Verb(
        "new",
        gettext_lazy("Add a kind of membership"),
        save_kind,
        lambda user, kind: can_manage_membership_kinds(user),
        form_class=admin_forms.MembershipKindForm,
        done=gettext_lazy("The kind of membership is added."),
    )

    def get_urlpatterns(self) -> list[Any]:
        new = NewKindView.as_view(
            record_model=self.model,
            verb=self.new,
            index_url_name=self.get_url_name("index"),
            inspect_url_name=self.get_url_name("inspect"),
        )
        return [path("new/", new, name="new"), *super().get_urlpatterns()]
