"""What an organisation was called before, and what else it is called."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from partners.enums import PartnerKind
from partners.models.organisation import Organisation
from partnership_areas.models import Country
from portal.records.text import normalise_name


class FormerIdentity(models.Model):
    """What an organisation was until a day: name, acronym, kind and country as they stood then.

    Written when one of them changes. The directory finds the partner by it, and the register as it stood on a
    past day reads kind and country from it. ``until`` is the last day on which it held.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="former_identities")
    legal_name = models.CharField(_("legal name"), max_length=250)
    acronym = models.CharField(_("acronym"), max_length=30, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=PartnerKind)
    country = models.ForeignKey(
        Country, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("country")
    )
    is_global = models.BooleanField(_("works world-wide"), default=False)
    until = models.DateField(_("until"))

    class Meta:
        verbose_name = _("former identity")
        verbose_name_plural = _("former identities")
        ordering = ["-until", "-pk"]

    def __str__(self) -> str:
        return f"{self.legal_name} ({self.until})"


class OtherName(models.Model):
    """Another name under which an organisation is found: a translation, a spelling of an imported list."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="other_names")
    text = models.CharField(_("name"), max_length=250)
    key = models.CharField(max_length=250, editable=False, db_index=True)

    class Meta:
        verbose_name = _("other name")
        verbose_name_plural = _("other names")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["organisation", "key"], name="other_name_once")]

    def __str__(self) -> str:
        return self.text

    def save(self, *args, **kwargs) -> None:
        self.key = normalise_name(self.text)[:250]
        super().save(*args, **kwargs)
