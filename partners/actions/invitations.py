"""Inviting a colleague by mail: to a place in an organisation, or to write along on a draft letter."""

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q
from django.utils.translation import gettext as _

from partners.actions.people import person_of_account, require, seat
from partners.enums import InvitationState, LetterStatus, OrganisationRole
from partners.models import ColleagueInvitation, Letter, LetterAuthor, Organisation
from partners.models.people import end_of_invitation
from partners.notices.people import send_invitation, tell_inviter
from partners.rules.organisations import acts_on_behalf_of
from partners.rules.people import (
    can_answer_invitation,
    can_invite,
    can_invite_author,
    can_manage_invitation,
    organisation_of_invitation,
    people_of,
)
from portal.records.clock import now
from portal.records.decisions import Forbidden, Problem, WrongState, refuse_if
from portal.records.models import AuditLine
from portal.records.text import clean_text
from portal.records.work import Work, unit_of_work

MAX_WAITING = 20  # invitations that wait at the same time, of one organisation or letter
MAX_PER_DAY = 20  # invitations that one person makes in 24 hours, whatever became of them
MAX_TO_ADDRESS = 3  # invitations to one address in 24 hours, whoever made them
INVITING = ("people.invite", "letter.author_invite")
MAX_SENT = 5  # how often one invitation is sent
JUST_SENT = datetime.timedelta(minutes=1)  # pressed again within it, a button does nothing


def _clean(text: str) -> str:
    return " ".join(clean_text(text).split())


def _address_problems(email: str) -> list[Problem]:
    try:
        validate_email(email)
    except ValidationError:
        return [Problem("email", _("Write an e-mail address such as name@example.org."))]
    return []


def _invited_problems(waiting: Any, email: str) -> list[Problem]:
    """Return what speaks against one more invitation beside those that wait."""
    if waiting.filter(email=email).exists():
        return [Problem("email", _("This address has been invited already. You can send that mail again."))]
    if waiting.count() >= MAX_WAITING:
        return [Problem("", _("Too many invitations are waiting. Take one back first."))]
    return []


def _limit_per_day(email: str, by: Any) -> None:
    """Refuse more invitations in a day; those that were taken back, or deleted with their draft, count too."""
    day_ago = now() - datetime.timedelta(days=1)
    made = AuditLine.objects.filter(actor_id=by.pk, verb__in=INVITING, at__gt=day_ago)
    to_address = ColleagueInvitation.objects.filter(email=email, created_at__gt=day_ago)
    if made.count() >= MAX_PER_DAY or to_address.count() >= MAX_TO_ADDRESS:
        refuse_if([Problem("", _("Too many attempts"))])


def invite_colleague(
    organisation: Organisation,
    *,
    by: Any,
    email: str,
    role: str,
    given_name: str = "",
    family_name: str = "",
    language: str = "en",
) -> ColleagueInvitation:
    """Invite somebody to a place in an organisation; a mail with a link goes to the address.

    Raises Forbidden, and Refusal for a wrong address, an unknown role, somebody who is there or invited already.
    """
    email = email.strip().lower()
    with unit_of_work() as work:
        organisation = work.lock(organisation)
        require(can_invite(by, organisation))
        problems = _address_problems(email)
        if role not in OrganisationRole.values:
            problems.append(Problem("role", _("Choose a role.")))
        there = people_of(organisation).filter(Q(person__email=email) | Q(person__user__email__iexact=email))
        if email == by.email.lower():
            problems.append(Problem("email", _("This is your own address.")))
        elif there.exists():
            problems.append(Problem("email", _("This person has a place in the organisation already.")))
        refuse_if(problems)
        _forget_run_out(organisation.invitations.filter(email=email), by=by, work=work)
        refuse_if(_invited_problems(organisation.invitations.unanswered(), email))
        _limit_per_day(email, by)
        invitation = ColleagueInvitation.objects.create(
            organisation=organisation,
            role=role,
            email=email,
            given_name=_clean(given_name),
            family_name=_clean(family_name),
            language=language,
            invited_by=by,
        )
        send_invitation(invitation)
        work.audit(
            "people.invite",
            organisation,
            by=by,
            on_behalf=acts_on_behalf_of(by, organisation),
            data={"invitation": invitation.pk, "role": role},
        )
    return invitation


