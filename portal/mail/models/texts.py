"""Texts of mails that the secretariat rewrote."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.records.clock import now
from portal.records.models import VersionedModel


class MailTextOverride(VersionedModel):
    """A text in one language, from the first time somebody edited it. ``in_use`` off: the file is sent again.

    Every saved wording is also a frozen version (kind ``mail_text``), so that all of them can be read later.
    """

    template = models.CharField(_("text"), max_length=100)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    subject = models.CharField(_("subject"), max_length=300, blank=True)
    body = models.TextField(_("text"), blank=True)
    in_use = models.BooleanField(_("in use"), default=True)
    updated_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["template", "language"]
        verbose_name = _("mail text")
        verbose_name_plural = _("mail texts")
        constraints = [
            models.UniqueConstraint(fields=["template", "language"], name="mail_text_override_once")
        ]

    def __str__(self) -> str:
        return f"{self.template} ({self.language})"
