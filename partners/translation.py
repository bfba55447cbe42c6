"""Labels of our own that exist in every interface language."""

from modeltranslation.translator import TranslationOptions, register

from partners.models import MembershipKind


@register(MembershipKind)
class MembershipKindTranslation(TranslationOptions):
    fields = ("name",)
