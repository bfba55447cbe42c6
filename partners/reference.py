"""Reference data of the partners app, added after migrate where it is missing."""

from typing import Any

from partners.models import MembershipKind

KINDS = [
    {
        "code": "partner",
        "name_en": "Partner",
        "name_fr": "Partenaire",
        "name_es": "Asociado",
        "is_default": True,
    },
]


def load_reference(using: str = "default", **kwargs: Any) -> None:
    """Add the kinds of membership that are missing; change nothing that is there (LOI-10)."""
    for kind in KINDS:
        MembershipKind.objects.using(using).get_or_create(code=kind["code"], defaults=kind)
