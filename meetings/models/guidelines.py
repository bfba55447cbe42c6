"""The framework, the operational guidelines and the business plan template, in dated versions (GDL-1, GDL-2)."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from meetings.enums import AmendmentKind
from meetings.models.decisions import Decision
from meetings.models.proposals import Proposal
from portal.records.clock import now
from portal.records.models import VersionedModel

User = settings.AUTH_USER_MODEL


class GuidingDocument(models.Model):
    """A text that guides the Partnership: ``framework``, ``guidelines`` or ``annex-2``."""

    code = models.SlugField(_("code"), max_length=30, unique=True)
    title = models.CharField(_("title"), max_length=200)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("guiding text")
        verbose_name_plural = _("guiding texts")
        ordering = ["order"]

    def __str__(self) -> str:
        return self.title


class TextVersion(VersionedModel):
    """One dated version of a guiding text; never changed once it is in force.

    ``own_wording``: its clauses are the portal's own rendering, the official text is elsewhere (``source``).
    ``decision``: by which the group adopted it; empty for versions from before the portal.
    """

    document = models.ForeignKey(GuidingDocument, on_delete=models.PROTECT, related_name="versions")
    label = models.SlugField(_("label"), max_length=20)  # "2020-06", a second one that month "2020-06-2"
    dated = models.DateField(_("dated"))
    note = models.TextField(_("note"), blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    own_wording = models.BooleanField(_("the portal's own wording"), default=False)
    decision = models.OneToOneField(
        Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="text_version"
    )
    created_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        verbose_name = _("version of a guiding text")
        verbose_name_plural = _("versions of guiding texts")
        ordering = ["document", "-dated", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["document", "label"], name="text_version_label_once"),
        ]

    def __str__(self) -> str:
        return f"{self.document} {self.label}"

    def get_absolute_url(self) -> str:
        return reverse("meetings:guiding_text", args=[self.document.code, self.label])


class Clause(models.Model):
    """A numbered clause of a version ("3(d)"), in the languages of the interface."""

    text_version = models.ForeignKey(TextVersion, on_delete=models.CASCADE, related_name="clauses")
    number = models.CharField(_("number"), max_length=20)
    order = models.PositiveSmallIntegerField()
    level = models.PositiveSmallIntegerField(default=1)
    heading = models.CharField(_("heading"), max_length=200, blank=True)
    text = models.TextField(_("text"), blank=True)

    class Meta:
        verbose_name = _("clause")
        verbose_name_plural = _("clauses")
        ordering = ["text_version", "order"]
        constraints = [
            models.UniqueConstraint(fields=["text_version", "number"], name="clause_number_once"),
            models.UniqueConstraint(fields=["text_version", "order"], name="clause_order_once"),
        ]

    def __str__(self) -> str:
        return self.number


class Amendment(Proposal):
    """A partner's proposal to change, add or remove one clause of a guiding text (GDL-1).

    ``clause_number`` names the clause, of ``base``, that is changed or removed, or after which one is added
    (``new_number``). ``text`` is written in ``language`` first; it needs all languages to be adopted, because
    adoption makes the new version.
    """

    document = models.ForeignKey(GuidingDocument, on_delete=models.PROTECT, related_name="amendments")
    base = models.ForeignKey(TextVersion, on_delete=models.PROTECT, related_name="amendments")
    kind = models.CharField(_("kind"), max_length=6, choices=AmendmentKind, default=AmendmentKind.CHANGE)
    clause_number = models.CharField(_("clause"), max_length=20)
    new_number = models.CharField(_("number of the new clause"), max_length=20, blank=True)
    heading = models.CharField(_("heading"), max_length=200, blank=True)
    text = models.TextField(_("proposed text"), blank=True)
    result = models.OneToOneField(
        TextVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="amendment"
    )

    class Meta(Proposal.Meta):
        verbose_name = _("amendment")
        verbose_name_plural = _("amendments")

    @property
    def slug(self) -> str:
        """The reference as it stands in addresses: ``amd-2026-0001``."""
        return (self.reference or "").lower()

    def get_absolute_url(self) -> str:
        """The page in the public history once it is before the group, else the page on the desk."""
        if self.is_public:
            return reverse("meetings:amendment", args=[self.slug])
        return self.desk_url

    @property
    def desk_url(self) -> str:
        return reverse("meetings_desk:amendment", args=[self.uuid])
