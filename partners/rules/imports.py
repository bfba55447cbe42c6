"""Who may import lists, and merge rows of one organisation."""

from typing import Any

from partners.rules.common import HEAD_ONLY, SECRETARIAT_ONLY, is_secretariat
from portal.records.decisions import ALLOWED, Answer, Refused
from portal.records.enums import READS_RECORDS, Role
from portal.records.registries import has_role


def can_prepare_import(user: Any, job: Any = None) -> Answer:
    """Officers upload a list, explain its words and see what it would do."""
    return ALLOWED if is_secretariat(user) else Refused(SECRETARIAT_ONLY)


def can_read_list(user: Any, job: Any = None) -> Answer:
    """Secretariat and auditor read lists and download their files."""
    return ALLOWED if has_role(user, *READS_RECORDS) else Refused(SECRETARIAT_ONLY)


def can_run_import(user: Any, job: Any = None) -> Answer:
    """The head lets a list make partners, as the head alone confirms a letter (rights table)."""
    return ALLOWED if has_role(user, Role.HEAD) else Refused(HEAD_ONLY)


def can_merge(user: Any, organisation: Any = None) -> Answer:
    """The secretariat says which rows are one organisation, as it joins letters to one (LOI-8)."""
    return ALLOWED if is_secretariat(user) else Refused(SECRETARIAT_ONLY)
