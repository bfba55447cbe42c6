"""Memberships, declared withdrawals and invitations to join, as lists and pages of the admin."""

from typing import Any

from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners.actions import prospects, standing
from partners.admin.prospects import (
    NewProspectView,
    ProspectFilterSet,
    ProspectIndexView,
    ProspectInspectView,
    invite_for_secretariat,
)
from partners.admin.standing import (
    BeginningForm,
    ChangeKindForm,
    MembershipFilterSet,
    MembershipIndexView,
    MembershipInspectView,
    WithdrawalFilterSet,
    WithdrawalIndexView,
    WithdrawalInspectView,
)
from partners.admin.views import tag
from partners.forms.standing import ProspectForm
from partners.models import Membership, Prospect, ProspectState, Withdrawal, WithdrawalStatus
from partners.rules.prospects import can_invite_prospect, can_manage_prospect
from partners.rules.standing import (
    can_change_membership_kind,
    can_decide_on_withdrawal,
    can_set_beginning,
)
from partners.viewsets import cell, title
from portal.records.admin import RecordViewSet, Verb

WITHDRAWAL_TAGS = {WithdrawalStatus.DECLARED: "do", WithdrawalStatus.RECORDED: "stop"}
PROSPECT_TAGS = {
    ProspectState.SENT: "wait",
    ProspectState.BEGUN: "wait",
    ProspectState.ARRIVED: "do",
    ProspectState.PARTNER: "ok",
}


def day(value: Any) -> str:
    return date_format(value, "DATE_FORMAT") if value else "–"


def withdrawal_url(withdrawal: Withdrawal) -> str:
    return reverse("withdrawals:inspect", args=[withdrawal.pk])


def withdrawal_tag(withdrawal: Withdrawal) -> SafeString:
    kind = WITHDRAWAL_TAGS.get(WithdrawalStatus(withdrawal.status), "neutral")
    return tag(kind, withdrawal.get_status_display())


class WithdrawalViewSet(RecordViewSet):
    """What partners declared; the head records it or sets it aside (LOI-9)."""

    model = Withdrawal
    name = "withdrawals"
    icon = "logout"
    menu_label = gettext_lazy("Withdrawals")
    list_per_page = 30
    index_view_class = WithdrawalIndexView
    inspect_view_class = WithdrawalInspectView
    filterset_class = WithdrawalFilterSet
    inspect_view_fields = ["reason"]
    list_display = [
        title("organisation", gettext_lazy("Organisation"), withdrawal_url, accessor=str, wide=True),
        cell("last_day", gettext_lazy("Last day"), lambda w: day(w.last_day), sort_key="last_day"),
        cell(
            "declared_at", gettext_lazy("Declared on"), lambda w: day(w.declared_at), sort_key="declared_at"
        ),
        cell("status", gettext_lazy("Status"), withdrawal_tag, sort_key="status"),
    ]
    verbs = (
        Verb(
            "record",
            gettext_lazy("Record the withdrawal"),
            standing.record_withdrawal,
            can_decide_on_withdrawal,
            danger=True,
            done=gettext_lazy("The withdrawal is recorded. The membership has ended, its trace stays."),
            explanation=gettext_lazy(
                "The membership ends on the declared day, with the reason given; the focal points are told."
            ),
        ),
        Verb(
            "set_aside",
            gettext_lazy("Set aside"),
            standing.set_aside_withdrawal,
            can_decide_on_withdrawal,
            needs_reason=True,
            done=gettext_lazy("The declaration is set aside; the focal points are told why."),
            explanation=gettext_lazy(
                "The membership goes on. Do this when the declaration came by mistake or from nobody entitled."
            ),
        ),
    )


def membership_url(membership: Membership) -> str:
    return reverse("memberships:inspect", args=[membership.pk])


def since_cell(membership: Membership) -> str:
    if membership.since:
        return day(membership.since)
    if membership.listed_by:
        return _("unknown; listed by %(day)s") % {"day": day(membership.listed_by)}
    return _("unknown")


def ended_cell(membership: Membership) -> Any:
    if not membership.ended_on:
        return tag("ok", _("Running"))
    return f"{day(membership.ended_on)} ({membership.get_ending_display()})"