def invite_author(letter: Letter, *, by: Any, email: str, language: str = "en") -> ColleagueInvitation:
    """Invite a colleague to write along on a draft letter. Raises Forbidden and Refusal."""
    email = email.strip().lower()
    with unit_of_work() as work:
        letter = work.lock(letter)
        require(can_invite_author(by, letter))
        problems = _address_problems(email)
        if email == by.email.lower():
            problems.append(Problem("email", _("This is your own address.")))
        if letter.authors.filter(until__isnull=True, user__email__iexact=email).exists():
            problems.append(Problem("email", _("This person writes along already.")))
        refuse_if(problems)
        _forget_run_out(letter.invitations.filter(email=email), by=by, work=work)
        refuse_if(_invited_problems(letter.invitations.unanswered(), email))
        _limit_per_day(email, by)
        invitation = ColleagueInvitation.objects.create(
            letter=letter, email=email, language=language, invited_by=by
        )
        send_invitation(invitation)
        work.audit("letter.author_invite", letter, by=by, data={"invitation": invitation.pk})
    return invitation


def _forget_run_out(invitations: Any, *, by: Any, work: Work) -> None:
    """One that ran out gives way to a new one."""
    for invitation in invitations.unanswered().filter(expires_at__lte=now()):
        invitation.revoked_at, invitation.revoked_by = now(), by
        work.save(invitation, "revoked_at", "revoked_by")


def _require_waiting(invitation: ColleagueInvitation) -> None:
    """Raise WrongState, in words for who holds the link, unless the invitation can be answered."""
    reasons = {
        InvitationState.ACCEPTED: _("This invitation was accepted already."),
        InvitationState.DECLINED: _("This invitation was declined."),
        InvitationState.REVOKED: _("This invitation was taken back. Ask the person who invited you."),
        InvitationState.EXPIRED: _(
            "This invitation has run out. Ask the person who invited you for a new one."
        ),
    }
    if invitation.state in reasons:
        raise WrongState(reasons[invitation.state])


def _audit(invitation: ColleagueInvitation, verb: str, work: Work, by: Any, **data: Any) -> None:
    data |= {"invitation": invitation.pk}
    if invitation.letter:
        work.audit(f"letter.author_{verb}", invitation.letter, by=by, data=data)
    else:
        organisation = invitation.organisation
        own = invitation.accepted_by_id == getattr(by, "pk", None)
        on_behalf = not own and acts_on_behalf_of(by, organisation)
        work.audit(f"people.{verb}", organisation, by=by, on_behalf=on_behalf, data=data)


def resend_invitation(invitation: ColleagueInvitation, *, by: Any) -> ColleagueInvitation:
    """Send the mail again and let the time run anew, also when it had run out. Raises Forbidden, Refusal."""
    with unit_of_work() as work:
        invitation = work.lock(invitation)
        require(can_manage_invitation(by, invitation))
        if invitation.state not in (InvitationState.WAITING, InvitationState.EXPIRED):
            _require_waiting(invitation)
        if invitation.times_sent >= MAX_SENT:
            words = _(
                "This invitation was sent %(number)s times. Ask the person whether the address is right."
            )
            refuse_if([Problem("", words % {"number": invitation.times_sent})])
        if invitation.times_sent > 1 and now() - invitation.sent_at < JUST_SENT:  # pressed twice
            return invitation
        invitation.times_sent += 1
        invitation.sent_at, invitation.expires_at = now(), end_of_invitation()
        work.save(invitation, "times_sent", "sent_at", "expires_at")
        send_invitation(invitation)
        _audit(invitation, "invitation_resend", work, by)
    return invitation


