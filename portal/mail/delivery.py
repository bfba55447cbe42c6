"""Giving one mail to the mail server, at most once.

What can happen, and what the row says then:

* the server cannot be reached or refuses for now: nothing was given away, the row waits and is tried again;
* the server refuses for good (5xx): failed;
* the server took the message: sent;
* the connection or the worker is lost between "here it comes" and the server's answer: nobody can know. The row
  is marked failed with that reason and is never sent again by itself; the secretariat may. The row's Message-ID
  is the same in every try, so that a mail server or reader recognises a duplicate.
"""

import datetime
import smtplib
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.utils.translation import gettext as _

from portal.mail.models import OutboundEmail
from portal.records import registries
from portal.records.clock import now
from portal.records.enums import JobState

KEEP_TRYING = datetime.timedelta(days=2)
MAX_WAIT = datetime.timedelta(minutes=15)
MIN_WAIT = datetime.timedelta(seconds=10)


def build_message(
    mail: OutboundEmail, attachment: tuple[str, bytes] | None, connection: Any
) -> EmailMultiAlternatives:
    """Return the message of a row: plain and HTML part, the PDF, headers for programs."""
    headers = {
        "Message-ID": mail.message_id,
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "Content-Language": mail.language,
    }
    if mail.unsubscribe_url:  # RFC 8058: one click in the mail program, without opening a page
        headers["List-Unsubscribe"] = f"<{mail.unsubscribe_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[mail.to],
        reply_to=answers_to(mail),
        connection=connection,
        headers=headers,
    )
    message.attach_alternative(mail.html, "text/html")
    if attachment:
        message.attach(*attachment, "application/pdf")
    message.message()  # what cannot be written fails here, before anything is given away
    return message


def answers_to(mail: OutboundEmail) -> list[str]:
    """Return who gets an answer to a mail, as the app says that knows its record; nothing is stored twice."""
    find = registries.reply_to.get(mail.object_type)
    record = mail.about if find else None
    address = find(record, mail.template) if find and record else ""
    return [address] if address else []


def deliver(mail: OutboundEmail, attachment: tuple[str, bytes] | None) -> None:
    """Send a claimed mail and note how it went in its row. Raises nothing that the network can cause."""
    connection = get_connection()
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        postpone(mail, _error_text(error))
        return
    message = build_message(mail, attachment, connection)
    try:
        if not _hand_over(mail):
            return
        connection.send_messages([message])
    except smtplib.SMTPNotSupportedError as error:
        _close(mail, JobState.FAILED, _error_text(error))
    except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused) as error:
        _refused(mail, error)
    except (OSError, smtplib.SMTPException) as error:
        _close(mail, JobState.FAILED, unknown_end(_error_text(error)))
    else:
        _close(mail, JobState.DONE, "")
    finally:
        _quietly_close(connection)


def postpone(mail: OutboundEmail, error: str) -> None:
    """Put a claimed mail back: the server was not there. Does not count as a try; after two days it failed."""
    age = now() - mail.created_at
    if age > KEEP_TRYING:
        mail.fail(error, permanent=True)
        return
    wait = min(max(age / 2, MIN_WAIT), MAX_WAIT)
    _mine(mail).update(
        state=JobState.QUEUED,
        attempts=mail.attempts - 1,
        not_before=now() + wait,
        lease_until=None,
        error=error[:2000],
        handed_over_at=None,
    )


def unknown_end(error: str) -> str:
    """Return the text of a mail of which nobody can know whether it arrived."""
    return _("It is not known whether this mail arrived; it is not sent again by itself.") + f" ({error})"


def _mine(mail: OutboundEmail) -> Any:
    """The row while this worker holds it."""
    return OutboundEmail.objects.filter(pk=mail.pk, state=JobState.RUNNING, attempts=mail.attempts)


def _hand_over(mail: OutboundEmail) -> bool:
    """Commit that the message is now given away; False when the row is no longer this worker's."""
    return bool(_mine(mail).filter(handed_over_at__isnull=True).update(handed_over_at=now()))


def _refused(mail: OutboundEmail, error: smtplib.SMTPException) -> None:
    """The server answered no: nothing was taken. 4xx means later, 5xx never."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _text in error.recipients.values()]
    else:
        codes = [error.smtp_code]
    _mine(mail).update(handed_over_at=None)
    mail.handed_over_at = None
    if all(400 <= code < 500 for code in codes):
        postpone(mail, _error_text(error))
    else:
        _close(mail, JobState.FAILED, _error_text(error))


def _close(mail: OutboundEmail, state: str, error: str) -> None:
    moment = now()
    values: dict[str, Any] = {
        "state": state,
        "error": error[:2000],
        "finished_at": moment,
        "lease_until": None,
    }
    if state == JobState.DONE:
        values["sent_at"] = moment
    if mail.sensitive:
        values |= {"text": "", "html": ""}
    _mine(mail).update(**values)


def _quietly_close(connection: Any) -> None:
    """The mail is noted by now: a server that hangs on farewell changes nothing."""
    try:
        connection.close()
    except (OSError, smtplib.SMTPException):
        return


def _error_text(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"[:500]
