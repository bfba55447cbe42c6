"""The address of an office, and messages that partners and people with an account write to partners (INFO-2)."""

import datetime
import uuid
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from partners.models import ContactMessage, FunctionalAddress, OfferOrNeed, Organisation, Person
from partners.notices.letters import absolute
from partners.reach import Recipient, recipients
from partners.rules.contacts import (
    NOBODY_AGREED,
    can_keep_address,
    can_report,
    can_settle,
    can_write_to,
    of_partners,
    too_many,
)
from partners.rules.organisations import acts_on_behalf_of, running_places
from portal.accounts.models import User
from portal.mail.actions import queue_mail
from portal.records.clock import now
from portal.records.decisions import Answer, Forbidden, Problem, Refusal, StaleRecord, refuse_if
from portal.records.work import Work, unit_of_work

DAY = datetime.timedelta(days=1)


def _demand(answer: Answer) -> None:
    if not answer:
        raise Forbidden(answer.reason)


# --- The address of an office -----------------------------------------------------------------------


def save_address(
    organisation: Organisation,
    *,
    by: Any,
    label: str,
    email: str,
    is_shown: bool = True,
    takes_messages: bool = True,
    seen: int | None = None,
) -> FunctionalAddress:
    """Set or change the address of a partner's office. ``seen`` is the version that was changed, None for a new one.

    Raises Forbidden, StaleRecord (somebody else saved since), Refusal: the address of a person is no office's.
    """
    _demand(can_keep_address(by, organisation))
    values = {"label": label, "email": email, "is_shown": is_shown, "takes_messages": takes_messages}
    with unit_of_work() as work:
        work.lock(organisation)
        refuse_if(_problems_of_address(email))
        address = FunctionalAddress.objects.filter(organisation=organisation).first()
        if (address.version if address else None) != seen:
            raise StaleRecord
        if address is None:
            address = FunctionalAddress.objects.create(organisation=organisation, **values)
            changed = list(values)
        else:
            changed = [name for name, value in values.items() if getattr(address, name) != value]
            for name in changed:
                setattr(address, name, values[name])
            if changed:
                work.save(address, *changed, "changed_at")
        if changed:
            _note_address(work, organisation, "organisation.address", by, changed)
    return address


def remove_address(organisation: Organisation, *, by: Any) -> None:
    """Take the address of the office away; nothing happens when there is none."""
    _demand(can_keep_address(by, organisation))
    with unit_of_work() as work:
        work.lock(organisation)
        gone, _rows = FunctionalAddress.objects.filter(organisation=organisation).delete()
        if gone:
            _note_address(work, organisation, "organisation.address_removed", by, [])


def _problems_of_address(email: str) -> list[Problem]:
    if Person.objects.filter(email=email.strip().lower()).exists():
        return [
            Problem(
                "email",
                _(
                    "This is the address of a person. An office has an address of its own, "
                    "such as chemicals@example.org."
                ),
            )
        ]
    return []


def _note_address(work: Work, organisation: Organisation, verb: str, by: Any, fields: list[str]) -> None:
    work.audit(verb, organisation, by=by, on_behalf=acts_on_behalf_of(by, organisation), fields=fields)


# --- Messages ---------------------------------------------------------------------------------------


def write_message(
    organisation: Organisation,
    *,
    by: User,
    key: uuid.UUID,
    to: str,
    name: str,
    subject: str,
    text: str,
    language: str = "en",
    about: OfferOrNeed | None = None,
) -> ContactMessage:
    """Write to somebody of a partner. ``to`` is the key of a recipient; the same ``key`` sends one message only.

    The recipient gets a mail with the writer's name and address, and answers to it; the writer gets a copy and
    learns no address. Raises Forbidden (rule), Refusal (nobody there agreed, unknown recipient, too many).
    """
    _demand(can_write_to(by, organisation))
    with unit_of_work() as work:
        writer = work.lock(User(pk=by.pk))  # one after the other: limits and double presses are counted right
        known = ContactMessage.objects.filter(key=key, sender=writer).first()
        if known:
            return known
        recipient = _recipient(by, organisation, to)
        since = now() - DAY
        _refuse_too_many(writer, organisation, since)
        message = ContactMessage.objects.create(
            key=key,
            sender=writer,
            sender_name=name,
            from_organisation=_organisation_of(by),
            to_organisation=organisation,
            to_place=recipient.place,
            to_office=recipient.place is None,
            about=about,
            language=language,
            subject=subject,
            text=text,
        )
        _send(message, recipient)
        work.audit("message.send", message, by=by, data={"organisation": organisation.pk})
    return message


