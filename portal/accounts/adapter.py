"""allauth, in the portal's ways: mails through the outbox, the person's language kept."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language

from portal.mail.actions import queue_mail
from portal.records.work import unit_of_work


class AccountAdapter(DefaultAccountAdapter):
    """Every mail of allauth becomes a row of the outbox with a text of ours."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue the mail that ``template_prefix`` ("account/email/login_code") names, in the language in use.

        The text is ``portal/accounts/mail/<last part of the prefix>/<language>.txt``. A mail with a code is
        marked sensitive: its text is not kept once sent.
        """
        moment = timezone.localtime()
        values = {
            "email": email,
            "code": str(context.get("code", "")),
            "when": f"{date_format(moment, 'DATETIME_FORMAT')} {moment.tzname()}",
            "sign_in_url": settings.BASE_URL + reverse("account_request_login_code"),
            "sign_up_url": settings.BASE_URL + reverse("account_signup"),
            "security_url": settings.BASE_URL + reverse("mfa_index"),
            "from_email": str(context.get("from_email", "")),
            "to_email": str(context.get("to_email", "")),
        }
        with unit_of_work():
            queue_mail(
                f"accounts/{template_prefix.rsplit('/', 1)[-1]}",
                email,
                get_language() or settings.LANGUAGE_CODE,
                values,
                sensitive=bool(values["code"]),
            )

    def save_user(self, request: Any, user: Any, form: Any, commit: bool = True) -> Any:
        """Save somebody who signs up, with the language that they read the page in."""
        user.language = get_language() or settings.LANGUAGE_CODE
        return super().save_user(request, user, form, commit=commit)
