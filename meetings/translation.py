"""Columns in the three languages of the interface: write ``title_en``, ``title_fr``, ``title_es``."""

from modeltranslation.translator import TranslationOptions, register

from meetings.models import Amendment, Clause, GuidingDocument, TextVersion


@register(GuidingDocument)
class GuidingDocumentTranslation(TranslationOptions):
    fields = ("title",)


@register(TextVersion)
class TextVersionTranslation(TranslationOptions):
    fields = ("note",)


@register(Clause)
class ClauseTranslation(TranslationOptions):
    fields = ("heading", "text")


@register(Amendment)
class AmendmentTranslation(TranslationOptions):
    fields = ("heading", "text")
