"""Who may bring people into an organisation, change their role, take them out, and show them as contacts."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from partners.enums import OrganisationRole, PartnerKind
from partners.models import ColleagueInvitation, Letter, Organisation, OrganisationPerson, SuccessionRequest
from partners.rules.common import SECRETARIAT_ONLY, is_secretariat
from partners.rules.letters import is_applicant
from partners.rules.organisations import acts_on_behalf_of, can_keep_organisation, is_partner_now, places_in
from portal.accounts.rules import has_verified_email
from portal.records.decisions import ALLOWED, Answer, Refused

NOT_YOURS = _("This is not yours to do.")
ENDED = _("This person has no place in the organisation any more.")
CONFIRM_ADDRESS = _("Confirm your e-mail address first.")
ASKED_ONESELF = _("You asked for this yourself: another person must decide on it.")


# --- Places ---------------------------------------------------------------------------------------


def people_of(organisation: Organisation) -> QuerySet[OrganisationPerson]:
    """Running places of an organisation and of rows that were merged into it."""
    return OrganisationPerson.objects.filter(
        Q(organisation=organisation) | Q(organisation__merged_into=organisation), until__isnull=True
    )


def focal_points_of(organisation: Organisation) -> QuerySet[OrganisationPerson]:
    return people_of(organisation).filter(role=OrganisationRole.FOCAL)


def organisation_of(place: OrganisationPerson) -> Organisation:
    """The organisation whose page shows this place: the canonical row."""
    return place.organisation.merged_into or place.organisation


def is_own_place(user: Any, place: OrganisationPerson) -> bool:
    return place.person.user_id is not None and place.person.user_id == getattr(user, "pk", None)


def is_last_focal_point(place: OrganisationPerson) -> bool:
    """Whether nobody would speak for the organisation once this person left, with all their places in it."""
    if place.until:
        return False
    speaking = set(focal_points_of(organisation_of(place)).values_list("person_id", flat=True))
    return speaking == {place.person_id}


def can_invite(user: Any, organisation: Organisation) -> Answer:
    """Focal points, the secretariat on their behalf; an individual partner has no colleagues."""
    answer = can_keep_organisation(user, organisation)
    if not answer:
        return answer
    if organisation.kind == PartnerKind.INDIVIDUAL:
        return Refused(_("An individual partner stands for one person: nobody can be invited."))
    if not is_partner_now(organisation):
        return Refused(_("The membership has ended: nobody can be invited."))
    return ALLOWED


def can_change_place(user: Any, place: OrganisationPerson) -> Answer:
    """Role and who is main: focal points, the secretariat on their behalf, but never for its own people."""
    organisation = organisation_of(place)
    answer = can_keep_organisation(user, organisation)
    if answer and place.until:
        return Refused(ENDED)
    if answer and is_own_place(user, place) and acts_on_behalf_of(user, organisation):
        return Refused(ASKED_ONESELF)
    return answer


def can_end_place(user: Any, place: OrganisationPerson) -> Answer:
    """Focal points take anybody out, and everybody may leave; the last focal point is a guard of the action."""
    if is_own_place(user, place) and place.until is None:
        return ALLOWED
    return can_change_place(user, place)


def can_give_consent(user: Any, place: OrganisationPerson) -> Answer:
    """Nobody agrees for somebody else (INFO-2)."""
    if not is_own_place(user, place):
        return Refused(_("Only the person can agree to be shown."))
    return Refused(ENDED) if place.until else ALLOWED


def can_withdraw_consent(user: Any, place: OrganisationPerson) -> Answer:
    """The person; the secretariat when the person asked it to."""
    if is_own_place(user, place) or is_secretariat(user):
        return ALLOWED
    return Refused(_("Only the person can take the consent back."))


def can_edit_details(user: Any, place: OrganisationPerson) -> Answer:
    """Name, post and telephone: the person; the secretariat; focal points while the person has no account."""
    if place.until:
        return Refused(ENDED)
    if is_own_place(user, place) or is_secretariat(user):
        return ALLOWED
    if place.person.user_id is None:
        return can_keep_organisation(user, organisation_of(place))
    return Refused(_("People with an account keep their own details."))


# --- Invitations ----------------------------------------------------------------------------------


def organisation_of_invitation(invitation: ColleagueInvitation) -> Organisation | None:
    """The organisation that is joined by it now, or None when it is about a letter."""
    organisation = invitation.organisation
    return organisation and (organisation.merged_into or organisation)


def can_manage_invitation(user: Any, invitation: ColleagueInvitation) -> Answer:
    """Resend or take back: whoever may invite to the same thing."""
    if invitation.letter_id:
        return can_invite_author(user, invitation.letter)
    return can_keep_organisation(user, organisation_of_invitation(invitation))


def is_invited(user: Any, invitation: ColleagueInvitation) -> bool:
    return getattr(user, "is_authenticated", False) and user.email.lower() == invitation.email.lower()


def can_answer_invitation(user: Any, invitation: ColleagueInvitation) -> Answer:
    """Only an account with the address that was invited, and verified; nobody answers what they sent."""
    if not is_invited(user, invitation):
        return Refused(
            _("This invitation was sent to another e-mail address. Sign in with that address to answer it.")
        )
    if invitation.invited_by_id == user.pk:
        return Refused(ASKED_ONESELF)
    if not has_verified_email(user):
        return Refused(CONFIRM_ADDRESS)
    return ALLOWED


def can_invite_author(user: Any, letter: Letter) -> Answer:
    """Who began a draft asks colleagues to write along; only while it is a draft."""
    if not is_applicant(user, letter) or not getattr(user, "is_authenticated", False):
        return Refused(_("Only the person who began this letter can do this."))
    if letter.status != "draft":
        return Refused(_("The letter was sent: nobody can be invited to write along any more."))
    return ALLOWED if has_verified_email(user) else Refused(CONFIRM_ADDRESS)


# --- Succession -----------------------------------------------------------------------------------


def can_ask_succession(user: Any, organisation: Organisation) -> Answer:
    """Anybody with a verified address who is not yet focal point of this partner."""
    if not getattr(user, "is_authenticated", False) or not has_verified_email(user):
        return Refused(CONFIRM_ADDRESS)
    if not is_partner_now(organisation) or organisation.kind == PartnerKind.INDIVIDUAL:
        return Refused(_("This partner has no focal point that could be followed."))
    if places_in(user, organisation).filter(role=OrganisationRole.FOCAL).exists():
        return Refused(_("You are a focal point of this partner already."))
    return ALLOWED


def can_withdraw_succession(user: Any, request: SuccessionRequest) -> Answer:
    return ALLOWED if request.requested_by_id == getattr(user, "pk", None) else Refused(NOT_YOURS)


def can_decide_succession(user: Any, request: SuccessionRequest) -> Answer:
    """The secretariat, never on a request of one's own."""
    if not is_secretariat(user):
        return Refused(SECRETARIAT_ONLY)
    if request.requested_by_id == user.pk:
        return Refused(ASKED_ONESELF)
    return ALLOWED
