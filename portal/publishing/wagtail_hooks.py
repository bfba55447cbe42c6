"""Registers the list of PDFs in the admin."""

from wagtail import hooks
from wagtail.permissions import register_permission_policy

from portal.publishing.models import PdfJob
from portal.publishing.rules import READERS
from portal.records.admin import RecordPermissionPolicy

register_permission_policy(PdfJob, RecordPermissionPolicy(PdfJob, READERS))


@hooks.register("register_admin_viewset")
def register_pdfs() -> object:
    from portal.publishing.viewsets import PdfJobViewSet

    return PdfJobViewSet()
