"""Who is told what when people come to an organisation or leave it. Rows go to the outbox inside the caller's work."""

from typing import Any

from django.urls import reverse
from django.utils import translation

from partners.enums import OrganisationRole
from partners.models import (
    ColleagueInvitation,
    Letter,
    Organisation,
    OrganisationPerson,
    Person,
    SuccessionRequest,
)
from partners.notices.letters import absolute, in_language
from partners.rules.people import focal_points_of
from portal.accounts.queries import users_with_role
from portal.mail.actions import queue_mail
from portal.mail.notices import notify, notify_address
from portal.records.clock import day_of, now
from portal.records.enums import SECRETARIAT

# Kinds of notices (partners/notices/kinds.py).
MINE, COLLEAGUES, DECISIONS = "my_place", "colleagues", "succession"


def named(letter: Letter, language: str) -> str:
    """Return what a draft is called in a mail: its organisation, or that it has no name yet."""
    with translation.override(language):
        return letter.legal_name or str(translation.gettext("an organisation without a name yet"))


def send_invitation(invitation: ColleagueInvitation) -> None:
    """Write to the person who is invited; each sending is a mail of its own, and only one."""
    language = invitation.language
    url = absolute(reverse("partners_desk:invitation", args=[invitation.uuid]), language)
    common = {
        "inviter": str(invitation.invited_by),
        "email": invitation.email,
        "until": in_language(language, day_of(invitation.expires_at)),
        "url": url,
    }
    if invitation.letter:
        template = "coauthor_invited"
        context = common | {"organisation": named(invitation.letter, language)}
    else:
        template = "colleague_invited"
        context = common | {
            "organisation": invitation.organisation.legal_name,
            "role": in_language(language, invitation.get_role_display()),
        }
    queue_mail(
        f"partners/{template}",
        invitation.email,
        language,
        context,
        about=invitation,
        dedupe_key=f"invitation:{invitation.pk}:{invitation.times_sent}",
    )


def _people_url(organisation: Organisation) -> str:
    return reverse("partners_desk:people", args=[organisation.slug])


def _tell(kind: str, person: Person, template: str, context: dict[str, Any], **options: Any) -> None:
    """Tell a person by their account, else by their address; nobody without either."""
    if person.user:
        notify(kind, person.user, f"partners/{template}", context, **options)
    elif person.email:
        notify_address(kind, person.email, person.language, f"partners/{template}", context, **options)


def tell_inviter(invitation: ColleagueInvitation, name: str) -> None:
    """Tell who invited that the colleague accepted."""
    inviter = invitation.invited_by
    if invitation.letter:
        organisation = named(invitation.letter, inviter.language)
        url = reverse("partners_desk:authors", args=[invitation.letter.uuid])
    else:
        organisation = invitation.organisation.legal_name
        url = _people_url(invitation.organisation)
    notify(
        COLLEAGUES,
        inviter,
        "partners/invitation_accepted",
        {"name": name, "organisation": organisation},
        about=invitation,
        url=url,
        key=f"invitation:{invitation.pk}:accepted",
    )


def tell_person(place: OrganisationPerson, template: str, organisation: Organisation) -> None:
    """Tell a person that somebody else ended or changed their place."""
    ended = template == "place_ended"
    _tell(
        MINE,
        place.person,
        template,
        {"organisation": organisation.legal_name, "role": OrganisationRole(place.role).label},
        about=organisation,
        url=reverse("desk:home") if ended else _people_url(organisation),
        key=f"place:{place.pk}:{template}:{'' if ended else now().isoformat()}",
    )


def tell_colleagues(place: OrganisationPerson, organisation: Organisation) -> None:
    """Tell the focal points who stay that somebody has left."""
    for other in focal_points_of(organisation).select_related("person__user"):
        _tell(
            COLLEAGUES,
            other.person,
            "colleague_left",
            {"name": str(place.person), "organisation": organisation.legal_name},
            about=organisation,
            url=_people_url(organisation),
            key=f"place:{place.pk}:left",
        )


def tell_of_succession(request: SuccessionRequest) -> None:
    """Tell the secretariat, and the focal points, so that nobody is replaced without knowing."""
    organisation = request.organisation
    context = {"name": str(request), "post": request.post, "organisation": organisation.legal_name}
    for user in users_with_role(*SECRETARIAT):
        notify(
            DECISIONS,
            user,
            "partners/succession_asked",
            context,
            about=request,
            url=reverse("successions:inspect", args=[request.pk]),
            key=f"succession:{request.pk}:asked",
        )
    for place in focal_points_of(organisation).select_related("person__user"):
        _tell(
            MINE,
            place.person,
            "succession_notice",
            context,
            about=request,
            url=_people_url(organisation),
            key=f"succession:{request.pk}:notice",
        )


def tell_requester(request: SuccessionRequest, template: str) -> None:
    """Tell who asked what was decided."""
    granted = template == "succession_granted"
    page = reverse("partners_desk:succession", args=[request.organisation.slug])
    notify(
        MINE,
        request.requested_by,
        f"partners/{template}",
        {"organisation": request.organisation.legal_name, "reason": request.decision_reason},
        about=request,
        url=_people_url(request.organisation) if granted else page,
        key=f"succession:{request.pk}:{template}",
    )
