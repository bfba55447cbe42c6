"""Who reads contacts of partners, who writes to them through the portal, who reads what was written (INFO-2)."""

from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from partners.enums import ConsentPurpose, OrganisationRole
from partners.models import ContactConsent, ContactMessage, Membership, Organisation, OrganisationPerson
from partners.rules.common import SECRETARIAT_ONLY, is_secretariat
from partners.rules.organisations import (
    can_keep_organisation,
    is_partner_now,
    role_in,
    running_places,
)
from portal.accounts.rules import has_verified_email
from portal.records.decisions import ALLOWED, Answer, Refused
from portal.records.enums import READS_RECORDS, Role
from portal.records.registries import has_role

# The row "contacts of partners" of the rights table; the auditor reads.
READS_CONTACTS = (
    *(Role.VIEWER, Role.FOCAL, Role.LEAD, Role.MEMBER, Role.CHAIR),
    *sorted(READS_RECORDS),
)
# What a person agreed to that lets partners see the person's contact, and what lets them write.
SHOWN_TO_PARTNERS = (ConsentPurpose.PUBLIC, ConsentPurpose.PARTNERS)
WRITTEN_TO_BY_PARTNERS = (*SHOWN_TO_PARTNERS, ConsentPurpose.MESSAGES)
WRITTEN_TO_BY_ALL = (ConsentPurpose.MESSAGES,)
NOBODY_AGREED = _("Nobody at this partner has agreed to be written to through the portal.")


def can_see_contacts(user: Any) -> Answer:
    """People of partners, leads, members, chairs, secretariat; the auditor reads (INFO-2, rights table)."""
    if has_role(user, *READS_CONTACTS):
        return ALLOWED
    return Refused(_("Only partners and the secretariat see the contacts of partners."))


def of_partners() -> Q:
    """Rows whose organisation, or the one that it was merged into, is a partner now.

    Asked row by row: a list of all partners would be made even for the rows of one person.
    """
    own = Membership.objects.running().filter(organisation=OuterRef("organisation"))
    plain = Q(Exists(own), organisation__merged_into=None)  # nearly all, and quickly answered
    now = Coalesce(OuterRef("organisation__merged_into"), OuterRef("organisation"))
    return plain | Q(Exists(Organisation.objects.partners().order_by().filter(pk=now)))


def agreed(*purposes: str) -> Q:
    """Places whose person agreed to at least one of the purposes and has not taken it back."""
    running = ContactConsent.objects.filter(
        place=OuterRef("pk"), purpose__in=purposes, withdrawn_at__isnull=True
    )
    shown = Q(is_public=True) if ConsentPurpose.PUBLIC in purposes else Q()
    return Q(Exists(running)) | shown if shown else Q(Exists(running))


def visible_contacts(user: Any) -> QuerySet[OrganisationPerson]:
    """People of partners who agreed to be seen by partners; none for those who may not see contacts."""
    if not can_see_contacts(user):
        return OrganisationPerson.objects.none()
    return OrganisationPerson.objects.filter(of_partners(), agreed(*SHOWN_TO_PARTNERS), until__isnull=True)


# --- Writing --------------------------------------------------------------------------------------


def can_write_to(user: Any, organisation: Organisation) -> Answer:
    """Anybody with a verified address writes to a partner that is not their own.

    Whether somebody there agreed to it is a guard of the action: see ``partners.reach.recipients``.
    """
    if not has_verified_email(user):
        return Refused(_("Confirm your e-mail address first."))
    if not is_partner_now(organisation):
        return Refused(_("This organisation is no partner now."))
    if role_in(user, organisation):
        return Refused(_("This is your own organisation."))
    return ALLOWED


def purposes_for(user: Any) -> tuple[str, ...]:
    """What somebody must have agreed to, so that ``user`` may write to them."""
    return WRITTEN_TO_BY_PARTNERS if can_see_contacts(user) else WRITTEN_TO_BY_ALL


def too_many(sent_by_writer: int, received_by_partner: int) -> Answer:
    """How much somebody may write in a day, and one partner may get (own)."""
    if sent_by_writer >= settings.MESSAGES_PER_DAY:
        return Refused(
            _("You have written %(number)s messages in a day. Please go on tomorrow.")
            % {"number": settings.MESSAGES_PER_DAY}
        )
    if received_by_partner >= settings.MESSAGES_TO_ONE_PARTNER_PER_DAY:
        return Refused(_("This partner has got many messages today. Please write tomorrow."))
    return ALLOWED


# --- Messages -------------------------------------------------------------------------------------


def messages_received(user: Any) -> Q:
    """Messages to this person: to a place that they hold, or to the office of a partner whose focal point they are."""
    focal = running_places(user).filter(of_partners(), role=OrganisationRole.FOCAL)
    offices = Q(to_organisation__in=focal.values("organisation")) | Q(
        to_organisation__in=focal.values("organisation__merged_into")
    )
    return Q(to_place__in=running_places(user).values("pk")) | (Q(to_office=True) & offices)


def visible_messages(user: Any) -> QuerySet[ContactMessage]:
    """What this person wrote and got; the secretariat reads the log in the admin, not here."""
    if not getattr(user, "is_authenticated", False):
        return ContactMessage.objects.none()
    return ContactMessage.objects.filter(Q(sender=user) | messages_received(user))


def is_recipient(user: Any, message: ContactMessage) -> bool:
    return ContactMessage.objects.filter(messages_received(user), pk=message.pk).exists()


def can_report(user: Any, message: ContactMessage) -> Answer:
    """Whoever got a message may call it misuse, once."""
    if not is_recipient(user, message):
        return Refused(_("Only who got a message can report it."))
    if message.reported_at:
        return Refused(_("This message was reported already."))
    return ALLOWED


def can_read_words(user: Any, message: ContactMessage) -> Answer:
    """The secretariat and the auditor read the words of a message only once it was reported."""
    if has_role(user, *READS_RECORDS) and message.reported_at:
        return ALLOWED
    return Refused(_("The words of a message are read by nobody else, unless who got it reports it."))


def can_settle(user: Any, message: ContactMessage) -> Answer:
    """The secretariat settles what was reported."""
    if not is_secretariat(user):
        return Refused(SECRETARIAT_ONLY)
    if not message.reported_at or message.settled_at:
        return Refused(_("Nothing is reported that waits for an answer."))
    return ALLOWED


def can_keep_address(user: Any, organisation: Organisation) -> Answer:
    """The address of the office: focal points, the secretariat on behalf."""
    return can_keep_organisation(user, organisation)
