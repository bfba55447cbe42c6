"""Who is told that a partner leaves, or that an invited organisation came."""

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from partners.enums import MembershipEnding, OrganisationRole
from partners.models import (
    Membership,
    Organisation,
    OrganisationPerson,
    Prospect,
    Withdrawal,
    WithdrawalStatus,
)
from partners.notices.letters import in_language, tell_person
from portal.accounts.queries import users_with_role
from portal.mail.actions import queue_mail
from portal.mail.notices import full_address, notify
from portal.records.enums import SECRETARIAT


def tell_secretariat_of_withdrawal(withdrawal: Withdrawal) -> None:
    """A partner says that it leaves, or that it stays after all."""
    declared = withdrawal.status == WithdrawalStatus.DECLARED
    template = "withdrawal_declared" if declared else "withdrawal_taken_back"
    for user in users_with_role(*SECRETARIAT):
        notify(
            "withdrawal",
            user,
            f"partners/{template}",
            {
                "organisation": withdrawal.membership.organisation.legal_name,
                "day": in_language(user.language, withdrawal.last_day),
            },
            key=f"withdrawal:{withdrawal.pk}:{withdrawal.status}",
            about=withdrawal,
            url=reverse("withdrawals:inspect", args=[withdrawal.pk]),
        )


def tell_focal_points(
    organisation: Organisation, template: str, *, key: str, about: Any = None, **context: Any
) -> None:
    """Tell the focal points of a partner, also of rows that were merged into it, what became of its membership."""
    here = Q(organisation=organisation) | Q(organisation__merged_into=organisation)
    places = OrganisationPerson.objects.filter(here, until__isnull=True, role=OrganisationRole.FOCAL)
    for person in {place.person for place in places.select_related("person__user")}:
        language = person.user.language if person.user else person.language
        values = {name: in_language(language, value) for name, value in context.items()}
        tell_person(
            "my_membership",
            person,
            f"partners/{template}",
            {"organisation": organisation.legal_name, **values},
            key=key,
            about=about,
            url=organisation.get_absolute_url,
        )


def tell_of_ending(membership: Membership) -> None:
    """The membership has ended: on which day, how, why."""
    tell_focal_points(
        membership.organisation,
        "membership_ended",
        key=f"membership:{membership.pk}:ended",
        about=membership,
        day=membership.ended_on,
        way=MembershipEnding(membership.ending).label,
        reason=membership.end_reason,
    )


def send_invitation(prospect: Prospect) -> None:
    """Write to the invited; the link opens the first page of a letter of intent (INFO-7)."""
    language = prospect.language
    with translation.override(language):
        door = f"{reverse('partners:join')}?invitation={prospect.uuid}"
        way_out = reverse("partners:prospect_refuse", args=[prospect.uuid])
        message = prospect.message or _("We would be glad to have you among the partners.")
        inviter = (
            prospect.organisation.public_name
            if prospect.organisation
            else _("The secretariat of the Global Mercury Partnership")
        )
    queue_mail(
        "partners/prospect_invited",
        prospect.email,
        language,
        {
            "person": prospect.contact_name or prospect.name,
            "organisation": prospect.name,
            "inviter": inviter,
            "message": message,
            "url": full_address(door, language),
            "refuse_url": full_address(way_out, language),
            "until": in_language(language, prospect.expires_on),
        },
        about=prospect,
        dedupe_key=f"prospect:{prospect.pk}:{prospect.times_sent}",
        has_account=False,
    )


def tell_inviter(prospect: Prospect, organisation: Organisation) -> None:
    """Whoever invited learns that the invited is a partner now."""
    notify(
        "my_prospects",
        prospect.invited_by,
        "partners/prospect_joined",
        {"organisation": organisation.public_name},
        key=f"prospect:{prospect.pk}:joined",
        about=prospect,
        url=organisation.get_absolute_url,
    )
