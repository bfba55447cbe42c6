"""Names that every app shares."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Role(TextChoices):
    """The roles of the rights table in the Partnership's rules ("Who may do what")."""

    APPLICANT = "applicant", _("Applicant")
    VIEWER = "viewer", _("Partner's viewer")
    FOCAL = "focal", _("Focal point")
    LEAD = "lead", _("Area lead")
    MEMBER = "member", _("Advisory Group member")
    CHAIR = "chair", _("Advisory Group chair")
    OFFICER = "officer", _("Secretariat officer")
    HEAD = "head", _("Secretariat head")
    EDITOR = "editor", _("Editor")
    ADMINISTRATOR = "administrator", _("Administrator")
    AUDITOR = "auditor", _("Auditor")


SECRETARIAT = frozenset({Role.OFFICER.value, Role.HEAD.value})
STAFF = SECRETARIAT | {Role.EDITOR.value, Role.ADMINISTRATOR.value, Role.AUDITOR.value}
READS_RECORDS = SECRETARIAT | {Role.AUDITOR.value}


class JobState(TextChoices):
    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Under way")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", pgettext_lazy("job", "Taken back")
