"""Staff roles: fixed in code, given to people by appointment."""

from django.db.models import TextChoices

from portal.records.enums import Role


class StaffRole(TextChoices):
    OFFICER = Role.OFFICER.value, Role.OFFICER.label
    HEAD = Role.HEAD.value, Role.HEAD.label
    EDITOR = Role.EDITOR.value, Role.EDITOR.label
    ADMINISTRATOR = Role.ADMINISTRATOR.value, Role.ADMINISTRATOR.label
    AUDITOR = Role.AUDITOR.value, Role.AUDITOR.label
