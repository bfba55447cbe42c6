"""Who may do what with a letter of intent."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from partners.enums import (
    LetterStatus,
    RequestStatus,
)
from partners.models import InformationRequest, Letter, LetterAuthor
from partners.rules.common import HEAD_ONLY, SECRETARIAT_ONLY, is_secretariat
from portal.accounts.rules import has_verified_email
from portal.records.decisions import ALLOWED, Answer, Refused
from portal.records.enums import READS_RECORDS, Role
from portal.records.registries import has_role

S = LetterStatus
NOT_YOURS = _("This letter is not yours.")
HELD = _("This letter is held as a possible duplicate: join it to the organisation or release it.")


def is_applicant(user: Any, letter: Letter) -> bool:
    """Whether this letter is the person's own: their account's, or a draft of this browser session."""
    if getattr(user, "is_authenticated", False):
        return letter.applicant_id is not None and letter.applicant_id == user.pk
    return (
        letter.applicant_id is None
        and letter.status == S.DRAFT
        and not letter.on_behalf
        and str(letter.uuid) in getattr(user, "drafts", ())
    )


def is_author(user: Any, letter: Letter) -> bool:
    """Whether a colleague asked this person to write along, and they still do."""
    if not has_role(
        user, Role.APPLICANT
    ):  # what everybody who writes along is; mostly answers without a question
        return False
    return LetterAuthor.objects.filter(letter=letter, user=user, until__isnull=True).exists()


def has_written_along(user: Any, letter: Letter) -> bool:
    """Whether this person ever wrote along on the letter: then they never decide on it (LOI-5)."""
    return LetterAuthor.objects.filter(letter=letter, user=user).exists()


def acts_on_behalf(user: Any, letter: Letter) -> bool:
    """Whether what ``user`` does with this letter is done for somebody else and must be recorded so."""
    return is_secretariat(user) and not is_applicant(user, letter) and not is_author(user, letter)


def written_by(user: Any) -> Q:
    """Letters that an account began or writes along."""
    along = LetterAuthor.objects.filter(user=user, until__isnull=True).values("letter")
    return Q(applicant=user) | Q(pk__in=along)


def visible_letters(user: Any) -> QuerySet[Letter]:
    """Letters this person may open on the desk or in the admin; the same answer as :func:`can_see_letter`."""
    if not getattr(user, "is_authenticated", False):
        drafts = getattr(user, "drafts", ())
        return Letter.objects.filter(uuid__in=drafts, applicant__isnull=True, on_behalf=False, status=S.DRAFT)
    mine = written_by(user)
    if has_role(user, *READS_RECORDS):
        mine |= ~Q(status=S.DRAFT) | Q(on_behalf=True)
    return Letter.objects.filter(mine)


def can_see_letter(user: Any, letter: Letter) -> Answer:
    """Own letters and those one writes along; the secretariat and the auditor see every letter that was sent or
    entered on behalf."""
    if is_applicant(user, letter):
        return ALLOWED
    if has_role(user, *READS_RECORDS) and (letter.status != S.DRAFT or letter.on_behalf):
        return ALLOWED
    return ALLOWED if is_author(user, letter) else Refused(NOT_YOURS)


def reopened_steps(letter: Letter) -> frozenset[str]:
    """The parts of the letter that an open request asks to change (LOI-4)."""
    steps = InformationRequest.objects.filter(letter=letter, status=RequestStatus.OPEN).values_list(
        "questions__reopens", flat=True
    )
    return frozenset(step for step in steps if step)


def _writes_for(user: Any, letter: Letter) -> Answer:
    """The applicant, or the secretariat on behalf (which never touches a draft somebody is writing)."""
    if is_applicant(user, letter):
        return ALLOWED
    if is_secretariat(user) and (letter.on_behalf or letter.status != S.DRAFT):
        return ALLOWED
    return Refused(NOT_YOURS)


def _writes_along(user: Any, letter: Letter) -> Answer:
    """As :func:`_writes_for`, and colleagues whom the applicant asked to write along."""
    return ALLOWED if is_author(user, letter) else _writes_for(user, letter)


def can_edit_step(user: Any, letter: Letter, step: str) -> Answer:
    """A draft can be edited whole; a letter on which information was asked, only where it was asked."""
    answer = _writes_along(user, letter)
    if not answer:
        return answer
    if letter.status == S.DRAFT:
        return ALLOWED
    if letter.status == S.INFORMATION_REQUESTED and step in reopened_steps(letter):
        return ALLOWED
    return Refused(_("This part of the letter was sent and can no longer be changed."))


def _decides_for(user: Any, letter: Letter) -> Answer:
    """Sending, withdrawing and deleting stay with the person who began the letter."""
    answer = _writes_for(user, letter)
    if not answer and is_author(user, letter):
        return Refused(_("Only the person who began this letter can do this."))
    return answer


def can_send(user: Any, letter: Letter) -> Answer:
    answer = _decides_for(user, letter)
    if answer and not getattr(user, "is_authenticated", False):
        return Refused(_("Confirm your e-mail address first."))
    if answer and not acts_on_behalf(user, letter) and not has_verified_email(user):
        return Refused(_("Confirm your e-mail address first."))
    return answer


def can_answer(user: Any, letter: Letter) -> Answer:
    return _writes_along(user, letter)


def can_withdraw(user: Any, letter: Letter) -> Answer:
    return _decides_for(user, letter)


def can_discard(user: Any, letter: Letter) -> Answer:
    return _decides_for(user, letter)


def can_review(user: Any, letter: Letter) -> Answer:
    return ALLOWED if is_secretariat(user) else Refused(SECRETARIAT_ONLY)


def can_take_under_review(user: Any, letter: Letter) -> Answer:
    if not is_secretariat(user):
        return Refused(SECRETARIAT_ONLY)
    if letter.held_at:
        return Refused(HELD)
    return ALLOWED


def can_decide(user: Any, letter: Letter) -> Answer:
    """Only the head, and never on a letter that they wrote or sent themselves (LOI-5)."""
    if not has_role(user, Role.HEAD):
        return Refused(HEAD_ONLY)
    if user.pk in (letter.applicant_id, letter.sent_by_id) or has_written_along(user, letter):
        return Refused(_("You sent this letter yourself: another person must decide on it."))
    return ALLOWED


def can_confirm(user: Any, letter: Letter) -> Answer:
    """As any decision, but a letter that may be a second one is joined or released before (LOI-8)."""
    answer = can_decide(user, letter)
    return Refused(HELD) if answer and letter.held_at else answer


def can_hold(user: Any, letter: Letter) -> Answer:
    if not is_secretariat(user):
        return Refused(SECRETARIAT_ONLY)
    return Refused(_("This letter is held already.")) if letter.held_at else ALLOWED


def can_release(user: Any, letter: Letter) -> Answer:
    if not is_secretariat(user):
        return Refused(SECRETARIAT_ONLY)
    return ALLOWED if letter.held_at else Refused(_("This letter is not held."))


def can_read_due_diligence(user: Any) -> Answer:
    return ALLOWED if has_role(user, *READS_RECORDS) else Refused(SECRETARIAT_ONLY)


def can_read_letter_file(user: Any, letter: Letter) -> Answer:
    """Signed scans and answers' files: the applicant, the secretariat, the auditor (LOI-3)."""
    return can_see_letter(user, letter)
