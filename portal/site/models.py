"""Editorial pages and the frames around the sections that views own."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.documents.models import AbstractDocument, Document
from wagtail.fields import RichTextField, StreamField
from wagtail.images.models import AbstractImage, AbstractRendition, Image
from wagtail.models import DraftStateMixin, Page, PreviewableMixin, RevisionMixin, TranslatableMixin

from portal.site.blocks import BodyBlock
from portal.site.home import home_context


class PortalImage(AbstractImage):
    """An image of the editorial site; it cannot be kept without words for those who do not see it."""

    description = models.CharField(
        _("description"),
        max_length=255,
        help_text=_("What the picture shows, for people who do not see it."),
    )
    admin_form_fields = Image.admin_form_fields

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")

    @property
    def default_alt_text(self) -> str:
        return self.description


class PortalRendition(AbstractRendition):
    image = models.ForeignKey(PortalImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)


class PortalDocument(AbstractDocument):
    """A document of the editorial site."""

    admin_form_fields = Document.admin_form_fields

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")


class HomePage(Page):
    """The first page of the site, one per language. Figures, areas and partners are drawn from the records."""

    headline = models.CharField(_("headline"), max_length=120)
    lead = models.TextField(_("lead text"), blank=True, max_length=600)
    body = StreamField(BodyBlock(required=False), verbose_name=_("text"), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("headline"), FieldPanel("lead"), FieldPanel("body")]
    parent_page_types = ["wagtailcore.Page"]
    max_count_per_parent = 3
    template = "site/home.html"

    class Meta:
        verbose_name = _("home page")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return super().get_context(request, *args, **kwargs) | home_context()


class StandardPage(Page):
    """A page of running text: about, privacy, accessibility."""

    introduction = models.TextField(_("introduction"), blank=True, max_length=600)
    body = StreamField(BodyBlock(required=False), verbose_name=_("text"), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("introduction"), FieldPanel("body")]
    parent_page_types = ["site.HomePage", "site.StandardPage"]
    subpage_types = ["site.StandardPage"]
    template = "site/standard.html"

    class Meta:
        verbose_name = _("standard page")


class SectionFrame(PreviewableMixin, DraftStateMixin, RevisionMixin, TranslatableMixin, models.Model):
    """Introduction and help around a section whose pages are made by views (partners, areas …)."""

    key = models.SlugField(
        _("section"), help_text=_("Named by the section that draws it, for example “partners”.")
    )
    introduction = RichTextField(_("introduction"), blank=True)
    help = RichTextField(_("help"), blank=True)

    panels = [FieldPanel("key"), FieldPanel("introduction"), FieldPanel("help")]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("section text")
        verbose_name_plural = _("section texts")
        constraints = [
            models.UniqueConstraint(fields=["key", "locale"], name="section_frame_once_per_language")
        ]

    def __str__(self) -> str:
        return f"{self.key} ({self.locale})"

    def clean(self) -> None:
        """Say so on the form when the section has a text in this language already."""
        super().clean()
        others = SectionFrame.objects.filter(key=self.key, locale_id=self.locale_id).exclude(pk=self.pk)
        if self.key and others.exists():
            raise ValidationError({"key": _("This section has a text in this language already.")})

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "site/frame_preview.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        return super().get_preview_context(request, mode_name) | {"frame": self}
