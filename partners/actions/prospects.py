"""Inviting an organisation to become a partner, and following it to its letter (INFO-7)."""

import datetime
import re
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from partners.enums import LetterStatus
from partners.models import Letter, Organisation, Prospect
from partners.models.prospects import address_hash, end_of_prospect
from partners.notices.standing import send_invitation, tell_inviter
from partners.rules.common import is_secretariat
from partners.rules.identity import identity_of
from partners.rules.letters import can_see_letter
from partners.rules.organisations import acts_on_behalf_of
from partners.rules.prospects import can_invite_prospect, can_manage_prospect
from partnership_areas.models import Country
from portal.mail.models import OutboundEmail
from portal.records.clock import now
from portal.records.decisions import Answer, Forbidden, Problem, WrongState, refuse_if
from portal.records.personal import Erasure, Subject
from portal.records.pointers import point_to
from portal.records.text import clean_text
from portal.records.work import Work, unit_of_work

A_DAY = 20  # invitations that one partner sends within 24 hours
MAX_MESSAGE = 1000
MAX_TIMES = 3
PAUSE = datetime.timedelta(days=7)  # between two mails to the same address
ADDRESS = re.compile(r"https?:|www\.|\w@\w", re.IGNORECASE)


def _require(answer: Answer) -> None:
    if not answer:
        raise Forbidden(answer.reason)


def invite_prospect(
    *,
    organisation: Organisation | None,
    by: Any,
    name: str,
    email: str,
    country: Country | None = None,
    contact_name: str = "",
    language: str = "en",
    message: str = "",
) -> Prospect:
    """Invite an organisation by mail, in the name of a partner or (``organisation`` None) of the secretariat.

    Raises Forbidden, and Refusal when something is missing, the organisation is a partner already, the address
    was invited already or asked not to be written to again, or too many were invited today.
    """
    with unit_of_work() as work:
        if organisation is not None:
            organisation = work.lock(organisation)
        _require(can_invite_prospect(by, organisation))
        name, contact_name, message = (clean_text(text).strip() for text in (name, contact_name, message))
        email = email.strip().lower()
        refuse_if(_problems(organisation, by, name, email, country, message))
        stale = Prospect.objects.filter(
            address_hash=address_hash(email),
            refused_at__isnull=True,
            revoked_at__isnull=True,
            letter__isnull=True,
        )
        stale.exclude(pk__in=stale.open().values("pk")).update(
            revoked_at=now()
        )  # ran out: a new one takes over
        try:
            with transaction.atomic():
                moment = now()
                prospect = Prospect.objects.create(
                    organisation=organisation,
                    name=name,
                    country=country,
                    contact_name=contact_name,
                    email=email,
                    language=language,
                    message=message,
                    invited_by=by,
                    on_behalf=organisation is not None and acts_on_behalf_of(by, organisation),
                    created_at=moment,
                    sent_at=moment,
                )
        except IntegrityError:
            refuse_if([_known_address()])
        send_invitation(prospect)
        work.audit("prospect.invite", prospect, by=by, on_behalf=prospect.on_behalf)
    return prospect


def _known_address() -> Problem:
    return Problem("email", _("This address has been invited already."))


def _problems(
    organisation: Organisation | None, by: Any, name: str, email: str, country: Country | None, message: str
) -> list[Problem]:
    problems = []
    if not name:
        problems.append(Problem("name", _("Name the organisation.")))
    elif _is_partner(name, country):
        problems.append(Problem("name", _("This organisation is a partner already.")))
    try:
        validate_email(email)
    except ValidationError:
        problems.append(Problem("email", _("Write an e-mail address like name@example.org.")))
    else:
        earlier = Prospect.objects.filter(address_hash=address_hash(email))
        if earlier.filter(refused_at__isnull=False).exists():
            problems.append(Problem("email", _("Whoever reads this address asked not to be invited again.")))
        elif earlier.open().exists():
            problems.append(_known_address())
    if len(message) > MAX_MESSAGE:
        problems.append(Problem("message", _("Write at most %(max)s characters.") % {"max": MAX_MESSAGE}))
    if ADDRESS.search(message):
        problems.append(Problem("message", _("Leave out addresses: the mail carries its own link.")))
    recent = Prospect.objects.filter(
        organisation=organisation, created_at__gt=now() - datetime.timedelta(days=1)
    )
    if not is_secretariat(by) and recent.count() >= A_DAY:
        problems.append(
            Problem("", _("You have invited %(max)s organisations today. Go on tomorrow.") % {"max": A_DAY})
        )
    return problems


