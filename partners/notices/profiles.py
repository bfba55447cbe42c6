"""Who is told what about profiles: changes of identity, the yearly question. Written into the caller's transaction."""

from django.urls import reverse

from partners.models import IdentityRequest, OrganisationPerson, RoundEntry
from partners.notices.letters import absolute, in_language
from portal.accounts.queries import users_with_role
from portal.mail.actions import queue_mail
from portal.records.enums import SECRETARIAT


def tell_secretariat_of_request(request: IdentityRequest) -> None:
    """A partner asks to change its name, kind or country: every officer and head reads it."""
    url = absolute(reverse("identity-requests:inspect", args=[request.pk]))
    for user in users_with_role(*SECRETARIAT).exclude(pk=request.requested_by_id):
        queue_mail(
            "partners/identity_requested",
            user.email,
            user.language,
            {"organisation": request.organisation.legal_name, "reason": request.reason, "url": url},
            about=request.organisation,
            dedupe_key=f"identity:{request.pk}:requested:{user.pk}",
        )


def tell_decision(request: IdentityRequest) -> None:
    """Tell who asked what the secretariat decided."""
    user = request.requested_by
    if not user.is_active or not user.email:
        return
    agreed = request.status == "agreed"
    queue_mail(
        "partners/identity_agreed" if agreed else "partners/identity_refused",
        user.email,
        user.language,
        {
            "organisation": request.organisation.legal_name,
            "url": absolute(
                reverse("partners_desk:organisation", args=[request.organisation.slug]), user.language
            ),
            **(
                {"holds_from": in_language(user.language, request.holds_from)}
                if agreed
                else {"reason": request.decision_reason}
            ),
        },
        about=request.organisation,
        dedupe_key=f"identity:{request.pk}:decided",
    )


def ask_to_confirm(entry: RoundEntry, place: OrganisationPerson, token: str, number: int) -> None:
    """Ask a focal point whether the profile is still right (0), or remind for the ``number``-th time."""
    person = place.person
    language = person.user.language if person.user else person.language
    queue_mail(
        "partners/still_right_reminder" if number else "partners/still_right",
        person.email,
        language,
        {
            "organisation": entry.organisation.legal_name,
            "due_on": in_language(language, entry.round.due_on),
            "confirm_url": absolute(reverse("partners_desk:still_right", args=[token]), language),
            "desk_url": absolute(reverse("partners_desk:profile", args=[entry.organisation.slug]), language),
        },
        about=entry.organisation,
        dedupe_key=f"round:{entry.pk}:{number}:{place.pk}",
    )
