"""Letters of intent and what happens to them until the decision."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from partners.enums import (
    DECIDED,
    OPEN,
    PUBLIC,
    CheckPoint,
    CheckResult,
    ContactRole,
    Direction,
    LetterStatus,
    PartnerKind,
    RequestStatus,
    Step,
    Topic,
)
from partners.models.organisation import Organisation
from partnership_areas.models import Area, Country
from portal.files.models import StoredFile
from portal.records.clock import now, today
from portal.records.models import VersionedModel
from portal.records.text import normalise_name

User = settings.AUTH_USER_MODEL


class LetterQuerySet(models.QuerySet):
    def open(self) -> Self:
        """Sent and not decided, withdrawn or declined."""
        return self.filter(status__in=OPEN)

    def public(self) -> Self:
        """Published on the site (LOI-6)."""
        return self.filter(status__in=PUBLIC, published_at__isnull=False)

    def received(self) -> Self:
        """Published, not yet confirmed."""
        return self.public().exclude(status=LetterStatus.CONFIRMED)


class Letter(VersionedModel):
    """A letter of intent (LOI-1 to LOI-6, LOI-8).

    Its fields are the working copy. What was sent is frozen (``portal.records.frozen``, kind "letter"), and
    the public only ever sees a frozen version: ``published_version``.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reference = models.CharField(_("reference"), max_length=20, unique=True, null=True, blank=True)
    status = models.CharField(_("status"), max_length=24, choices=LetterStatus, default=LetterStatus.DRAFT)
    language = models.CharField(
        _("language of the letter"), max_length=10, choices=settings.LANGUAGES, default="en"
    )

    # Who
    kind = models.CharField(_("kind"), max_length=12, choices=PartnerKind, blank=True)
    legal_name = models.CharField(_("full legal name"), max_length=250, blank=True)
    acronym = models.CharField(_("acronym"), max_length=30, blank=True)
    country = models.ForeignKey(
        Country,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="letters",
        verbose_name=_("country"),
    )
    is_global = models.BooleanField(_("works world-wide"), default=False)
    website = models.URLField(_("site"), blank=True)
    description = models.TextField(_("short description"), blank=True)
    # What it says
    areas = models.ManyToManyField(
        Area, blank=True, related_name="letters", verbose_name=_("areas of interest")
    )
    supports = models.BooleanField(_("support for the Partnership"), default=False)
    commits = models.BooleanField(_("commitment to its goal"), default=False)
    contribution = models.TextField(_("nature of the contribution"), blank=True)
    # Signature
    signatory_name = models.CharField(_("name of the signatory"), max_length=200, blank=True)
    signatory_title = models.CharField(_("title of the signatory"), max_length=200, blank=True)
    signed_on = models.DateField(_("date of signature"), null=True, blank=True)
    declared = models.BooleanField(_("declaration of the signatory"), default=False)
    signed_file = models.ForeignKey(
        StoredFile,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("signed letter"),
    )
    # Acknowledgement and consents
    acknowledges_publication = models.BooleanField(_("acknowledgement of publication"), default=False)
    consents_to_data = models.BooleanField(_("consent for personal data"), default=False)
    consents_to_name = models.BooleanField(_("consent to show the individual's name"), default=False)
    consented_at = models.DateTimeField(null=True, blank=True)

    # Its life
    step_versions = models.JSONField(default=dict, editable=False)
    applicant = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="letters",
        verbose_name=_("applicant"),
    )
    on_behalf = models.BooleanField(_("entered by the secretariat"), default=False)
    created_at = models.DateTimeField(default=now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)
    submitted_at = models.DateTimeField(_("sent on"), null=True, blank=True)
    sent_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(_("published on"), null=True, blank=True)
    published_version = models.PositiveIntegerField(null=True, blank=True)
    decided_at = models.DateTimeField(_("decided on"), null=True, blank=True)
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decision_reason = models.TextField(_("reason"), blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    status_since = models.DateTimeField(_("since"), default=now)
    # Duplicates (LOI-8)
    identity_key = models.CharField(max_length=330, blank=True, editable=False)
    search_key = models.TextField(blank=True, editable=False)
    held_at = models.DateTimeField(_("held since"), null=True, blank=True)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="letters"
    )

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter of intent")
        verbose_name_plural = _("letters of intent")
        ordering = ["-submitted_at", "-pk"]
        indexes = [models.Index(fields=["status", "status_since"])]
        constraints = [
            models.UniqueConstraint(
                fields=["identity_key"],
                condition=Q(status__in=sorted(OPEN), held_at__isnull=True),
                name="one_open_letter_per_organisation",
            ),
            models.CheckConstraint(
                condition=Q(country__isnull=True) | Q(is_global=False), name="letter_country_or_global"
            ),
            models.CheckConstraint(
                condition=Q(status__in=sorted(DECIDED), decided_at__isnull=False, decided_by__isnull=False)
                | (
                    ~Q(status__in=sorted(DECIDED))
                    & Q(decided_at__isnull=True, decided_by__isnull=True, decision_reason="")
                ),
                name="letter_decision_all_or_none",
            ),
            models.CheckConstraint(
                condition=~Q(status=LetterStatus.DECLINED) | ~Q(decision_reason=""),
                name="letter_declined_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(status=LetterStatus.DRAFT, submitted_at__isnull=True, reference__isnull=True)
                | (~Q(status=LetterStatus.DRAFT) & Q(submitted_at__isnull=False, reference__isnull=False)),
                name="letter_sent_with_reference",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True, published_version__isnull=True)
                | Q(published_at__isnull=False, published_version__isnull=False),
                name="letter_published_with_version",
            ),
            models.CheckConstraint(
                condition=Q(status=LetterStatus.WITHDRAWN, withdrawn_at__isnull=False)
                | (~Q(status=LetterStatus.WITHDRAWN) & Q(withdrawn_at__isnull=True)),
                name="letter_withdrawn_with_date",
            ),
        ]

    def __str__(self) -> str:
        return self.reference or str(_("Draft letter of intent"))

    @property
    def is_individual(self) -> bool:
        return self.kind == PartnerKind.INDIVIDUAL

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def is_public(self) -> bool:
        return self.status in PUBLIC and self.published_at is not None

    def contact(self, role: str) -> "LetterContact | None":
        """Return the main or alternate contact; reads ``contacts`` once when prefetched."""
        return next((contact for contact in self.contacts.all() if contact.role == role), None)

    def get_absolute_url(self) -> str:
        """The desk's page of this letter."""
        return reverse("partners_desk:letter", args=[self.uuid])

    def step_version(self, step: str) -> int:
        """How often a part was saved; a form sends it back so that a stale save is noticed (BP-14)."""
        return self.step_versions.get(step, 0)

    def refresh_search_key(self) -> None:
        names = [self.reference or "", self.legal_name, self.acronym]
        self.search_key = " ".join(normalise_name(name) for name in names if name)


