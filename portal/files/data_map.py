"""What private files hold about persons. Whether a file goes is said by the record that it belongs to."""

from django.utils.translation import gettext_lazy as _

from portal.files.models import StoredFile
from portal.records.personal import describe

describe(
    StoredFile,
    _("Files added"),
    about=("uploaded_by",),
    show=("uuid", "name", "purpose", "size", "uploaded_at"),
    texts=("name",),
    none=("object_type", "object_id", "content_type", "sha256", "path"),
    kept=_(
        "Files of an organisation stay with it; those that the person signed, and those of an individual, are deleted."
    ),
)
