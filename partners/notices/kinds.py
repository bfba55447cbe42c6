"""The kinds of notices about partners and letters: what people choose how to be told of (portal.mail.notices).

A new kind is one more entry in ``KINDS``.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.mail.enums import Delivery
from portal.mail.kinds import NoticeKind, register_kind
from portal.records.enums import SECRETARIAT, Role
from portal.records.registries import has_role


def is_partner(user: Any) -> bool:
    """People of partners: viewers and focal points."""
    return has_role(user, Role.VIEWER, Role.FOCAL)


def is_secretariat(user: Any) -> bool:
    """Officers and heads."""
    return has_role(user, *SECRETARIAT)


KINDS = (
    NoticeKind(
        "my_place",
        _("Your place in an organisation"),
        hint=_("Your role changed or ended, or somebody asks to take over from you."),
        mandatory=True,
    ),
    NoticeKind(
        "colleagues",
        _("Colleagues of your organisation"),
        hint=_("Somebody accepted your invitation, or left."),
    ),
    NoticeKind(
        "succession",
        _("Who asks to take over as focal point"),
        hint=_("A request that waits for the secretariat."),
        concerns=is_secretariat,
    ),
    NoticeKind(
        "my_membership",
        _("Your membership"),
        hint=_("That it ended, or that a declared withdrawal was not recorded."),
        mandatory=True,
    ),
    NoticeKind(
        "my_prospects",
        _("Organisations that you invited"),
        hint=_("One of them became a partner."),
        concerns=lambda user: is_partner(user) or is_secretariat(user),
    ),
    NoticeKind(
        "withdrawal",
        _("Partners that leave"),
        hint=_("A partner declares its withdrawal, or takes the declaration back."),
        concerns=is_secretariat,
    ),
    NoticeKind(
        "my_letter",
        _("Your letter of intent"),
        hint=_("What happens to it: receipt, questions, the decision."),
        mandatory=True,
    ),
    NoticeKind(
        "new_partner",
        _("New partners in your areas"),
        hint=_("An organisation that was confirmed and takes part in one of your partnership areas."),
        default=Delivery.AT_ONCE,
        concerns=is_partner,
    ),
    NoticeKind(
        "letter_for_secretariat",
        _("Letters of intent that arrive"),
        hint=_("New letters, answers to questions, letters that were withdrawn."),
        default=Delivery.AT_ONCE,
        concerns=is_secretariat,
    ),
)


def register() -> None:
    """Called once from ``partners.hooks.register``."""
    for kind in KINDS:
        register_kind(kind)
