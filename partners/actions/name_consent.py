"""An individual partner agreed to be shown by name, and takes it back."""

from typing import Any

from django.utils.translation import gettext as _

from partners.enums import PartnerKind
from partners.models import FormerSlug, Letter
from partners.rules.letters import is_applicant
from partners.snapshot import KIND
from portal.publishing.actions import request_pdf
from portal.publishing.models import Publication
from portal.records.decisions import Forbidden
from portal.records.pointers import point_to
from portal.records.work import unit_of_work


def take_back_name(letter: Letter, *, by: Any) -> Letter:
    """No longer show an individual's name: page, directory, address and PDFs, at once.

    The address that carried the name is gone and leads nowhere. Forbidden for anybody but the person.
    """
    with unit_of_work() as work:
        letter = work.lock(letter)
        if not is_applicant(by, letter):
            raise Forbidden(_("This letter is not yours."))
        if letter.kind != PartnerKind.INDIVIDUAL or not letter.consents_to_name:
            return letter
        letter.consents_to_name = False
        work.save(letter, "consents_to_name", "updated_at")
        organisation = letter.organisation
        if organisation is not None and organisation.name_is_public:
            organisation = work.lock(organisation)
            organisation.name_is_public = False
            organisation.slug = f"individual-partner-{organisation.pk}"
            organisation.save()
            FormerSlug.objects.filter(organisation=organisation).delete()
        in_force = Publication.objects.filter(kind=KIND, withdrawn_at__isnull=True, **point_to(letter))
        for version in set(in_force.values_list("version", flat=True)):
            reason = "the person no longer agrees to be named"
            request_pdf(letter, KIND, version=version, retypeset=True, reason=reason)
        Publication.objects.filter(kind=KIND, **point_to(letter)).update(title="")
        work.audit("letter.name_taken_back", letter, by=by, fields=["consents_to_name"])
    return letter
