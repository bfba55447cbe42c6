"""What a partner keeps up about itself: languages, logo, contributions, changes of name, yearly confirmation."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from partners.enums import IdentityRequestStatus, PartnerKind, Topic
from partners.models.names import FormerIdentity
from partners.models.organisation import Organisation
from partnership_areas.models import Area, Country
from portal.files.models import StoredFile
from portal.records.clock import now, today
from portal.records.models import VersionedModel

User = settings.AUTH_USER_MODEL


class OrganisationProfile(VersionedModel):
    """What stands beside name, description and site; made when a part of the profile is saved first.

    ``part_versions`` counts the saves of each part, so that a stale save is noticed (BP-14). ``confirmed_at``
    is when somebody of the partner (or the secretariat on behalf) last said that all of it is right.
    """

    organisation = models.OneToOneField(Organisation, on_delete=models.PROTECT, related_name="profile")
    languages = models.JSONField(_("languages"), default=list, blank=True)
    logo = models.ForeignKey(
        StoredFile, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("logo")
    )
    part_versions = models.JSONField(default=dict, editable=False)
    updated_at = models.DateTimeField(_("changed on"), default=now, editable=False)
    confirmed_at = models.DateTimeField(_("last confirmed"), null=True, blank=True)
    confirmed_on_behalf = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("profile of an organisation")
        verbose_name_plural = _("profiles of organisations")

    def __str__(self) -> str:
        return str(self.organisation)

    def part_version(self, part: str) -> int:
        """How often a part was saved; a form sends it back."""
        return self.part_versions.get(part, 0)


class FormerSlug(models.Model):
    """An address that an organisation had before its name changed; it leads on for ever."""

    slug = models.SlugField(max_length=120, unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="former_slugs")

    class Meta:
        verbose_name = _("former address")
        verbose_name_plural = _("former addresses")

    def __str__(self) -> str:
        return self.slug


class ContributionQuerySet(models.QuerySet):
    def standing(self) -> Self:
        """Those that were not taken back."""
        return self.filter(taken_back_on__isnull=True)


class Contribution(VersionedModel):
    """Something that a partner has given to the common work, in one year or over several (LOI-7)."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="contributions")
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("description"), blank=True)
    topic = models.CharField(_("topic"), max_length=12, choices=Topic)
    area = models.ForeignKey(
        Area, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("area")
    )
    from_year = models.PositiveSmallIntegerField(pgettext_lazy("year", "from"))
    to_year = models.PositiveSmallIntegerField(pgettext_lazy("year", "to"))
    link = models.URLField(_("link"), blank=True)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="en")
    recorded_at = models.DateTimeField(default=now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)
    taken_back_on = models.DateField(_("taken back on"), null=True, blank=True)

    objects = ContributionQuerySet.as_manager()

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        ordering = ["-to_year", "-from_year", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_year__gte=F("from_year"), from_year__gte=1990, to_year__lte=2200),
                name="contribution_years_in_order",
            ),
            models.CheckConstraint(condition=~Q(title=""), name="contribution_with_title"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def years(self) -> str:
        return str(self.to_year) if self.from_year == self.to_year else f"{self.from_year}–{self.to_year}"


class IdentityRequest(VersionedModel):
    """A partner asks to change name, acronym, kind or country; the secretariat agrees or not.

    The columns hold what is asked for. Agreed, the old identity becomes a ``FormerIdentity``.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="identity_requests")
    status = models.CharField(
        _("status"), max_length=10, choices=IdentityRequestStatus, default=IdentityRequestStatus.OPEN
    )
    legal_name = models.CharField(_("legal name"), max_length=250)
    acronym = models.CharField(_("acronym"), max_length=30, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=PartnerKind)
    country = models.ForeignKey(
        Country, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("country")
    )
    is_global = models.BooleanField(_("works world-wide"), default=False)
    replaced = models.OneToOneField(
        FormerIdentity, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    reason = models.TextField(_("reason"))
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(_("asked on"), default=now)
    on_behalf = models.BooleanField(default=False)
    holds_from = models.DateField(_("holds from"), default=today)
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("decided on"), null=True, blank=True)
    decision_reason = models.TextField(_("reason of the decision"), blank=True)

    class Meta:
        verbose_name = _("change of name, kind or country")
        verbose_name_plural = _("changes of name, kind or country")
        ordering = ["-requested_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(status=IdentityRequestStatus.OPEN),
                name="one_open_identity_request",
            ),
            models.CheckConstraint(
                condition=Q(
                    status=IdentityRequestStatus.OPEN, decided_at__isnull=True, decided_by__isnull=True
                )
                | (
                    ~Q(status=IdentityRequestStatus.OPEN)
                    & Q(decided_at__isnull=False, decided_by__isnull=False)
                ),
                name="identity_request_decided_all_or_none",
            ),
            models.CheckConstraint(
                condition=~Q(status=IdentityRequestStatus.REFUSED) | ~Q(decision_reason=""),
                name="identity_request_refused_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(country__isnull=True) | Q(is_global=False),
                name="identity_request_country_or_global",
            ),
            models.CheckConstraint(
                condition=~Q(legal_name="") & ~Q(reason=""), name="identity_request_complete"
            ),
        ]

    def __str__(self) -> str:
        return self.legal_name


class ConfirmationRound(VersionedModel):
    """The question "Is this still right?", asked of every partner, once a year."""

    year = models.PositiveSmallIntegerField(_("year"), unique=True)
    opened_at = models.DateTimeField(_("opened on"), default=now)
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(_("answers due on"))
    closed_at = models.DateTimeField(_("closed on"), null=True, blank=True)
    closed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("yearly confirmation")
        verbose_name_plural = _("yearly confirmations")
        ordering = ["-year"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="confirmation_round_closed_all_or_none",
            )
        ]

    def __str__(self) -> str:
        return str(self.year)

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class RoundEntry(VersionedModel):
    """One partner in a yearly confirmation: asked when, reminded how often, confirmed when."""

    round = models.ForeignKey(ConfirmationRound, on_delete=models.PROTECT, related_name="entries")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="round_entries")
    asked_at = models.DateTimeField(_("asked on"), null=True, blank=True)
    has_address = models.BooleanField(default=True)
    reminders = models.PositiveSmallIntegerField(_("reminders"), default=0)
    confirmed_at = models.DateTimeField(_("confirmed on"), null=True, blank=True)
    on_behalf = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("partner in a yearly confirmation")
        verbose_name_plural = _("partners in a yearly confirmation")
        constraints = [
            models.UniqueConstraint(fields=["round", "organisation"], name="one_entry_per_round"),
        ]
        indexes = [models.Index(fields=["round", "confirmed_at"], name="round_entry_unanswered")]

    def __str__(self) -> str:
        return f"{self.organisation} {self.round}"
