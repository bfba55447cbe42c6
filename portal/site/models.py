"""Editorial pages and the frames around the sections that views own."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.documents.models import AbstractDocument, Document
from wagtail.fields import RichTextField
from wagtail.images.models import AbstractImage, AbstractRendition, Image
from wagtail.models import DraftStateMixin, Page, PreviewableMixin, RevisionMixin, TranslatableMixin


class PortalImage(AbstractImage):
    """An image of the editorial site."""

    admin_form_fields = Image.admin_form_fields


class PortalRendition(AbstractRendition):
    image = models.ForeignKey(PortalImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)


class PortalDocument(AbstractDocument):
    """A document of the editorial site."""

    admin_form_fields = Document.admin_form_fields


class HomePage(Page):
    """The first page of the site, one per language."""

    lead = models.TextField(_("lead text"), blank=True)
    body = RichTextField(_("text"), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("lead"), FieldPanel("body")]
    max_count_per_parent = 1
    template = "site/home.html"


class StandardPage(Page):
    """A page of running text: about, privacy, accessibility."""

    introduction = models.TextField(_("introduction"), blank=True)
    body = RichTextField(_("text"), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("introduction"), FieldPanel("body")]
    template = "site/standard.html"


class SectionFrame(PreviewableMixin, DraftStateMixin, RevisionMixin, TranslatableMixin, models.Model):
    """Introduction and help around a section whose pages are made by views (partners, areas …)."""

    key = models.SlugField(_("section"))
    introduction = RichTextField(_("introduction"), blank=True)
    help = RichTextField(_("help"), blank=True)

    panels = [FieldPanel("key"), FieldPanel("introduction"), FieldPanel("help")]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("section frame")
        verbose_name_plural = _("section frames")

    def __str__(self) -> str:
        return f"{self.key} ({self.locale})"