def _recipient(by: Any, organisation: Organisation, to: str) -> Recipient:
    possible = {recipient.key: recipient for recipient in recipients(by, organisation)}
    if not possible:
        raise Refusal([Problem("", NOBODY_AGREED)])
    if to not in possible:
        raise Refusal([Problem("to", _("Choose to whom you write."))])
    return possible[to]


def _refuse_too_many(writer: User, organisation: Organisation, since: datetime.datetime) -> None:
    recent = ContactMessage.objects.filter(sent_at__gt=since)
    answer = too_many(
        recent.filter(sender=writer).count(), recent.filter(to_organisation=organisation).count()
    )
    if not answer:
        raise Refusal([Problem("", answer.reason)])


def _organisation_of(user: Any) -> Organisation | None:
    """Return the partner for which this person speaks, when it is one only."""
    places = running_places(user).filter(of_partners()).select_related("organisation__merged_into")[:2]
    found = {place.organisation.merged_into or place.organisation for place in places}
    return found.pop() if len(found) == 1 else None


def _send(message: ContactMessage, recipient: Recipient) -> None:
    writer = message.sender
    sender = message.sender_name
    if message.from_organisation:
        sender = f"{sender}, {message.from_organisation.public_name}"
    values = {"subject": message.subject, "text": message.text}
    queue_mail(
        "partners/contact_message",
        recipient.email,
        recipient.language,
        values
        | {
            "sender": sender,
            "organisation": message.to_organisation.public_name,
            "address": writer.email,
            "url": absolute(message.get_absolute_url(), recipient.language),
        },
        about=message,
        dedupe_key=f"message:{message.pk}",
        sensitive=True,
    )
    queue_mail(
        "partners/contact_message_copy",
        writer.email,
        writer.language,
        values
        | {
            "organisation": message.to_organisation.public_name,
            "url": absolute(message.get_absolute_url(), writer.language),
        },
        about=message,
        dedupe_key=f"message:{message.pk}:copy",
        sensitive=True,
    )


def reply_to(message: ContactMessage, template: str) -> str:
    """Return where an answer to a mail about a message goes: to the writer, but not from the writer's own copy."""
    return message.sender.email if template == "partners/contact_message" and message.sender else ""


def report_message(message: ContactMessage, *, by: Any, reason: str) -> ContactMessage:
    """Tell the secretariat that a message is misuse; from now on it may read the words."""
    with unit_of_work() as work:
        message = work.lock(message)
        _demand(can_report(by, message))
        refuse_if([] if reason.strip() else [Problem("reason", _("Say what is wrong with the message."))])
        message.reported_at, message.reported_by, message.report_reason = now(), by, reason.strip()
        work.save(message, "reported_at", "reported_by", "report_reason")
        work.audit("message.report", message, by=by)
    return message


def settle_report(message: ContactMessage, *, by: Any, reason: str) -> ContactMessage:
    """Note what the secretariat did about a reported message."""
    with unit_of_work() as work:
        message = work.lock(message)
        _demand(can_settle(by, message))
        message.settled_at, message.settled_by, message.settlement = now(), by, reason.strip()
        work.save(message, "settled_at", "settled_by", "settlement")
        work.audit("message.settle", message, by=by)
    return message


def clear_old_messages() -> int:
    """Blank the words of messages older than ``MESSAGE_DAYS``, reports that wait apart; return how many."""
    old = ContactMessage.objects.filter(
        sent_at__lt=now() - datetime.timedelta(days=settings.MESSAGE_DAYS), cleared_at__isnull=True
    ).exclude(pk__in=ContactMessage.objects.reported().values("pk"))
    return old.update(subject="", text="", sender_name="", report_reason="", cleared_at=now())