def revoke_invitation(invitation: ColleagueInvitation, *, by: Any) -> ColleagueInvitation:
    """Take an invitation back; its link opens nothing any more. Raises Forbidden and WrongState."""
    with unit_of_work() as work:
        invitation = work.lock(invitation)
        require(can_manage_invitation(by, invitation))
        if invitation.state != InvitationState.EXPIRED:
            _require_waiting(invitation)
        invitation.revoked_at, invitation.revoked_by = now(), by
        work.save(invitation, "revoked_at", "revoked_by")
        _audit(invitation, "invitation_revoke", work, by)
    return invitation


def accept_invitation(
    invitation: ColleagueInvitation, *, by: Any, given_name: str = "", family_name: str = ""
) -> ColleagueInvitation:
    """Take the place, or write along, that was offered.

    Only with the address that was invited. Forbidden for another; WrongState when it was answered, taken back or
    has run out, and when who invited may no longer do so.
    """
    with unit_of_work() as work:
        invitation = work.lock(invitation)
        require(can_answer_invitation(by, invitation))
        _require_waiting(invitation)
        if invitation.letter_id:
            _join_letter(invitation, by, work)
            name = str(by)
        else:
            name = _join_organisation(invitation, by, _clean(given_name), _clean(family_name), work)
        invitation.answered_at, invitation.accepted_by = now(), by
        work.save(invitation, "answered_at", "accepted_by")
        tell_inviter(invitation, name)
    return invitation


def _join_letter(invitation: ColleagueInvitation, by: Any, work: Work) -> None:
    letter = work.lock(invitation.letter)
    if letter.status != LetterStatus.DRAFT:
        raise WrongState(_("The letter was sent already: nobody can write along any more."))
    if not can_invite_author(invitation.invited_by, letter):
        raise WrongState(_("The person who invited you no longer writes this letter."))
    LetterAuthor.objects.get_or_create(letter=letter, user=by, until=None)
    work.audit("letter.author_join", letter, by=by, data={"invitation": invitation.pk})


def _join_organisation(
    invitation: ColleagueInvitation, by: Any, given_name: str, family_name: str, work: Work
) -> str:
    organisation = work.lock(organisation_of_invitation(invitation))
    if not can_invite(invitation.invited_by, organisation):
        raise WrongState(_("The person who invited you can no longer do so. Ask the organisation again."))
    person = person_of_account(by, given_name=given_name, family_name=family_name)
    if not person.family_name:
        refuse_if([Problem("family_name", _("Give your family name."))])
    place = seat(organisation, person, invitation.role)
    data = {"invitation": invitation.pk, "place": place.pk, "role": invitation.role}
    work.audit("people.accept", organisation, by=by, data=data)
    return str(person)


def decline_invitation(invitation: ColleagueInvitation, *, by: Any) -> ColleagueInvitation:
    """Say no; the invitation is answered, nothing else happens."""
    with unit_of_work() as work:
        invitation = work.lock(invitation)
        require(can_answer_invitation(by, invitation))
        _require_waiting(invitation)
        invitation.answered_at = now()
        work.save(invitation, "answered_at")
        _audit(invitation, "invitation_decline", work, by)
    return invitation


def end_author(author: LetterAuthor, *, by: Any) -> LetterAuthor:
    """End a colleague's writing along: by who began the letter, or by the colleague. Gone at the next request."""
    with unit_of_work() as work:
        letter = work.lock(author.letter)
        author = work.lock(author)
        if author.until is not None:
            raise WrongState(_("This person no longer writes along."))
        if by.pk not in (letter.applicant_id, author.user_id):
            raise Forbidden(_("Only the person who began this letter can do this."))
        author.until = now()
        author.save(update_fields=["until"])
        work.audit("letter.author_leave", letter, by=by, data={"author": author.pk})
    return author