class MembershipViewSet(RecordViewSet):
    """Every membership over time; its kind and its beginning can be corrected, with reason and source."""

    model = Membership
    name = "memberships"
    icon = "history"
    menu_label = gettext_lazy("Memberships")
    list_per_page = 50
    index_view_class = MembershipIndexView
    inspect_view_class = MembershipInspectView
    filterset_class = MembershipFilterSet
    inspect_view_fields = ["source"]
    list_display = [
        title(
            "organisation",
            gettext_lazy("Organisation"),
            membership_url,
            accessor="organisation.legal_name",
            sort_key="organisation__sort_key",
            wide=True,
        ),
        cell("kind", gettext_lazy("Kind of membership")),
        cell("since", gettext_lazy("Since"), since_cell, sort_key="since"),
        cell("ended_on", gettext_lazy("Until"), ended_cell, sort_key="ended_on"),
        cell("origin", gettext_lazy("Origin"), "get_origin_display"),
    ]
    verbs = (
        Verb(
            "change_kind",
            gettext_lazy("Change the kind of membership"),
            standing.change_membership_kind,
            can_change_membership_kind,
            form_class=ChangeKindForm,
            done=gettext_lazy("The kind of membership is changed; the one before stays in its history."),
        ),
        Verb(
            "set_beginning",
            gettext_lazy("Record the beginning"),
            standing.set_beginning,
            can_set_beginning,
            form_class=BeginningForm,
            done=gettext_lazy("The beginning is recorded. The register counts from there."),
            explanation=gettext_lazy("Where a list does not say since when, another source may."),
        ),
    )


def prospect_url(prospect: Prospect) -> str:
    return reverse("prospects:inspect", args=[prospect.pk])


def prospect_tag(prospect: Prospect) -> SafeString:
    return tag(PROSPECT_TAGS.get(prospect.state, "neutral"), prospect.state.label)


class ProspectViewSet(RecordViewSet):
    """Invitations to join, by partners and the secretariat, followed to their letters (INFO-7)."""

    model = Prospect
    name = "prospects"
    icon = "mail"
    menu_label = gettext_lazy("Invitations to join")
    list_per_page = 30
    index_view_class = ProspectIndexView
    inspect_view_class = ProspectInspectView
    filterset_class = ProspectFilterSet
    inspect_view_fields = ["name"]
    list_display = [
        title("name", gettext_lazy("Organisation invited"), prospect_url, sort_key="name", wide=True),
        cell("country", gettext_lazy("Country"), lambda p: p.country or "–"),
        cell("organisation", gettext_lazy("Invited by"), lambda p: p.organisation or _("The secretariat")),
        cell("created_at", gettext_lazy("Invited on"), lambda p: day(p.created_at), sort_key="created_at"),
        cell("state", gettext_lazy("State"), prospect_tag),
    ]
    verbs = (
        Verb(
            "resend",
            gettext_lazy("Send again"),
            prospects.resend_prospect,
            can_manage_prospect,
            done=gettext_lazy("The invitation is on its way again."),
        ),
        Verb(
            "revoke",
            gettext_lazy("Take back"),
            prospects.revoke_prospect,
            can_manage_prospect,
            danger=True,
            done=gettext_lazy("The invitation is taken back: its link opens nothing any more."),
        ),
    )
    new = Verb(
        "new",
        gettext_lazy("Invite an organisation"),
        invite_for_secretariat,
        lambda user, prospect: can_invite_prospect(user, None),
        form_class=ProspectForm,
        done=gettext_lazy("The invitation is on its way."),
        explanation=gettext_lazy(
            "The organisation gets a mail with a link to its letter of intent, in which name and country stand already."
        ),
    )

    def get_urlpatterns(self) -> list[Any]:
        new = NewProspectView.as_view(
            record_model=self.model,
            verb=self.new,
            index_url_name=self.get_url_name("index"),
            inspect_url_name=self.get_url_name("inspect"),
        )
        return [path("new/", new, name="new"), *super().get_urlpatterns()]
