"""A messy list that waits to be explained and imported, and two rows that may be one organisation."""

from pathlib import Path

from django.core.files.base import ContentFile

from partners.actions.imports import upload_list
from partners.actions.membership import free_slug
from partners.enums import MembershipOrigin
from partners.models import ImportJob, Membership, MembershipKind, Organisation
from partners.rules.identity import identity_of
from partnership_areas.models import Country
from portal.accounts.models import User
from portal.files.validation import validate_upload

LIST = Path(__file__).parent / "data" / "demonstration_list.csv"
TWINS = (
    ("Demonstration Observatory of Lakes", "DOL", "CH"),
    ("Demonstration Observatory for the Lakes", "", None),
)


def load_lists(users: dict[str, User]) -> None:
    """Add what is missing."""
    for name, acronym, code in TWINS:
        _twin(name, acronym, code)
    if not ImportJob.objects.filter(name=LIST.name).exists():
        upload = validate_upload(ContentFile(LIST.read_bytes(), name=LIST.name), ("csv",))
        upload_list(upload, source="Demonstration list", by=users["officer"])


def _twin(name: str, acronym: str, code: str | None) -> None:
    identity = identity_of(kind="ngo", legal_name=name, country_code=code, is_global=False)
    if Organisation.objects.filter(identity_key=identity).exists():
        return
    organisation = Organisation.objects.create(
        kind="ngo",
        legal_name=name,
        acronym=acronym,
        country=Country.objects.get(alpha2=code) if code else None,
        slug=free_slug(name),
        identity_key=identity,
    )
    Membership.objects.create(
        organisation=organisation,
        kind=MembershipKind.objects.get(is_default=True),
        origin=MembershipOrigin.IMPORTED,
        source="Demonstration",
    )