def _is_partner(name: str, country: Country | None) -> bool:
    keys = [
        identity_of(kind="", legal_name=name, country_code=code, is_global=is_global)
        for code, is_global in ([(country.alpha2, False)] if country else [(None, False), (None, True)])
    ]
    return Organisation.objects.partners().filter(identity_key__in=keys).exists()


def resend_prospect(prospect: Prospect, *, by: Any) -> Prospect:
    """Send an invitation again; it stays open for as long as a new one. Three times at most, a week apart."""
    with unit_of_work() as work:
        prospect = work.lock(prospect)
        _require(can_manage_prospect(by, prospect))
        if prospect.times_sent >= MAX_TIMES:
            raise WrongState(_("It was sent %(times)s times: that is enough.") % {"times": MAX_TIMES})
        if prospect.sent_at > now() - PAUSE:
            raise WrongState(_("It was sent less than a week ago."))
        prospect.times_sent += 1
        prospect.sent_at, prospect.expires_on = now(), end_of_prospect()
        work.save(prospect, "times_sent", "sent_at", "expires_on")
        send_invitation(prospect)
        work.audit("prospect.resend", prospect, by=by, on_behalf=_on_behalf(prospect, by))
    return prospect


def revoke_prospect(prospect: Prospect, *, by: Any) -> Prospect:
    """Take an invitation back: its link opens nothing any more."""
    with unit_of_work() as work:
        prospect = work.lock(prospect)
        _require(can_manage_prospect(by, prospect))
        prospect.revoked_at = now()
        work.save(prospect, "revoked_at")
        work.audit("prospect.revoke", prospect, by=by, on_behalf=_on_behalf(prospect, by))
    return prospect


def _on_behalf(prospect: Prospect, by: Any) -> bool:
    return prospect.organisation is not None and acts_on_behalf_of(by, prospect.organisation)


def _empty_mails_to(prospect: Prospect, work: Work) -> None:
    """Leave of the mails to the invited what an erasure leaves of them."""
    from portal.mail.data_map import empty_mails  # the data map is read in the order of the apps

    if not prospect.email:
        return
    forgotten = Erasure(Subject(emails={prospect.email.lower()}), None, work)
    mails = OutboundEmail.objects.filter(to__iexact=prospect.email, **point_to(prospect))
    keys = list(mails.values_list("pk", flat=True))  # by key: the address, by which they are found, goes
    empty_mails(forgotten, OutboundEmail.objects.filter(pk__in=keys))
    for function in forgotten.after:
        transaction.on_commit(function, robust=True)


def refuse_prospect(prospect: Prospect) -> Prospect:
    """The invited are not interested: name and address go at once, nobody writes to them again.

    Whoever holds the link may say so. Said twice, nothing more happens; once a letter is begun it is too late.
    """
    with unit_of_work() as work:
        prospect = work.lock(prospect)
        if prospect.refused_at:
            return prospect
        if prospect.letter_id:
            raise WrongState(_("A letter has been begun on this invitation."))
        _empty_mails_to(prospect, work)
        prospect.refused_at = now()
        prospect.email = prospect.contact_name = prospect.message = ""
        work.save(prospect, "refused_at", "email", "contact_name", "message")
        work.audit("prospect.refuse", prospect, by=None, fields=["refused_at"])
    return prospect


def take_up_prospect(prospect: Prospect, letter: Letter, *, by: Any) -> Letter:
    """Tie a draft just begun to the invitation that led to it, and write what we know into it.

    An invitation that is no longer open, or a letter that is not the person's own untouched draft, changes nothing.
    """
    with unit_of_work() as work:
        prospect, letter = work.lock(prospect), work.lock(letter)
        mine = letter.applicant_id == getattr(by, "pk", None) or can_see_letter(by, letter)
        if not prospect.is_open or not mine or letter.status != LetterStatus.DRAFT or letter.step_versions:
            return letter
        if Prospect.objects.filter(letter=letter).exists():
            return letter
        prospect.letter = letter
        work.save(prospect, "letter")
        letter.legal_name, letter.country = prospect.name, prospect.country
        letter.refresh_search_key()
        work.save(letter, "legal_name", "country", "search_key", "updated_at")
        work.audit("prospect.take_up", prospect, by=by if letter.applicant_id else None)
    return letter


def prospect_joined(letter: Letter, organisation: Organisation) -> None:
    """A letter was confirmed: whoever invited it learns so."""
    prospect = Prospect.objects.filter(letter=letter).select_related("invited_by").first()
    if prospect:
        tell_inviter(prospect, organisation)
