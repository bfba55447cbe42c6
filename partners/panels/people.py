"""What stands on the desk's home page and on an organisation's page about people."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partners.models import ColleagueInvitation, Organisation
from partners.rules.people import people_of
from portal.accounts.rules import has_verified_email
from portal.records.clock import day_of
from portal.records.registries import WaitingItem


def invitations_for(user: Any) -> Iterator[WaitingItem]:
    """Yield invitations that were sent to this account's address (registered in ``registries.waiting``)."""
    waiting = ColleagueInvitation.objects.waiting().filter(email=user.email.lower())
    found = list(waiting.select_related("organisation", "letter", "invited_by"))
    if not found or not has_verified_email(user):
        return
    for invitation in found:
        if invitation.letter:
            text = _("%(name)s asks you to write along on a letter of intent")
            values = {"name": invitation.invited_by}
        else:
            text = _("%(name)s invites you to take part for %(organisation)s")
            values = {"name": invitation.invited_by, "organisation": invitation.organisation.legal_name}
        yield WaitingItem(
            text=text % values,
            url=reverse("partners_desk:invitation", args=[invitation.uuid]),
            since=invitation.sent_at,
            due=day_of(invitation.expires_at),
            kind="invitation",
        )


def people_card(user: Any, organisation: Organisation) -> Iterator[dict[str, Any]]:
    """Yield the way to the people of an organisation (registered in ``partners.panels.cards``)."""
    number = people_of(organisation).count()
    yield {
        "title": _("People"),
        "url": reverse("partners_desk:people", args=[organisation.slug]),
        "text": _("Focal points and viewers: invite a colleague, change a role, leave."),
        "meta": ngettext("%(number)s person", "%(number)s people", number) % {"number": number},
    }
