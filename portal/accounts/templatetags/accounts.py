"""Template tags of the account pages: ``{% load accounts %}``."""

from typing import Any

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_tag(takes_context=True)
def account_navigation(context: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the pages of "Your account" for the side navigation."""
    path = context["request"].path
    user = context["request"].user
    pages = [
        ("account_home", _("Name and language"), ""),
        ("account_email", _("E-mail address"), ""),
        (
            "account_change_password" if user.has_usable_password() else "account_set_password",
            _("Password"),
            "",
        ),
        ("mfa_index", _("Second factor"), "/accounts/2fa/"),
        ("usersessions_list", _("Signed-in devices"), ""),
        ("privacy:my_data", _("Your data"), "/desk/my-data/"),
    ]
    return [
        {
            "url": reverse(name),
            "label": label,
            "current": path == reverse(name) or bool(below and path.startswith(below)),
        }
        for name, label, below in pages
    ]


@register.simple_tag
def development_mail_folder() -> str:
    """Return the folder where mails land in development; empty when they are really sent."""
    lands_in_folder = settings.EMAIL_BACKEND == "portal.mail.backends.FolderBackend"
    return str(settings.MAIL_DIR) if lands_in_folder and not settings.PRODUCTION else ""


@register.simple_tag
def demonstration_password() -> str:
    """Return the password of the demonstration accounts; empty elsewhere."""
    return "mercury-demo" if settings.DEMONSTRATION else ""


BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrom", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


@register.filter
def device(user_agent: str) -> str:
    """Return “Firefox, Linux” for what a browser calls itself; the first words of it when it is not known."""
    names = [name for known in (BROWSERS, SYSTEMS) for name in [_first(known, user_agent)] if name]
    return ", ".join(names) or user_agent[:60]


def _first(known: tuple[tuple[str, str], ...], text: str) -> str:
    return next((name for mark, name in known if mark in text), "")
