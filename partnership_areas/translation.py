"""Columns in the three languages of the interface: write ``name_en``, ``name_fr``, ``name_es``."""

from modeltranslation.translator import TranslationOptions, register

from partnership_areas.models import Area, Country, FrameworkElement, Region


@register(Region)
class RegionTranslation(TranslationOptions):
    fields = ("name",)


@register(Country)
class CountryTranslation(TranslationOptions):
    fields = ("name",)


@register(FrameworkElement)
class FrameworkElementTranslation(TranslationOptions):
    fields = ("label", "text")


@register(Area)
class AreaTranslation(TranslationOptions):
    fields = ("name", "short_name", "objective", "issue", "strategy", "note")
