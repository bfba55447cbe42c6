"""Who may invite an organisation to join, and who sees what became of it (INFO-7)."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from partners.enums import OrganisationRole
from partners.models import Organisation, Prospect
from partners.rules.common import SECRETARIAT_ONLY, is_secretariat
from partners.rules.organisations import FOCAL_POINTS_ONLY, role_in
from portal.records.decisions import ALLOWED, Answer, Refused

NOT_OPEN = _("This invitation is no longer open.")


def can_invite_prospect(user: Any, organisation: Organisation | None) -> Answer:
    """A partner's focal points in its name; the secretariat in its own, or on behalf of a partner."""
    if is_secretariat(user):
        return ALLOWED
    if organisation is None:
        return Refused(SECRETARIAT_ONLY)
    return ALLOWED if role_in(user, organisation) == OrganisationRole.FOCAL else Refused(FOCAL_POINTS_ONLY)


def can_manage_prospect(user: Any, prospect: Prospect) -> Answer:
    """Send again, take back: whoever may invite in the same name, while it is open."""
    answer = can_invite_prospect(user, prospect.organisation)
    if answer and not prospect.is_open:
        return Refused(NOT_OPEN)
    return answer


def prospects_of(organisation: Organisation) -> QuerySet[Prospect]:
    """Invitations sent in the name of a partner, or of one that was merged into it."""
    return Prospect.objects.filter(
        Q(organisation=organisation) | Q(organisation__merged_into=organisation)
    ).select_related("letter", "country", "invited_by")
