"""The forms of sign-in and security: allauth's own, with our words."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import password_validators_help_texts
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from portal.accounts.enums import StaffRole
from portal.accounts.models import User

LABELS = {
    "login": _("E-mail address"),
    "email": _("E-mail address"),
    "password": _("Password"),
    "oldpassword": _("Present password"),
    "password1": _("New password"),
    "password2": _("New password, again"),
    "code": _("Code"),
    "name": _("Name of the key"),
    "passwordless": _("I want to sign in with this key alone"),
}
password_help = lazy(lambda: " ".join(str(text) for text in password_validators_help_texts()), str)
HELP = {
    "login": "",
    "email": "",
    "password": "",
    "password1": password_help(),
    "name": _("So that you can tell your keys apart, for example “Office laptop”."),
    "passwordless": _(
        "The device then asks for your fingerprint, face or PIN. Leave this empty for a plain security key."
    ),
}
MAILED_CODE = _("Eight letters, for example BCDF-GHJK. Capitals and the dash do not matter.")
APP_CODE = _("Six digits from the app, or one of your recovery codes.")
NEW_APP_CODE = _("Six digits that the app shows.")


def plain(form_class: type[forms.Form], **help_texts: Any) -> type[forms.Form]:
    """Return ``form_class`` with our labels and hints, and no placeholders (they vanish while one types)."""

    class Plain(form_class):
        mark_optional = False

        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            for name, field in self.fields.items():
                field.widget.attrs.pop("placeholder", None)
                field.label = LABELS.get(name, field.label)
                field.help_text = help_texts.get(name, HELP.get(name, ""))
                if name == "code":
                    field.widget.attrs |= {"autocapitalize": "characters", "spellcheck": "false"}

    Plain.__name__ = Plain.__qualname__ = form_class.__name__
    return Plain


class OptionalPasswordLoginForm(account.LoginForm):
    """Sign-in by password, or, with the password left empty, by a mailed code."""

    def _setup_password_field(self) -> None:
        # allauth takes the field away where nobody gives a password at sign-up; here one may set it later.
        self.fields["password"].required = False


LoginForm = plain(
    OptionalPasswordLoginForm,
    password=_("Leave it empty if you have none or forgot it: we then send you a code."),
)
SignupForm = plain(account.SignupForm, email=_("We send a code to it, to be sure that it is yours."))
AddEmailForm = plain(
    account.AddEmailForm, email=_("We send a code to it. Until you enter the code, nothing changes.")
)
ChangeEmailForm = plain(account.ChangeEmailForm)
ChangePasswordForm = plain(account.ChangePasswordForm)
SetPasswordForm = plain(account.SetPasswordForm)
ResetPasswordForm = plain(account.ResetPasswordForm)
ResetPasswordKeyForm = plain(account.ResetPasswordKeyForm)
ReauthenticateForm = plain(account.ReauthenticateForm)
RequestLoginCodeForm = plain(account.RequestLoginCodeForm)
ConfirmLoginCodeForm = plain(account.ConfirmLoginCodeForm, code=MAILED_CODE)
ConfirmEmailVerificationCodeForm = plain(account.ConfirmEmailVerificationCodeForm, code=MAILED_CODE)
ConfirmPasswordResetCodeForm = plain(account.ConfirmPasswordResetCodeForm, code=MAILED_CODE)
MfaAuthenticateForm = plain(mfa.AuthenticateForm, code=APP_CODE)
MfaReauthenticateForm = plain(mfa.ReauthenticateForm, code=APP_CODE)
ActivateTOTPForm = plain(totp.ActivateTOTPForm, code=NEW_APP_CODE)
AddWebAuthnForm = plain(webauthn.AddWebAuthnForm)
SignupWebAuthnForm = plain(webauthn.SignupWebAuthnForm)
EditWebAuthnForm = plain(webauthn.EditWebAuthnForm)


class InviteStaffForm(forms.Form):
    """Whom to appoint, and to which role."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    role = forms.ChoiceField(label=_("Role"), choices=StaffRole)
    language = forms.ChoiceField(
        label=_("Language of the invitation"),
        help_text=_("Used if the person has no account yet."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = settings.LANGUAGES


class ProfileForm(forms.ModelForm):
    """Name and language of one's own account."""

    class Meta:
        model = User
        fields = ["first_name", "last_name", "language"]
        labels = {
            "first_name": _("First name"),
            "last_name": _("Last name"),
            "language": _("Language of pages and messages"),
        }
