"""Every mail that allauth sends has a text of ours in three languages."""

from pathlib import Path

import allauth
import pytest
from django.conf import settings
from django.utils.translation import override

import portal.accounts
from portal.accounts.adapter import AccountAdapter
from portal.mail.models import OutboundEmail

pytestmark = pytest.mark.django_db
FOLDER = Path(portal.accounts.__file__).parent / "mail"
OURS = {"staff_invited"}
KINDS = sorted(folder.name for folder in FOLDER.iterdir() if folder.name not in OURS)
CODES = {"email_confirmation", "email_confirmation_signup", "login_code", "password_reset_code"}


def allauth_kinds():
    templates = Path(allauth.__file__).parent / "templates"
    names = [
        path.name for app in ("account", "mfa") for path in (templates / app / "email").glob("*_subject.txt")
    ]
    return {name.removesuffix("_subject.txt") for name in names}


def test_no_kind_of_allauth_is_without_a_text():
    by_link = {"password_reset_key"}  # never sent: passwords are replaced by a code
    assert allauth_kinds() - by_link == set(KINDS)


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
@pytest.mark.parametrize("kind", KINDS)
def test_mail_is_queued_in_the_language_in_use(kind, language):
    context = {"code": "BCDF-GHJK"} if kind in CODES else {"from_email": "a@x.org", "to_email": "b@x.org"}
    with override(language):
        AccountAdapter().send_mail(f"account/email/{kind}", "person@example.org", context)
    mail = OutboundEmail.objects.get()
    assert (mail.template, mail.language, mail.to) == (f"accounts/{kind}", language, "person@example.org")
    assert "{" not in mail.text + mail.subject
    assert mail.sensitive == (kind in CODES)
    assert ("BCDF-GHJK" in mail.text) == (kind in CODES)
    assert "BCDF-GHJK" not in mail.subject
