"""Who is told what when people come to an organisation or leave it. Rows go to the outbox inside the caller's work."""


from django.urls import reverse
from django.utils import translation

from partners.models import ColleagueInvitation, Letter, Organisation, OrganisationPerson, SuccessionRequest
from partners.notices import absolute, in_language
from partners.rules.people import focal_points_of
from portal.accounts.queries import users_with_role
from portal.mail.actions import queue_mail
from portal.records.enums import SECRETARIAT


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
        "until": in_language(language, invitation.expires_at.date()),
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


def tell_inviter(invitation: ColleagueInvitation, name: str) -> None:
    """Tell who invited that the colleague accepted."""
    inviter = invitation.invited_by
    if invitation.letter:
        organisation = named(invitation.letter, inviter.language)
        url = reverse("partners_desk:authors", args=[invitation.letter.uuid])
    else:
        organisation = invitation.organisation.legal_name
        url = reverse("partners_desk:people", args=[invitation.organisation.slug])
    queue_mail(
        "partners/invitation_accepted",
        inviter.email,
        inviter.language,
        {"name": name, "organisation": organisation, "url": absolute(url, inviter.language)},
        about=invitation,
        dedupe_key=f"invitation:{invitation.pk}:accepted",
    )


def tell_person(place: OrganisationPerson, template: str, organisation: Organisation, *, dedupe: str) -> None:
    """Tell a person that somebody else ended or changed their place."""
    person = place.person
    if not person.email:
        return
    language = person.language
    queue_mail(
        f"partners/{template}",
        person.email,
        language,
        {
            "organisation": organisation.legal_name,
            "role": in_language(language, place.get_role_display()),
            "url": absolute(reverse("partners_desk:people", args=[organisation.slug]), language),
            "desk_url": absolute(reverse("desk:home"), language),
        },
        about=organisation,
        dedupe_key=f"place:{place.pk}:{template}:{dedupe}",
    )


def tell_of_succession(request: SuccessionRequest) -> None:
    """Tell the secretariat, and the focal points, so that nobody is replaced without knowing."""
    for user in users_with_role(*SECRETARIAT):
        queue_mail(
            "partners/succession_asked",
            user.email,
            user.language,
            {
                "name": str(request),
                "organisation": request.organisation.legal_name,
                "url": absolute(reverse("successions:inspect", args=[request.pk])),
            },
            about=request,
            dedupe_key=f"succession:{request.pk}:asked:{user.pk}",
        )
    for place in focal_points_of(request.organisation).select_related("person").exclude(person__email=""):
        language = place.person.language
        url = reverse("partners_desk:people", args=[request.organisation.slug])
        queue_mail(
            "partners/succession_notice",
            place.person.email,
            language,
            {
                "name": str(request),
                "post": request.post,
                "organisation": request.organisation.legal_name,
                "url": absolute(url, language),
            },
            about=request,
            dedupe_key=f"succession:{request.pk}:notice:{place.person_id}",
        )


def tell_requester(request: SuccessionRequest, template: str) -> None:
    """Tell who asked what was decided."""
    user = request.requested_by
    url = reverse("partners_desk:people", args=[request.organisation.slug])
    queue_mail(
        f"partners/{template}",
        user.email,
        user.language,
        {
            "organisation": request.organisation.legal_name,
            "reason": request.decision_reason,
            "url": absolute(url, user.language),
        },
        about=request,
        dedupe_key=f"succession:{request.pk}:{template}",
    )
