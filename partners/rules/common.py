"""Words and questions that every rule of the app uses."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.records.enums import SECRETARIAT
from portal.records.registries import has_role

SECRETARIAT_ONLY = _("Only the secretariat can do this.")
HEAD_ONLY = _("Only the head of the secretariat can do this.")


def is_secretariat(user: Any) -> bool:
    return has_role(user, *SECRETARIAT)
