"""How people come to an organisation and leave it: invitations, succession, consents, co-authors of a letter."""

import datetime
import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from partners.enums import ConsentPurpose, InvitationState, OrganisationRole, SuccessionStatus
from partners.models.letter import Letter
from partners.models.organisation import Organisation, OrganisationPerson
from portal.records.clock import now
from portal.records.models import VersionedModel

User = settings.AUTH_USER_MODEL


def end_of_invitation() -> datetime.datetime:
    """Return the moment until which an invitation made now can be accepted."""
    return now() + datetime.timedelta(days=settings.INVITATION_DAYS)


class ColleagueInvitationQuerySet(models.QuerySet):
    def unanswered(self) -> Self:
        """Neither accepted, declined nor taken back; they may have run out."""
        return self.filter(answered_at__isnull=True, revoked_at__isnull=True)

    def waiting(self) -> Self:
        """Those that can be accepted now."""
        return self.unanswered().filter(expires_at__gt=now())


class ColleagueInvitation(VersionedModel):
    """An invitation by mail: to a place in an organisation, or to write along on a draft letter.

    It is meant for the address it was sent to: only an account with that verified address can accept it, so that
    a link that is passed on opens nothing. Whether it has run out is computed from ``expires_at``.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="invitations"
    )
    letter = models.ForeignKey(
        Letter, null=True, blank=True, on_delete=models.CASCADE, related_name="invitations"
    )
    role = models.CharField(_("role"), max_length=10, choices=OrganisationRole, blank=True)
    email = models.EmailField(_("e-mail address"))
    given_name = models.CharField(_("given name"), max_length=100, blank=True)
    family_name = models.CharField(_("family name"), max_length=100, blank=True)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="en")
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=now, editable=False)
    sent_at = models.DateTimeField(default=now)
    times_sent = models.PositiveSmallIntegerField(default=1)
    expires_at = models.DateTimeField(default=end_of_invitation)
    answered_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = ColleagueInvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation of a colleague")
        verbose_name_plural = _("invitations of colleagues")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=False, letter__isnull=True) & ~Q(role="")
                | Q(organisation__isnull=True, letter__isnull=False, role=""),
                name="colleague_invited_to_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | Q(revoked_at__isnull=True),
                name="colleague_invitation_ends_once",
            ),
            models.CheckConstraint(
                condition=Q(accepted_by__isnull=True) | Q(answered_at__isnull=False),
                name="colleague_invitation_accepted_with_date",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="colleague_invitation_revoked_all_or_none",
            ),
            models.UniqueConstraint(
                fields=["organisation", "email"],
                condition=Q(answered_at__isnull=True, revoked_at__isnull=True),
                name="one_open_invitation_per_organisation",
            ),
            models.UniqueConstraint(
                fields=["letter", "email"],
                condition=Q(answered_at__isnull=True, revoked_at__isnull=True),
                name="one_open_invitation_per_letter",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} – {self.organisation or self.letter}"

    @property
    def state(self) -> InvitationState:
        """What became of it; running out is computed, never stored."""
        if self.revoked_at:
            return InvitationState.REVOKED
        if self.answered_at:
            return InvitationState.ACCEPTED if self.accepted_by_id else InvitationState.DECLINED
        return InvitationState.WAITING if self.expires_at > now() else InvitationState.EXPIRED

    @property
    def is_waiting(self) -> bool:
        return self.state == InvitationState.WAITING


class SuccessionRequest(VersionedModel):
    """A colleague asks to take over as focal point; the secretariat decides.

    ``leaving`` is the place that then ends; who asks from outside the organisation cannot name it, the
    secretariat does.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="successions")
    status = models.CharField(
        _("status"), max_length=10, choices=SuccessionStatus, default=SuccessionStatus.WAITING
    )
    requested_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="successions", verbose_name=_("asked by")
    )
    given_name = models.CharField(_("given name"), max_length=100, blank=True)
    family_name = models.CharField(_("family name"), max_length=100)
    post = models.CharField(_("post"), max_length=150)
    reason = models.TextField(_("reason"))
    leaving = models.ForeignKey(
        OrganisationPerson,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("who leaves"),
    )
    requested_at = models.DateTimeField(_("asked on"), default=now)
    decided_at = models.DateTimeField(_("decided on"), null=True, blank=True)
    decided_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("decided by")
    )
    decision_reason = models.TextField(_("reason of the decision"), blank=True)

    class Meta:
        verbose_name = _("request to take over as focal point")
        verbose_name_plural = _("requests to take over as focal point")
        ordering = ["requested_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "requested_by"],
                condition=Q(status="waiting"),
                name="one_succession_request_waits",
            ),
            models.CheckConstraint(
                condition=Q(status="waiting", decided_at__isnull=True, decided_by__isnull=True)
                | (~Q(status="waiting") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="succession_decision_all_or_none",
            ),
            models.CheckConstraint(
                condition=~Q(status="declined") | ~Q(decision_reason=""),
                name="succession_declined_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()


class ContactConsent(models.Model):
    """A person's consent to be shown as a contact of an organisation, from when until when.

    Only the person gives it. ``OrganisationPerson.is_public`` says whether the one for the public runs now.
    """

    place = models.ForeignKey(OrganisationPerson, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(_("purpose"), max_length=10, choices=ConsentPurpose)
    given_at = models.DateTimeField(_("given on"), default=now)
    withdrawn_at = models.DateTimeField(_("taken back on"), null=True, blank=True)

    class Meta:
        verbose_name = _("consent to be shown")
        verbose_name_plural = _("consents to be shown")
        ordering = ["-given_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["place", "purpose"],
                condition=Q(withdrawn_at__isnull=True),
                name="one_running_consent_per_purpose",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("given_at")),
                name="consent_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place}: {self.get_purpose_display()}"


class LetterAuthor(models.Model):
    """A colleague who writes along on a draft letter, beside the applicant, over a time."""

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="authors")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="letters_written_along")
    since = models.DateTimeField(default=now)
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("co-author of a letter")
        verbose_name_plural = _("co-authors of letters")
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["letter", "user"], condition=Q(until__isnull=True), name="letter_author_once"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="letter_author_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.letter}"