class LetterContact(models.Model):
    """A focal point named in a letter (the letter's own copy of what was typed)."""

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="contacts")
    role = models.CharField(max_length=10, choices=ContactRole)
    given_name = models.CharField(_("given name"), max_length=100, blank=True)
    family_name = models.CharField(_("family name"), max_length=100, blank=True)
    post = models.CharField(_("post"), max_length=150, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("telephone"), max_length=50, blank=True)
    is_public = models.BooleanField(_("may be shown to the public"), default=False)

    class Meta:
        ordering = ["-role"]
        constraints = [models.UniqueConstraint(fields=["letter", "role"], name="one_contact_per_role")]

    def __str__(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()


class LetterOffer(models.Model):
    """Something offered or sought in a letter (LOI-7)."""

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="offers")
    direction = models.CharField(_("do you offer or seek it?"), max_length=5, choices=Direction)
    topic = models.CharField(_("topic"), max_length=12, choices=Topic)
    area = models.ForeignKey(
        Area, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("area")
    )
    text = models.CharField(_("in your words"), max_length=500, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_direction_display()}: {self.get_topic_display()}"


class InformationRequest(VersionedModel):
    """Questions of the secretariat on a letter, with a due date (LOI-4)."""

    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="requests")
    status = models.CharField(max_length=10, choices=RequestStatus, default=RequestStatus.OPEN)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked on"), default=now)
    due_on = models.DateField(_("due on"))
    answered_at = models.DateTimeField(_("answered on"), null=True, blank=True)
    answered_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["asked_at", "pk"]
        verbose_name = _("request for information")
        verbose_name_plural = _("requests for information")
        constraints = [
            models.UniqueConstraint(
                fields=["letter"], condition=Q(status=RequestStatus.OPEN), name="one_open_request_per_letter"
            ),
            models.CheckConstraint(
                condition=Q(
                    status=RequestStatus.ANSWERED, answered_at__isnull=False, answered_by__isnull=False
                )
                | (~Q(status=RequestStatus.ANSWERED) & Q(answered_at__isnull=True, answered_by__isnull=True)),
                name="request_answered_all_or_none",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letter}: {self.get_status_display()}"

    @property
    def is_overdue(self) -> bool:
        return self.status == RequestStatus.OPEN and self.due_on < today()


class InformationQuestion(models.Model):
    """One question; ``reopens`` names the part of the letter that may be changed to answer it."""

    request = models.ForeignKey(InformationRequest, on_delete=models.CASCADE, related_name="questions")
    text = models.TextField(_("question"))
    reopens = models.CharField(
        _("part of the letter that is reopened"), max_length=12, choices=Step, blank=True
    )
    answer = models.TextField(_("answer"), blank=True)
    file = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text


class DueDiligenceCheck(models.Model):
    """The result of one point of the checklist; internal (LOI-5)."""

    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="checks")
    point = models.CharField(max_length=15, choices=CheckPoint)
    result = models.CharField(max_length=10, choices=CheckResult, default=CheckResult.OPEN)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["letter", "point"], name="one_result_per_check")]

    def __str__(self) -> str:
        return f"{self.get_point_display()}: {self.get_result_display()}"


class DueDiligenceNote(models.Model):
    """An internal note; never shown to the applicant or the public (LOI-5)."""

    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="notes")
    text = models.TextField(_("note"))
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.text
